"""coverage.ncd: national determinations that local policies of a service refer to; they stand above every local one.

Source: Medicare National Coverage Determinations Manual (publication 100-03). CMS publishes them without codes, so they
are found through the local policies that name the code; only their text says for which diagnoses.
"""

from collections.abc import Iterator

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
    """NCDs, through the local policies of the claim's state; coverage.lcd asks for the state."""

    id = "coverage.ncd"
    source = "Medicare National Coverage Determinations Manual (publication 100-03)"

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """One finding a line and determination; one for the claim where the table is missing."""
        if claim.paid_by in {Payer.MEDICAID, Payer.OTHER} or not claim.state:
            return
        bound = {
            line: policies
            for line in claim.lines
            if (policies := [one for one in tables.policies(line.code, line.on, claim.state) if one.national])
        }
        missing = tables.release(Dataset.COVERAGE_NATIONAL, claim.on)
        if bound and isinstance(missing, NotLoaded):
            codes = tuple(sorted({line.code for line in bound}))
            what = lacking(missing, "The list of national coverage determinations")
            yield self.not_run(codes, what, fetch(claim.on, Dataset.COVERAGE_NATIONAL))
            return
        for line, policies in bound.items():
            for policy in policies:
                for one in tables.determinations(policy.national, line.on):
                    yield self._judged(line, policy.number, one)

    def _judged(self, line: ClaimLine, policy: str, one: Determination) -> Finding:
        code = (line.code,)
        said = f"{policy} refers to NCD {one.section} ({one.title}) for {line.code}: {_SAYS[one.level]}."
        if one.level is Level.FULL:
            return self.passes(code, said, indicator=one.section, release=one.release)
        remedy = "Read what it asks for, and have the record and the diagnoses show it."
        if one.level is Level.NONE:
            remedy = "Read whether this service is meant; if so, have a notice (ABN) signed before it, and add GA."
        return self.warns(code, said, remedy, indicator=one.section, release=one.release)
