"""What the record makes of the lines as they were written: units by the dose, and the modifiers that it documents.

A modifier is put on a line only where words of the record support it; where they do not, it is asked for. Each change
says why, and where the rule stands.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from assistant.services.circumstances import Circumstances, Told
from assistant.services.known import KnownTables
from codesets.claims import Claim, ClaimLine, Payer, Setting
from codesets.claims.code_kinds import is_drug, is_visit
from codesets.claims.doses import billing_unit, units_of
from codesets.claims.lists import DISTINCT
from codesets.claims.ptp_modifiers import ON_VISITS, OPENING
from codesets.claims.rules.time_units import TIMED, most_units
from consultations.answers import Evidence, Source

PREVENTIVE_VISITS = frozenset(
    {"G0402", "G0438", "G0439", *(str(number) for number in (*range(99381, 99388), *range(99391, 99398)))}
)
"""Preventive visits of CPT, and Medicare's welcome and wellness visits."""
_JZ_FROM = date(2023, 7, 1)
_MANUAL = "Medicare Claims Processing Manual"
_NCCI = "NCCI Policy Manual"
_GLOBAL_SOURCE = Source(_MANUAL, "chapter 12 section 40", "global surgery")
_DRUG_SOURCE = Source(_MANUAL, "chapter 17 section 10 and 40", "units and discarded drugs")
_NCCI_SOURCE = Source(_NCCI, "chapter I section E", "modifiers")


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed on a line, why, and the rule for it."""

    code: str
    why: str
    source: Source
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Advised:
    """The lines as we would bill them, with what was changed."""

    lines: tuple[ClaimLine, ...]
    changes: tuple[Change, ...]


Step = Callable[
    [tuple[ClaimLine, ...], Claim, Circumstances, KnownTables],
    Iterator[tuple[ClaimLine, tuple[ClaimLine, ...], Change]],
]
"""Looks at the lines, and yields each line to replace, what comes in its place, and the change."""


def advised(claim: Claim, told: Circumstances, tables: KnownTables) -> Advised:
    """The claim's lines after every step, in the order of the mail."""
    lines, changes = claim.lines, []
    for step in STEPS:
        for old, new, change in step(lines, claim, told, tables):
            if old in lines:
                place = lines.index(old)
                lines = (*lines[:place], *new, *lines[place + 1 :])
                changes.append(change)
    return Advised(lines, tuple(changes))


def _doses(
    lines: tuple[ClaimLine, ...], _claim: Claim, _told: Circumstances, tables: KnownTables
) -> Iterator[tuple[ClaimLine, tuple[ClaimLine, ...], Change]]:
    """Units from the dose, JW for the waste on a line of its own, JZ where nothing was thrown away."""
    for line in lines:
        drug = line.drug
        row = tables.supply(line.code).row if is_drug(line.code) else None
        one = billing_unit(row.long) if row else None
        if one is None or drug.given is None or line.has("JW"):
            continue
        units = units_of(drug.given, drug.unit, one)
        if units is None:
            continue
        units = max(1, units)
        marked = _marked(line, units)
        new: tuple[ClaimLine, ...] = ()
        why = f"{drug.given.normalize():f} {drug.unit or one.unit} at {one} a unit are {units} units."
        if drug.wasted and drug.single_dose is not False:
            opened = units_of(drug.given + drug.wasted, drug.unit, one)
            waste = max(0, (opened or units) - units)
            if waste:
                marked = tuple(modifier for modifier in line.modifiers if modifier not in {"JZ", "JW"})
                others = tuple(modifier for modifier in marked if modifier != "JZ")
                new = (replace(line, modifiers=(*others, "JW"), units=waste),)
                thrown = f"{drug.wasted.normalize():f} {drug.unit}"
                why += f" The {thrown} thrown away are {waste} units on a line of their own with JW."
        elif "JZ" in marked and "JZ" not in line.modifiers:
            why += " Nothing was thrown away, so the line carries JZ."
        changed = replace(line, units=units, modifiers=marked)
        if (changed, *new) != (line,):
            yield line, (changed, *new), Change(line.code, why, _DRUG_SOURCE)


