"""drug.ndc: the National Drug Code, where a payer wants it, and its form.

Source: Social Security Act section 1927(a)(7) with 42 CFR 447.520 (Medicaid: the NDC of drugs that a physician gives);
Medicare Claims Processing Manual chapter 26 section 10.4, item 19 (codes for drugs that have none of their own want
name, strength and dose) and chapter 17 section 90.3 (C9399 wants the NDC); 45 CFR 162.1002 and CMS-1500 instructions,
item 24 (11 digits: 5, 4 and 2).
"""

import re
from collections.abc import Iterator

from codesets.claims.code_kinds import is_drug
from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, Finding, Payer

UNNAMED = frozenset({"J3490", "J3590", "J7599", "J7699", "J7799", "J8499", "J8999", "J9999", "C9399"})
_DIGITS = 11
_PARTS = re.compile(r"(\d{4,5})-(\d{3,4})-(\d{1,2})")
_FULL = (5, 4, 2)


class DrugNumber(Rule):
    """The NDC on lines of drugs."""

    id = "drug.ndc"
    source = "Social Security Act section 1927(a)(7); 837P and 837I (45 CFR 162.1102)"
    medicare = False

    def check(self, claim: Claim, _tables: Tables) -> Iterator[Finding]:
        """What is missing, and a number of another form."""
        for line in claim.lines:
            if line.drug.ndc:
                yield from self._form(line)
            elif line.code in UNNAMED:
                yield self.not_run(
                    (line.code,),
                    f"{line.code} is for drugs without a code of their own, so it is paid by the drug's name and NDC.",
                    "Send the NDC; on the claim stand name, strength, dose and route too, with 1 unit.",
                )
            elif claim.paid_by is Payer.MEDICAID and is_drug(line.code):
                yield self.not_run(
                    (line.code,),
                    f"Medicaid pays {line.code} only with its National Drug Code.",
                    "Send the NDC; on the claim stand its quantity and unit (F2, GR, ME, ML or UN) too.",
                )

    def _form(self, line: ClaimLine) -> Iterator[Finding]:
        number = line.drug.ndc.upper().removeprefix("N4")
        plain = number.replace("-", "").replace(" ", "")
        if plain.isascii() and plain.isdigit() and len(plain) == _DIGITS:
            return
        parts = _PARTS.fullmatch(number)
        whole = "".join(part.zfill(width) for part, width in zip(parts.groups(), _FULL, strict=True)) if parts else ""
        yield self.fails(
            (line.code,),
            f"The NDC {line.drug.ndc} of {line.code} has not the 11 digits of a claim.",
            f"Write it as {whole}." if whole else "Write it as 5, 4 and 2 digits, with a 0 before what is shorter.",
            indicator=line.drug.ndc,
        )
