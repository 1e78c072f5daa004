"""hcpcs.validity: every procedure code valid on its day, and by which list that was decided.

Source: 45 CFR 162.1002 (the code sets of the date of service); Medicare Claims Processing Manual chapter 23 sections 20
and 30. HCPCS Level II is checked in CMS's file. A CPT
code is checked in the operator's licensed file; without it, in the tables of Medicare that list CPT numbers, which
lack some codes: what they do not hold is then unknown, not invalid.
"""

from collections.abc import Iterator
from datetime import date

from codesets.claims.code_kinds import is_cpt, is_hcpcs, is_pcs
from codesets.claims.rules.base import Rule, fetch
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, Finding
from codesets.values import Dataset, Release, Status, Validity

_LICENSED = (
    "Name the holder of your AMA license in the setting `cpt_licence`, and load your own licensed CPT file of that year"
    " with `caseconsultant codes import FILE`."
)

_MISREAD = str.maketrans("OIL", "011")


def _meant(code: str) -> str:
    """The code with digits where letters stand that look like them; empty where that has no code's form either."""
    digits = code[:1] + code[1:].translate(_MISREAD)
    likely = next((one for one in (digits, code.translate(_MISREAD)) if is_hcpcs(one) or is_cpt(one)), "")
    return f" ({likely} may be meant)" if likely else ""


class ProcedureValidity(Rule):
    """HCPCS Level II and CPT codes of the lines."""

    id = "hcpcs.validity"
    source = "HCPCS and CPT as the standard code sets (45 CFR 162.1002)"
    medicare = False

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """One finding a code and day."""
        for code, day in sorted({(line.code, line.on) for line in claim.lines}):
            if is_hcpcs(code) or is_cpt(code):
                dataset = Dataset.HCPCS if is_hcpcs(code) else Dataset.CPT
                known = isinstance(tables.release(dataset, day), Release)
                yield self._said(tables.procedure(code, day), day, covered=known)
            elif not is_pcs(code):
                yield self.fails(
                    (code,),
                    f"{code} has not the form of a procedure code.",
                    f"Correct it{_meant(code)}: five digits, four digits and a letter, or a letter and four digits.",
                )

    def _said(self, found: Validity, day: date, *, covered: bool) -> Finding:
        code = (found.code,)
        if found.status is Status.VALID:
            return self.passes(code, found.sentence, release=found.release)
        if not covered:
            remedy = fetch(day, Dataset.HCPCS) if is_hcpcs(found.code) else _LICENSED
            return self.not_run(code, found.sentence, remedy, release=found.release)
        remedy = "Look for the code that holds on that day."
        return self.fails(code, found.sentence, remedy, indicator=found.status, release=found.release)