def _marked(line: ClaimLine, _units: int) -> tuple[str, ...]:
    nothing = line.drug.wasted == 0 and line.drug.single_dose is not False
    due = nothing and line.on >= _JZ_FROM and not line.has("JZ", "JW")
    return (*line.modifiers, "JZ") if due else line.modifiers


def _visits(
    lines: tuple[ClaimLine, ...], claim: Claim, told: Circumstances, tables: KnownTables
) -> Iterator[tuple[ClaimLine, tuple[ClaimLine, ...], Change]]:
    """25 on a visit beside a minor procedure, 57 beside a major one, 24 within an earlier operation's period."""
    if claim.setting is not Setting.PRACTITIONER:
        return
    for line in lines:
        if not is_visit(line.code) or line.has("24", "27", "57"):
            continue
        if claim.earlier and Told.UNRELATED in told and not line.has(*ON_VISITS):
            why = "The record says that the visit had nothing to do with the operation, so the visit carries 24."
            yield line, (_with(line, "24"),), Change(line.code, why, _GLOBAL_SOURCE, told[Told.UNRELATED])
            continue
        kinds = {needed for other in lines if not is_visit(other.code) and (needed := needs(line, other, tables))}
        if "57" in kinds and Told.DECIDED_SURGERY in told:
            why = "The record says that the operation was decided at the visit, so the visit carries 57."
            instead = replace(line, modifiers=tuple(one for one in line.modifiers if one != "25"))
            yield line, (_with(instead, "57"),), Change(line.code, why, _GLOBAL_SOURCE, told[Told.DECIDED_SURGERY])
        elif line.has("25"):
            continue
        elif (preventive := _preventive(line, lines)) and Told.SEPARATE_VISIT in told:
            why = (
                f"The record tells of a problem with work of its own beside {preventive}, so the problem visit"
                f" carries 25."
            )
            source = Source(_MANUAL, "chapter 12 section 30.6.1.1", "preventive and problem visits on one day")
            yield line, (_with(line, "25"),), Change(line.code, why, source, told[Told.SEPARATE_VISIT])
        elif "25" in kinds and Told.SEPARATE_VISIT in told and Told.PLANNED_PROCEDURE not in told:
            why = "The record tells of a visit beyond the procedure, so the visit carries 25."
            yield line, (_with(line, "25"),), Change(line.code, why, _GLOBAL_SOURCE, told[Told.SEPARATE_VISIT])


def _preventive(line: ClaimLine, lines: tuple[ClaimLine, ...]) -> str:
    """The preventive visit beside a problem visit."""
    if line.code in PREVENTIVE_VISITS:
        return ""
    return next((other.code for other in lines if other.code in PREVENTIVE_VISITS), "")


def needs(visit: ClaimLine, other: ClaimLine, tables: KnownTables) -> str:
    """The modifier that a visit needs beside another service of its day: 25, 57, or none."""
    fee = tables.fee(other.code).row
    if fee is not None and fee.global_days == "090":
        return "57"
    edit = tables.pair(visit.code, other.code, Setting.PRACTITIONER).row
    minor = fee is not None and fee.global_days in {"000", "010"}
    return "25" if minor or (edit is not None and edit.indicator == 1) else ""


def _pairs(
    lines: tuple[ClaimLine, ...], claim: Claim, told: Circumstances, tables: KnownTables
) -> Iterator[tuple[ClaimLine, tuple[ClaimLine, ...], Change]]:
    """XS or 59 on column 2 of an edit that a modifier opens, where the record says that the two were apart."""
    if Told.APART not in told:
        return
    for line, other in combinations(lines, 2):
        if line.code == other.code or is_visit(line.code) or is_visit(other.code):
            continue
        edit = tables.pair(line.code, other.code, claim.setting).row
        if edit is None or edit.indicator != 1 or OPENING & {*line.modifiers, *other.modifiers}:
            continue
        second = line if line.code == edit.column2 else other
        said = "XS" if claim.paid_by is Payer.MEDICARE else "59"
        why = f"The record says that the two were apart, so {edit.column2}, in column 2, carries {said}."
        yield second, (_with(second, said),), Change(second.code, why, _NCCI_SOURCE, told[Told.APART])


