"""coverage.notice: what GA, GX, GY and GZ say about a denial and who pays then, and what KX promises.

Source: Medicare Claims Processing Manual chapter 30 section 50 and chapter 1 section 60 (CR 6563, CR 7228: GZ lines
are denied without review); chapter 5 section 10.3 (KX above the threshold of therapy).
"""

from collections.abc import Iterator

from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, Finding, Payer

_SAID = {
    "GA": ("GA says that a notice (ABN) is signed and on file.", "Keep it: after the denial the patient pays."),
    "GX": (
        "GX says that a voluntary notice was given for what the law excludes.",
        "Use it with GY, and bill the patient.",
    ),
    "GY": (
        "GY says that the law excludes the service: Medicare denies it, and the patient pays.",
        "Take it off if it may be covered.",
    ),
    "GZ": (
        "GZ says that a denial is expected and no notice was signed: Medicare denies, and the patient owes nothing.",
        "Next time have the notice (ABN) signed before the service, and use GA.",
    ),
    "KX": (
        "KX says that the record meets what the policy or the therapy threshold asks for.",
        "Keep what shows it in the record; without it take KX off.",
    ),
}


class CoverageNotice(Rule):
    """The four modifiers of expected denials, and KX."""

    id = "coverage.notice"
    source = "Medicare Claims Processing Manual, chapter 30 section 50"

    def check(self, claim: Claim, _tables: Tables) -> Iterator[Finding]:
        """One warning a modifier: what follows from it."""
        for line in claim.lines:
            for modifier, (rationale, remedy) in _SAID.items():
                if line.has(modifier):
                    codes = (line.code, modifier)
                    if modifier != "KX" and claim.paid_by in {Payer.OTHER, Payer.MEDICAID}:
                        yield self.warns(
                            codes, f"{modifier} is a modifier of Medicare's notices.", "Ask the payer for its own."
                        )
                    else:
                        yield self.warns(codes, rationale, remedy)
