"""Sides, parts, phases and separate sites of procedures, where the record documents them."""

import re
from dataclasses import replace
from itertools import combinations

from assistant.citing import manual, ncci
from assistant.services.changes import GLOBAL_SOURCE, Change, Changes, with_first, with_modifier
from assistant.services.circumstances import Circumstances, Told
from assistant.services.known import KnownTables
from assistant.wording import listed
from codesets.claims import Claim, ClaimLine, Payer, Setting
from codesets.claims.code_kinds import is_visit
from codesets.claims.lists import DISTINCT
from codesets.claims.ptp_modifiers import OPENING, SITES

NCCI_SOURCE = ncci("chapter I section E", "modifiers")
_SESSION = re.compile(
    r"\b(?:separate|different|another|second|later|distinct|other) (?:sessions?|encounters?|times?|visits?)\b",
    re.IGNORECASE,
)
_AFTER = ((Told.RETURN_TO_OR, "78"), (Told.STAGED, "58"), (Told.UNRELATED, "79"))


def pairs(lines: tuple[ClaimLine, ...], claim: Claim, told: Circumstances, tables: KnownTables) -> Changes:
    """XS or 59 on column 2 of an edit that a modifier opens, where the record says that the two were apart."""
    for line, other in combinations(lines, 2):
        apart = told.apart(line.code, other.code)
        if apart is None or line.code == other.code or is_visit(line.code) or is_visit(other.code):
            continue
        edit = tables.pair(line.code, other.code, claim.setting).row
        if edit is None or edit.indicator != 1 or (OPENING - SITES) & {*line.modifiers, *other.modifiers}:
            continue
        second = line if line.code == edit.column2 else other
        said = _how(apart.quote) if claim.paid_by is Payer.MEDICARE else "59"
        why = f"The record says that the two were apart, so {edit.column2}, in column 2, carries {said}."
        yield second, (with_modifier(second, said),), Change(second.code, why, NCCI_SOURCE, apart)


def _how(words: str) -> str:
    """The X modifier for the words that say how two services were apart: another session, or another site."""
    return "XE" if _SESSION.search(words) else "XS"


def unneeded(lines: tuple[ClaimLine, ...], claim: Claim, _told: Circumstances, tables: KnownTables) -> Changes:
    """Takes 59 and the X modifiers off a line that no edit of the day's table sets against another line."""
    for line in lines:
        carried = DISTINCT & set(line.modifiers)
        known = [tables.pair(line.code, other.code, claim.setting) for other in lines if other.code != line.code]
        repeated = sum(other.code == line.code for other in lines) > 1
        if not carried or repeated or not known or any(not one.certain or one.row for one in known):
            continue
        bare = tuple(modifier for modifier in line.modifiers if modifier not in carried)
        why = f"No NCCI edit stands between this line and the others, so it does not need {listed(sorted(carried))}."
        yield line, (replace(line, modifiers=bare),), Change(line.code, why, NCCI_SOURCE)


def sides_once(lines: tuple[ClaimLine, ...], claim: Claim, told: Circumstances, tables: KnownTables) -> Changes:
    """Both sides: one line with 50 for practitioners, RT and LT for an ASC, nothing where the code says it."""
    for code in dict.fromkeys(line.code for line in lines):
        same = [line for line in lines if line.code == code]
        sides = {modifier for line in same for modifier in line.modifiers} & {"RT", "LT", "50"}
        fee = tables.fee(code).row
        twice = Told.BOTH_SIDES in told and same[0].units == 2  # noqa: PLR2004 - a unit for each side
        if fee is not None and fee.bilateral == "2" and (sides or twice):
            why = f"{code} is for both sides already (bilateral indicator 2), so one line, without 50, RT or LT."
            source = manual("chapter 12 section 40.7", "bilateral services")
            bare = tuple(modifier for modifier in same[0].modifiers if modifier not in {"50", "RT", "LT"})
            for extra in same[1:]:
                yield extra, (), Change(code, why, source)
            if sides not in ({"RT"}, {"LT"}):
                yield same[0], (replace(same[0], units=1, modifiers=bare),), Change(code, why, source)
            continue
        if fee is not None and fee.bilateral in {"0", "9"} and same[0].has("50"):
            why = f"50 does not stand on {code} (bilateral indicator {fee.bilateral})."
            source = manual("chapter 12 section 40.7", "bilateral services")
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
        source = manual("chapter 12 section 40.7", "bilateral services")
        new: tuple[ClaimLine, ...] = (one,)
        if claim.setting is Setting.ASC:
            new = tuple(replace(same[0], units=1, modifiers=(*rest, side)) for side in ("RT", "LT"))
            why = "An ASC bills both sides as two lines, RT and LT; 50 is not for it."
            source = manual("chapter 14 section 40.5", "bilateral services of an ASC")
        if tuple(same) != new:
            for extra in same[1:]:
                yield extra, (), Change(code, why, source)
            yield same[0], new, Change(code, why, source)


def parts(lines: tuple[ClaimLine, ...], claim: Claim, told: Circumstances, tables: KnownTables) -> Changes:
    """26 for the reading, TC for the equipment, on tests that have both parts."""
    wanted = "26" if Told.READING_ONLY in told else "TC" if Told.TECHNICAL_ONLY in told else ""
    if not wanted or claim.setting is not Setting.PRACTITIONER:
        return
    evidence = told[Told.READING_ONLY if wanted == "26" else Told.TECHNICAL_ONLY]
    for line in lines:
        fee = tables.fee(line.code).row
        if fee is not None and fee.pc_tc == "1" and not line.has("26", "TC"):
            what = "the reading" if wanted == "26" else "the equipment and staff"
            source = manual("chapter 13 section 20", "professional and technical component")
            yield (
                line,
                (with_first(line, wanted),),
                Change(line.code, f"You bill {what} only, so the line carries {wanted}.", source, evidence),
            )


def after_surgery(lines: tuple[ClaimLine, ...], claim: Claim, told: Circumstances, tables: KnownTables) -> Changes:
    """78, 58 or 79 on a procedure within the global period of an earlier one."""
    if not claim.earlier:
        return
    choice = next(((told_of, modifier) for told_of, modifier in _AFTER if told_of in told), None)
    for line in lines:
        if choice is None and not _on_other_side(line, claim):
            continue
        fee = tables.fee(line.code).row
        surgical = fee is not None and fee.global_days in {"000", "010", "090"}
        if not is_visit(line.code) and surgical and not line.has("58", "78", "79"):
            if choice is None:
                why = "It was done on the other side than the first operation, so it is unrelated and carries 79."
                yield line, (with_first(line, "79"),), Change(line.code, why, GLOBAL_SOURCE)
                continue
            what = "a " + choice[0] if choice[0] is Told.RETURN_TO_OR else choice[0]
            why = f"By the record the second procedure was {what}, so it carries {choice[1]}."
            yield line, (with_first(line, choice[1]),), Change(line.code, why, GLOBAL_SOURCE, told[choice[0]])


def _on_other_side(line: ClaimLine, claim: Claim) -> bool:
    """Whether every earlier operation was done on the one side, and the line on the other."""
    sides = {"RT", "LT"}
    earlier = [sides & set(one.modifiers) for one in claim.earlier or ()]
    return bool(sides & set(line.modifiers)) and all(found and not found & set(line.modifiers) for found in earlier)
