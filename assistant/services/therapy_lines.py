"""Units and plan of care of timed therapy."""

from dataclasses import replace

from assistant.citing import manual
from assistant.services.changes import Change, Changes, with_modifier
from assistant.services.circumstances import Circumstances, Told
from assistant.services.known import KnownTables
from codesets.claims import Claim, ClaimLine
from codesets.claims.rules.time_units import TIMED, most_units

_PLANS = ((Told.PLAN_OF_CARE_PT, "GP"), (Told.PLAN_OF_CARE_OT, "GO"), (Told.PLAN_OF_CARE_SLP, "GN"))


def therapy(lines: tuple[ClaimLine, ...], _claim: Claim, told: Circumstances, _tables: KnownTables) -> Changes:
    """Units of timed therapy by the minutes of the day."""
    timed = [line for line in lines if line.code in TIMED and line.minutes]
    shares = unit_shares({line.code: line.minutes or 0 for line in timed})
    for line in lines:
        if line in timed and shares[line.code] == 0 and len(timed) > 1:
            source = manual("chapter 5 section 20.2", "timed therapy units")
            why = f"{line.minutes} of all timed minutes are no unit of their own."
            yield line, (), Change(line.code, why, source)
        elif line in timed and shares[line.code] not in {line.units, 0}:
            source = manual("chapter 5 section 20.2", "timed therapy units")
            why = f"{line.minutes} of all timed minutes are {shares[line.code]} units."
            yield line, (replace(line, units=shares[line.code]),), Change(line.code, why, source)


def discipline(lines: tuple[ClaimLine, ...], _claim: Claim, told: Circumstances, _tables: KnownTables) -> Changes:
    """GP, GO or GN on timed therapy, by the plan of care that the record names; one only."""
    plans = [modifier for told_of, modifier in _PLANS if told_of in told]
    for line in lines:
        if line.code in TIMED and len(plans) == 1 and not line.has("GP", "GO", "GN"):
            source = manual("chapter 5 section 20.1", "plan of care")
            why = f"Therapy under that plan of care carries {plans[0]}."
            yield line, (with_modifier(line, plans[0]),), Change(line.code, why, source)


def unit_shares(minutes: dict[str, int]) -> dict[str, int]:
    """The day's units, first whole quarters of an hour, then to the longest remainders."""
    units = {code: time // 15 for code, time in minutes.items()}
    left = most_units(sum(minutes.values())) - sum(units.values())
    for code in sorted(minutes, key=lambda code: -(minutes[code] % 15))[: max(0, left)]:
        units[code] += 1
    return units
