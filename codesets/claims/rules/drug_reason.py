"""drug.reason: the modifiers and numbers that some drugs must carry.

Source: Medicare Claims Processing Manual chapter 17 section 80.12 (erythropoiesis stimulating agents outside
dialysis: EA, EB or EC, and a hemoglobin or hematocrit on the claim) and chapter 8 section 60.4 (on dialysis: JA or
JB); Social Security Act section 1927(a)(7) (Medicaid: the NDC of drugs that a physician gives).
"""

from collections.abc import Iterator

from codesets.claims.code_kinds import is_drug
from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, Finding, Payer

_OUTSIDE_DIALYSIS = {"J0881", "J0885", "J0888", "Q5106"}
_ON_DIALYSIS = {"J0882", "J0887", "Q4081", "Q5105"}


class DrugReason(Rule):
    """EA, EB, EC; JA, JB; the NDC for Medicaid."""

    id = "drug.reason"
    source = "Medicare Claims Processing Manual, chapter 17 section 80.12 and chapter 8 section 60.4"

    def check(self, claim: Claim, _tables: Tables) -> Iterator[Finding]:
        """Findings on lines with such a drug only."""
        for line in claim.lines:
            code = (line.code,)
            if claim.paid_by is Payer.MEDICAID and is_drug(line.code) and not line.drug.ndc:
                yield self.not_run(
                    code,
                    f"Medicaid pays {line.code} only with its National Drug Code.",
                    "Send the NDC, with its quantity and unit.",
                )
            if line.code in _OUTSIDE_DIALYSIS:
                if not line.has("EA", "EB", "EC"):
                    yield self.fails(
                        code,
                        f"{line.code} needs EA, EB or EC: why it was given.",
                        "Add EA (chemotherapy), EB (radiotherapy) or EC (neither), as the record says.",
                    )
                else:
                    yield self.not_run(
                        code, f"{line.code} needs the last hemoglobin or hematocrit on the claim.", "Send the value."
                    )
            elif line.code in _ON_DIALYSIS and not line.has("JA", "JB"):
                yield self.fails(code, f"{line.code} needs its route.", "Add JA (into a vein) or JB (under the skin).")