def _sides(
    lines: tuple[ClaimLine, ...], claim: Claim, told: Circumstances, tables: KnownTables
) -> Iterator[tuple[ClaimLine, tuple[ClaimLine, ...], Change]]:
    """Both sides: one line with 50 for practitioners, RT and LT for an ASC, nothing where the code says it."""
    for code in dict.fromkeys(line.code for line in lines):
        same = [line for line in lines if line.code == code]
        sides = {modifier for line in same for modifier in line.modifiers} & {"RT", "LT", "50"}
        fee = tables.fee(code).row
        if fee is not None and fee.bilateral == "2" and sides:
            why = f"{code} is for both sides already (bilateral indicator 2), so one line, without 50, RT or LT."
            source = Source(_MANUAL, "chapter 12 section 40.7", "bilateral services")
            bare = tuple(modifier for modifier in same[0].modifiers if modifier not in {"50", "RT", "LT"})
            for extra in same[1:]:
                yield extra, (), Change(code, why, source)
            if sides not in ({"RT"}, {"LT"}):
                yield same[0], (replace(same[0], units=1, modifiers=bare),), Change(code, why, source)
            continue
        if fee is not None and fee.bilateral in {"0", "9"} and same[0].has("50"):
            why = f"50 does not stand on {code} (bilateral indicator {fee.bilateral})."
            source = Source(_MANUAL, "chapter 12 section 40.7", "bilateral services")
            bare = tuple(modifier for modifier in same[0].modifiers if modifier != "50")
            yield same[0], (replace(same[0], units=1, modifiers=bare),), Change(code, why, source)
            continue
        if (
            fee is None
            or fee.bilateral != "1"
            or not (sides >= {"RT", "LT"} or "50" in sides or (Told.BOTH_SIDES in told and not sides))
        ):
            continue
        rest = tuple(modifier for modifier in same[0].modifiers if modifier not in {"RT", "LT", "50"})
        one = replace(same[0], units=1, modifiers=(*rest, "50"))
        why = "Both sides are one line with 50 and 1 unit for a practitioner (bilateral indicator 1)."
        source = Source(_MANUAL, "chapter 12 section 40.7", "bilateral services")
        new: tuple[ClaimLine, ...] = (one,)
        if claim.setting is Setting.ASC:
            new = tuple(replace(same[0], units=1, modifiers=(*rest, side)) for side in ("RT", "LT"))
            why = "An ASC bills both sides as two lines, RT and LT; 50 is not for it."
            source = Source(_MANUAL, "chapter 14 section 40.5", "bilateral services of an ASC")
        if tuple(same) != new and len(new) + len(same) > 0:
            for extra in same[1:]:
                yield extra, (), Change(code, why, source)
            yield same[0], new, Change(code, why, source)


def _parts(
    lines: tuple[ClaimLine, ...], claim: Claim, told: Circumstances, tables: KnownTables
) -> Iterator[tuple[ClaimLine, tuple[ClaimLine, ...], Change]]:
    """26 for the reading, TC for the equipment, on tests that have both parts."""
    wanted = "26" if Told.READING_ONLY in told else "TC" if Told.TECHNICAL_ONLY in told else ""
    if not wanted or claim.setting is not Setting.PRACTITIONER:
        return
    evidence = told[Told.READING_ONLY if wanted == "26" else Told.TECHNICAL_ONLY]
    for line in lines:
        fee = tables.fee(line.code).row
        if fee is not None and fee.pc_tc == "1" and not line.has("26", "TC"):
            what = "the reading" if wanted == "26" else "the equipment and staff"
            source = Source(_MANUAL, "chapter 13 section 20", "professional and technical component")
            yield (
                line,
                (_first(line, wanted),),
                Change(line.code, f"You bill {what} only, so the line carries {wanted}.", source, evidence),
            )


def _after_surgery(
    lines: tuple[ClaimLine, ...], claim: Claim, told: Circumstances, tables: KnownTables
) -> Iterator[tuple[ClaimLine, tuple[ClaimLine, ...], Change]]:
    """78, 58 or 79 on a procedure within the global period of an earlier one."""
    if not claim.earlier:
        return
    choice = next(((told_of, modifier) for told_of, modifier in _AFTER if told_of in told), None)
    if choice is None:
        return
    for line in lines:
        fee = tables.fee(line.code).row
        surgical = fee is not None and fee.global_days in {"000", "010", "090"}
        if not is_visit(line.code) and surgical and not line.has("58", "78", "79"):
            why = f"The record says {choice[0]} about the second procedure, so it carries {choice[1]}."
            yield line, (_first(line, choice[1]),), Change(line.code, why, _GLOBAL_SOURCE, told[choice[0]])


