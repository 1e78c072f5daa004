"""coverage.ncd: national determinations that speak of a service, which stand above every local one.

Source: Medicare National Coverage Determinations Manual (publication 100-03). CMS publishes them without codes, so they
are found by their titles in the description of a code (of CPT in our own label, where there is one); only their text
says whether it is meant, and for which diagnoses.
"""

from collections.abc import Iterator

from codesets import own_words
from codesets.claims.code_kinds import is_cpt
from codesets.claims.rules.base import Rule, fetch, lacking
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, Finding, Payer
from codesets.coverage.national import Determination, Level
from codesets.values import Dataset, NotLoaded

_SAYS = {
    Level.FULL: "Medicare covers it",
    Level.RESTRICTED: "Medicare covers it under conditions",
    Level.NONE: "Medicare does not cover it",
    Level.UNSAID: "how far it is covered stands in its text",
}


class NationalCoverage(Rule):
    """NCDs by the words of the service."""

    id = "coverage.ncd"
    source = "Medicare National Coverage Determinations Manual (publication 100-03)"

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """One finding a line and determination; one for the claim where the table is missing."""
        if claim.paid_by in {Payer.MEDICAID, Payer.OTHER}:
            return
        missing = tables.release(Dataset.COVERAGE_NATIONAL, claim.on)
        if isinstance(missing, NotLoaded):
            codes = tuple(sorted({line.code for line in claim.lines}))
            what = lacking(missing, "The list of national coverage determinations")
            yield self.not_run(codes, what, fetch(claim.on, Dataset.COVERAGE_NATIONAL))
            return
        for line in claim.lines:
            for one in tables.determinations(_words(line, tables), line.on):
                yield self._judged(line, one)

    def _judged(self, line: ClaimLine, one: Determination) -> Finding:
        code, said = (line.code,), f"NCD {one.section} ({one.title}) may speak of {line.code}: {_SAYS[one.level]}."
        if one.level is Level.FULL:
            return self.passes(code, said, indicator=one.section, release=one.release)
        remedy = "Read what it asks for, and have the record and the diagnoses show it."
        if one.level is Level.NONE:
            remedy = "Read whether this service is meant; if so, have a notice (ABN) signed before it, and add GA."
        return self.warns(code, said, remedy, indicator=one.section, release=one.release)


def _words(line: ClaimLine, tables: Tables) -> str:
    """What a code stands for: our own label of CPT, the description of HCPCS Level II; empty where neither is there."""
    if is_cpt(line.code):
        return own_words.cpt_label(line.code) or ""
    row = tables.hcpcs(line.code, line.on)
    return row.long if row else ""
