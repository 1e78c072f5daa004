"""time.based: minutes of critical care.

Source: Medicare Claims Processing Manual chapter 12 section 30.6.12 (99291: the first 30 to 74 minutes of a day;
99292: each 30 minutes completed beyond 74, hence 104 for the first; fee schedule's final rule of 2023, 87 FR 69404).
"""

from collections.abc import Iterator

from codesets.claims.days import by_day
from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, Finding, Setting

_CRITICAL = ("99291", "99292")
_LEAST, _FIRST_HOUR, _FURTHER = 30, 74, 30


class TimeBased(Rule):
    """99291 and 99292."""

    id = "time.based"
    source = "Medicare Claims Processing Manual, chapter 12 section 30.6.12"

    def check(self, claim: Claim, _tables: Tables) -> Iterator[Finding]:
        """Findings on critical care only."""
        if claim.setting is not Setting.PRACTITIONER:
            return
        for _, lines in by_day(claim):
            critical = tuple(line for line in lines if line.code in _CRITICAL)
            if critical:
                yield self._critical(critical)

    def _critical(self, lines: tuple[ClaimLine, ...]) -> Finding:
        codes = tuple(sorted({line.code for line in lines}))
        said = [line.minutes for line in lines if line.minutes is not None]
        if len(said) < len(lines):
            return self.not_run(codes, "The minutes of critical care are not known.", "Send the minutes of each line.")
        minutes, further = sum(said), sum(line.units for line in lines if line.code == "99292")
        if minutes < _LEAST:
            rationale = f"{minutes} minutes are less than the {_LEAST} that critical care takes at least."
            return self.fails(codes, rationale, "Bill another visit.")
        most = max((minutes - _FIRST_HOUR) // _FURTHER, 0)
        if further > most:
            rationale = f"{minutes} minutes allow {most} units of 99292 by Medicare's rule, and {further} are billed."
            return self.fails(codes, rationale, f"Bill {most}: each wants 30 minutes completed beyond the first 74.")
        return self.passes(codes, f"{minutes} minutes carry what is billed.")
