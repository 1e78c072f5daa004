"""time.units: units of timed therapy by the 8-minute rule, over all timed services of the day.

Source: Medicare Claims Processing Manual chapter 5 section 20.2 (timed codes and the table of minutes) and section
20.1 (GP, GO and GN; CQ and CO of assistants).
"""

from collections.abc import Iterator

from codesets.claims.days import by_day, codes_of
from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, Finding, Setting

TIMED = frozenset(
    {"97032", "97033", "97034", "97035", "97036", "97110", "97112", "97113", "97116", "97124", "97140"}
    | {"97530", "97533", "97535", "97537", "97542", "97750", "97755", "97760", "97761", "97763", "G0515"}
)
"""Therapy services of 15 minutes a unit."""
_DISCIPLINES = ("GN", "GO", "GP")
_UNIT, _FIRST = 15, 8


def most_units(minutes: int) -> int:
    """The units that a total of timed minutes allows: 8 to 22 are one, 23 to 37 two."""
    return (minutes + _UNIT - _FIRST) // _UNIT if minutes >= _FIRST else 0


class TherapyMinutes(Rule):
    """Minutes against units, and the discipline's modifier."""

    id = "time.units"
    source = "Medicare Claims Processing Manual, chapter 5 section 20"

    def check(self, claim: Claim, _tables: Tables) -> Iterator[Finding]:
        """Findings on timed therapy only."""
        if claim.setting is Setting.INPATIENT:
            return
        for _, lines in by_day(claim):
            timed = tuple(line for line in lines if line.code in TIMED)
            if timed:
                yield self._minutes(timed)
            for line in timed:
                yield from self._discipline(line)

    def _minutes(self, lines: tuple[ClaimLine, ...]) -> Finding:
        codes, units = codes_of(lines), sum(line.units for line in lines)
        minutes = [line.minutes for line in lines if line.minutes is not None]
        if len(minutes) < len(lines):
            return self.not_run(
                codes,
                f"{units} units of timed therapy; their minutes are not known.",
                "Send the minutes of each service.",
            )
        most = most_units(sum(minutes))
        said = f"{sum(minutes)} timed minutes allow {most} units in all, and {units} are billed."
        if units > most:
            return self.fails(codes, said, "Bill fewer units, those of the services with the most minutes first.")
        return self.passes(codes, said)

    def _discipline(self, line: ClaimLine) -> Iterator[Finding]:
        if not line.has(*_DISCIPLINES):
            yield self.fails((line.code,), f"{line.code} has none of GP, GO and GN.", "Add that of the plan of care.")
        if (line.has("CQ") and not line.has("GP")) or (line.has("CO") and not line.has("GO")):
            yield self.fails((line.code,), "An assistant's CQ stands with GP, CO with GO.", "Correct the pair.")
