"""time.infusion: infusions, pushes and hydration: one initial service, the right one, and hours that are full.

Source: Medicare Claims Processing Manual chapter 12 section 30.5 (one initial service for an encounter, unless the
protocol wants two sites: 59 or an X modifier) with CMS recovery audit topic 0071 (which codes are initial), and
chapter 4 section 230.2 (hospitals: chemotherapy before other drugs before hydration, infusion before push; 15 minutes
or less are a push; a further hour counts from its 31st minute).
"""

from collections.abc import Iterator

from codesets.claims.days import by_day
from codesets.claims.lists import DISTINCT
from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, Finding, Setting

INITIAL = ("96413", "96409", "96365", "96374", "96360")
"""Into a vein, the highest first."""
_UNDER_THE_SKIN = "96369"
_KIND = {
    **dict.fromkeys(("96413", "96415", "96416", "96417"), 0),
    **dict.fromkeys(("96409", "96411"), 1),
    **dict.fromkeys(("96365", "96366", "96367", "96368"), 2),
    **dict.fromkeys(("96374", "96375", "96376"), 3),
    **dict.fromkeys(("96360", "96361"), 4),
}
"""The place in that order of every code that goes into a vein."""
_HOURS = (("96413", "96415"), ("96365", "96366"), ("96360", "96361"))
_PUSH, _HYDRATION, _HOUR = 15, 30, 60


class InfusionTime(Rule):
    """96360 to 96376 and 96409 to 96417."""

    id = "time.infusion"
    source = "Medicare Claims Processing Manual, chapter 12 section 30.5 and chapter 4 section 230.2"

    def check(self, claim: Claim, _tables: Tables) -> Iterator[Finding]:
        """Findings on infusions only."""
        if claim.setting is Setting.INPATIENT:
            return
        for _, lines in by_day(claim):
            yield from self._initial(lines)
            if claim.setting is Setting.OUTPATIENT:
                yield from self._highest(lines)
            for first, further in _HOURS:
                concerned = [line for line in lines if line.code in {first, further}]
                if concerned:
                    yield self._hours(concerned, first, further)

    def _initial(self, lines: tuple[ClaimLine, ...]) -> Iterator[Finding]:
        initial = [line for line in lines if line.code in {*INITIAL, _UNDER_THE_SKIN}]
        unmarked = sum(line.units for line in initial if not line.has(*DISTINCT))
        codes = tuple(sorted({line.code for line in initial}))
        if unmarked > 1:
            yield self.fails(
                codes,
                f"{unmarked} initial services of infusion or injection on one day; an encounter has one.",
                "Keep the one that was the reason for the encounter, and bill the others with the sequential,"
                " concurrent or additional-hour codes; a second site or encounter takes 59 or an X modifier.",
            )
        elif len(initial) > 1:
            yield self.warns(
                codes,
                "A second initial service is marked as apart.",
                "The record must show another site that the protocol wanted, or another encounter.",
            )

    def _highest(self, lines: tuple[ClaimLine, ...]) -> Iterator[Finding]:
        """Hospitals: the initial service is of the highest kind of the day."""
        billed = next((line.code for code in INITIAL for line in lines if line.code == code), "")
        highest = min((_KIND[line.code] for line in lines if line.code in _KIND), default=len(INITIAL))
        if billed and highest < _KIND[billed]:
            above = next(line.code for line in lines if _KIND.get(line.code) == highest)
            yield self.fails(
                (billed, above),
                f"{billed} is billed as the initial service, and {above} of the same day ranks above it.",
                f"Hospitals bill {INITIAL[highest]} as the initial service here; the rest as what follows it.",
            )

    def _hours(self, lines: list[ClaimLine], first: str, further: str) -> Finding:
        codes = tuple(sorted({line.code for line in lines}))
        said = [line.minutes for line in lines if line.minutes is not None]
        if len(said) < len(lines):
            send = "Send the minutes of each line, by its start and stop."
            return self.not_run(codes, f"{', '.join(codes)} are paid by time, which was not sent.", send)
        minutes, billed = sum(said), sum(line.units for line in lines if line.code == further)
        if first == "96360" and minutes <= _HYDRATION:
            return self.fails(
                codes, f"{minutes} minutes of hydration; 31 are the least that is billed.", "Take it off."
            )
        if minutes <= _PUSH:
            return self.fails(
                codes,
                f"{minutes} minutes; an infusion of 15 minutes or less is a push.",
                f"Bill {'96409' if first == '96413' else '96374'} instead, where it was the initial service.",
            )
        most = max((minutes - _HYDRATION - 1) // _HOUR, 0)
        if billed > most:
            rationale = f"{minutes} minutes allow {most or 'no'} units of {further}, and {billed} are billed."
            remedy = f"Bill {most}" if most else f"Take {further} off"
            return self.fails(codes, rationale, f"{remedy}: each wants more than 30 minutes beyond full hours.")
        return self.passes(codes, f"{minutes} minutes carry what is billed.")
