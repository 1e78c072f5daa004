"""modifier.setting: modifiers of Medicare's that belong to one setting or one payer only.

Source: Medicare Claims Processing Manual chapter 4 sections 20.6 (hospitals: 27, 73, 74, PO, PN), chapter 12 sections
20.4 and 40 (practitioners), chapter 18 section 60 (PT).
"""

from collections.abc import Iterator

from codesets.claims.modifier_conflicts import FACILITY_ONLY, PRACTITIONER_ONLY
from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, Finding, Payer, Setting


class ModifierSetting(Rule):
    """Who may use a modifier, and whom it is for."""

    id = "modifier.setting"
    source = "Medicare Claims Processing Manual, chapters 4, 12 and 18"

    def check(self, claim: Claim, _tables: Tables) -> Iterator[Finding]:
        """Only what is wrong."""
        for line in claim.lines:
            for modifier in dict.fromkeys(line.modifiers):
                yield from self._of_setting(claim, line, modifier)
                yield from self._of_payer(claim, line, modifier)

    def _of_setting(self, claim: Claim, line: ClaimLine, modifier: str) -> Iterator[Finding]:
        codes = (line.code, modifier)
        if claim.setting is Setting.PRACTITIONER and modifier in FACILITY_ONLY:
            yield self.fails(codes, f"{modifier} is for {FACILITY_ONLY[modifier]}.", "Take it off, or change it.")
        elif claim.setting is Setting.ASC and modifier in PRACTITIONER_ONLY:
            yield self.fails(codes, f"{modifier} is for {PRACTITIONER_ONLY[modifier]}.", "Take it off, or change it.")
        elif claim.setting is not Setting.PRACTITIONER and modifier in PRACTITIONER_ONLY:
            yield self.warns(
                codes,
                f"{modifier} is for {PRACTITIONER_ONLY[modifier]}.",
                "Take it off, unless a critical access hospital bills its practitioners (method II).",
            )

    def _of_payer(self, claim: Claim, line: ClaimLine, modifier: str) -> Iterator[Finding]:
        codes = (line.code, modifier)
        if modifier == "33" and claim.paid_by is Payer.MEDICARE:
            yield self.warns(
                codes, "33 is for other payers than Medicare.", "Medicare wants PT on a screening that became more."
            )
        elif modifier == "PT" and claim.paid_by in {Payer.OTHER, Payer.MEDICAID}:
            yield self.warns(codes, "PT is Medicare's modifier.", "Other payers want 33 as a rule.")
