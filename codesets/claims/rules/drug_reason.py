"""drug.reason: the modifiers and numbers that some drugs must carry.

Source: Medicare Claims Processing Manual chapter 17 section 80.12 with NCD 110.21 (drugs that raise hemoglobin, outside
dialysis: EA, EB or EC, and hemoglobin or hematocrit on the claim; EA is denied from 10 g/dL or 30 percent on, EB
always) and chapter 8 section 60.4 (on dialysis: JA or JB; ED or EE above 13 g/dL or 39 percent).
"""

from collections.abc import Iterator
from decimal import Decimal

from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, Finding

OUTSIDE_DIALYSIS = frozenset({"J0881", "J0885", "J0888", "Q5106"})
"""Drugs that raise hemoglobin, in the units for patients who are not on dialysis."""
_ON_DIALYSIS = {"J0882", "J0887", "Q4081", "Q5105"}
_DENIED_FROM = (Decimal(10), Decimal(30))
_HIGH_ABOVE = (Decimal(13), Decimal(39))
"""Hemoglobin in g/dL, hematocrit in percent."""


class DrugReason(Rule):
    """EA, EB, EC with hemoglobin; JA, JB; ED, EE."""

    id = "drug.reason"
    source = "Medicare Claims Processing Manual, chapter 17 section 80.12 and chapter 8 section 60.4; NCD 110.21"

    def check(self, claim: Claim, _tables: Tables) -> Iterator[Finding]:
        """Findings on lines with such a drug only."""
        for line in claim.lines:
            if line.code in OUTSIDE_DIALYSIS:
                yield self._outside(line)
            elif line.code in _ON_DIALYSIS:
                yield from self._on(line)

    def _outside(self, line: ClaimLine) -> Finding:
        code, shown = (line.code,), _measured(line)
        if not line.has("EA", "EB", "EC"):
            return self.fails(
                code,
                f"{line.code} needs EA, EB or EC: why it was given.",
                "Add EA (anemia from chemotherapy), EB (from radiotherapy) or EC (from neither), as the record says.",
            )
        if line.has("EB"):
            return self.fails(
                (line.code, "EB"),
                f"Medicare does not cover {line.code} for anemia from radiotherapy (EB).",
                "Bill it for the denial only, with GA if a notice (ABN) was signed.",
            )
        if not shown:
            return self.not_run(
                code,
                f"{line.code} needs the last hemoglobin or hematocrit on the claim.",
                'Send "hemoglobin" or "hematocrit" with the drug.',
            )
        if line.has("EA") and _reaches(line, _DENIED_FROM, above=False):
            return self.fails(
                (line.code, "EA"),
                f"With EA Medicare denies {line.code} from hemoglobin 10 g/dL or hematocrit 30 percent on; sent was"
                f" {shown}.",
                "Check the value and its date; have a notice (ABN) signed before the next dose.",
            )
        return self.passes(code, f"{line.code} says why it was given, with {shown}.")

    def _on(self, line: ClaimLine) -> Iterator[Finding]:
        if not line.has("JA", "JB"):
            yield self.fails(
                (line.code,), f"{line.code} needs its route.", "Add JA (into a vein) or JB (under the skin)."
            )
        if not _measured(line):
            yield self.not_run(
                (line.code,),
                f"{line.code} needs the last hemoglobin or hematocrit on the claim.",
                'Send "hemoglobin" or "hematocrit" with the drug.',
            )
        elif _reaches(line, _HIGH_ABOVE, above=True) and not line.has("ED", "EE"):
            yield self.fails(
                (line.code,),
                f"Above hemoglobin 13 g/dL or hematocrit 39 percent {line.code} needs ED or EE; sent was"
                f" {_measured(line)}.",
                "Add ED (above it for three billing cycles or more) or EE (not so long).",
            )


def _measured(line: ClaimLine) -> str:
    """The value that was sent, in words; empty where none was."""
    drug = line.drug
    if drug.hemoglobin is not None:
        return f"hemoglobin {drug.hemoglobin} g/dL"
    return "" if drug.hematocrit is None else f"hematocrit {drug.hematocrit} percent"


def _reaches(line: ClaimLine, limits: tuple[Decimal, Decimal], *, above: bool) -> bool:
    for value, limit in zip((line.drug.hemoglobin, line.drug.hematocrit), limits, strict=True):
        if value is not None and (value > limit or (value == limit and not above)):
            return True
    return False
