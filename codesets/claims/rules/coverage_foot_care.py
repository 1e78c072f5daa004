"""coverage.foot_care: routine foot care, which Medicare pays only with a class finding (Q7, Q8, Q9).

Source: Medicare Benefit Policy Manual chapter 15 section 290 G; Medicare Claims Processing Manual chapter 32 section
80.
"""

from collections.abc import Iterator

from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, Finding, Payer

_ROUTINE = frozenset({"11055", "11056", "11057", "11719", "G0127"})
_NAILS = frozenset({"11720", "11721"})


class FootCare(Rule):
    """Paring of corns, trimming and debriding of nails."""

    id = "coverage.foot_care"
    source = "Medicare Benefit Policy Manual, chapter 15 section 290"

    def check(self, claim: Claim, _tables: Tables) -> Iterator[Finding]:
        """One finding a line with such a code."""
        if claim.paid_by in {Payer.OTHER, Payer.MEDICAID}:
            return
        for line in claim.lines:
            code = (line.code,)
            if line.code not in _ROUTINE | _NAILS:
                continue
            if line.has("Q7", "Q8", "Q9"):
                yield self.passes(
                    code,
                    f"{line.code} has a class finding; the claim must also name the systemic disease, and for some of"
                    " them who treats it and the date of the last visit.",
                )
            elif line.code in _ROUTINE:
                yield self.fails(
                    code,
                    f"{line.code} is routine foot care, which is excluded without a class finding.",
                    "Add Q7, Q8 or Q9 if the record has the findings; else GY, and the patient pays.",
                )
            else:
                yield self.warns(
                    code,
                    f"{line.code} is covered with a class finding, or with painful infected nails.",
                    "Add Q7, Q8 or Q9, or have the record show pain or limited walking.",
                )