_AFTER = ((Told.RETURN_TO_OR, "78"), (Told.STAGED, "58"), (Told.UNRELATED, "79"))


def _therapy(
    lines: tuple[ClaimLine, ...], _claim: Claim, told: Circumstances, _tables: KnownTables
) -> Iterator[tuple[ClaimLine, tuple[ClaimLine, ...], Change]]:
    """Units of timed therapy by the minutes of the day."""
    timed = [line for line in lines if line.code in TIMED and line.minutes]
    shares = unit_shares({line.code: line.minutes or 0 for line in timed})
    for line in lines:
        if line in timed and shares[line.code] not in {line.units, 0}:
            source = Source(_MANUAL, "chapter 5 section 20.2", "timed therapy units")
            why = f"{line.minutes} of all timed minutes are {shares[line.code]} units."
            yield line, (replace(line, units=shares[line.code]),), Change(line.code, why, source)


def _discipline(
    lines: tuple[ClaimLine, ...], _claim: Claim, told: Circumstances, _tables: KnownTables
) -> Iterator[tuple[ClaimLine, tuple[ClaimLine, ...], Change]]:
    """GP, GO or GN on timed therapy, by the plan of care that the record names; one only."""
    plans = [modifier for told_of, modifier in _PLANS if told_of in told]
    for line in lines:
        if line.code in TIMED and len(plans) == 1 and not line.has("GP", "GO", "GN"):
            source = Source(_MANUAL, "chapter 5 section 20.1", "plan of care")
            why = f"Therapy under that plan of care carries {plans[0]}."
            yield line, (_with(line, plans[0]),), Change(line.code, why, source)


_PLANS = ((Told.PLAN_OF_CARE_PT, "GP"), (Told.PLAN_OF_CARE_OT, "GO"), (Told.PLAN_OF_CARE_SLP, "GN"))


def unit_shares(minutes: dict[str, int]) -> dict[str, int]:
    """The day's units, first whole quarters of an hour, then to the longest remainders."""
    units = {code: time // 15 for code, time in minutes.items()}
    left = most_units(sum(minutes.values())) - sum(units.values())
    for code in sorted(minutes, key=lambda code: -(minutes[code] % 15))[: max(0, left)]:
        units[code] += 1
    return units


def _screened(
    lines: tuple[ClaimLine, ...], claim: Claim, told: Circumstances, _tables: KnownTables
) -> Iterator[tuple[ClaimLine, tuple[ClaimLine, ...], Change]]:
    """PT for Medicare, 33 for commercial plans, on the procedure that a screening colonoscopy became."""
    mark = {Payer.MEDICARE: "PT", Payer.OTHER: "33"}.get(claim.paid_by, "")
    if not mark or Told.SCREENING not in told or Told.THERAPEUTIC not in told or Told.SYMPTOMATIC in told:
        return
    for line in lines:
        if line.code.isdigit() and "45379" <= line.code <= "45398" and not line.has("33", "PT"):
            why = f"It began as a screening, so the procedure that it became carries {mark}."
            source = Source(_MANUAL, "chapter 18 section 60", "colorectal screening")
            yield line, (_with(line, mark),), Change(line.code, why, source, told[Told.SCREENING])


STEPS: tuple[Step, ...] = (_doses, _sides, _parts, _visits, _after_surgery, _pairs, _screened, _therapy, _discipline)
"""Pricing comes before what only informs, so parts and sides stand before 25 and 59."""


def _with(line: ClaimLine, modifier: str) -> ClaimLine:
    kept = tuple(one for one in line.modifiers if not (modifier in DISTINCT and one in DISTINCT))
    return replace(line, modifiers=(*kept, modifier))


def _first(line: ClaimLine, modifier: str) -> ClaimLine:
    return replace(line, modifiers=(modifier, *line.modifiers))
