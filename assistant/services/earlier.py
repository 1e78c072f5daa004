"""What was done before the date of service: operations with an earlier date, or told so ("s/p", "6 weeks ago")."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.reading.passages import Passage
from assistant.services.written import Written
from codesets.claims import EarlierProcedure
from codesets.claims.code_kinds import is_visit

_EARLIER = re.compile(
    r"\b(?:global(?: period)?(?: days)? (?:of|for|from)|s/p|status post|pod ?#?[0-9]{1,2} (?:from|of|after"
    r"|s/p)?|post-?op(?:erative)?(?: day [0-9]+)?"
    r" (?:from|of|after)?|after|following|since|had|previous(?:ly)?|earlier|prior|original(?:ly)?|first surgery"
    r"|initial(?:ly)?|underwent|from (?:a|the|his|her)|did a|operated)"
    r"[\s:,(]*(?:[\w.'-]+[\s(]+){0,6}$",
    re.IGNORECASE,
)
_AGO = re.compile(
    (
        r"\b([0-9]{1,3}) ?(days?|d|weeks?|wks?|months?) (?:ago|earlier|before|prior|after|post-?op|out|later)\b"
        r"|\bpod ?#?([0-9]{1,2})\b"
    ),
    re.IGNORECASE,
)
_DATE = re.compile(r"\b([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{2,4}))?\b")
_DAY_BEHIND = re.compile(
    r"(?:-[0-9A-Z]{2})*[\s,():-]*(?:(?:was|were|is|done|performed|billed|dos|on|of|dated|same surgeon)[\s:,]+){0,4}"
    r"([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{2,4}))?\b",
    re.IGNORECASE,
)
_NEAR_DATE = 50
_LONGEST_PERIOD = timedelta(days=90)
_SURGERY = ("10004", "69990")
"""The section of operations in CPT."""
_SIDED_DATE = re.compile(
    r"\b(?P<side>right|left|rt|lt|od|os|r|l)\b[\s.:-]{1,3}(?:(?!(?:right|left|rt|lt|od|os)\b)[\w-]+[\s,:(]+){0,5}"
    r"(?:on |dos )?([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{2,4}))?\b",
    re.IGNORECASE,
)
_SIDES = {"r": "RT", "right": "RT", "rt": "RT", "od": "RT", "l": "LT", "left": "LT", "lt": "LT", "os": "LT"}
_CAME_BACK = re.compile(
    r"\b(?:came|come|comes|coming|is|was|seen|pt|patient) back\b(?! to (?:the )?(?:or|operating))"
    r"|\b(?:taken|brought|took|went|returned)(?: (?:the )?(?:pt|patient|him"
    r"|her))? (?:back )?to (?:the )?(?:or\b|operating)"
    r"|\breturned (?:to (?:the )?(?:office|clinic)|for)"
    r"|\b(?:suture|staple|stitch|wound) (?:check|removal)",
    re.IGNORECASE,
)
_ASKS_PERIOD = re.compile(r"\b(?:what|how long|how many)\b[^?]{0,20}\bglobal\b", re.IGNORECASE)
_SAME_DAY = re.compile(r"\bsame (?:day|date|dos|visit|session|encounter)\b", re.IGNORECASE)
_READ_FOR_RETURN = 20_000
_DATED = re.compile(r"[\s,(]*(?:was )?(?:done |performed )?(?:on |dos |of )?[0-9]{1,2}/[0-9]{1,2}\b", re.IGNORECASE)
_DAYS = {"d": 1, "w": 7, "m": 30}


@dataclass(frozen=True, slots=True)
class Before:
    """The operations before, and the codes that are of them alone.

    `now_side`: the side that is done now, where the same operation was done before on the other.
    """

    procedures: tuple[EarlierProcedure, ...]
    codes: frozenset[str]
    now_side: str = ""


def before(every: list[Written], passages: list[Passage], day: date) -> Before:
    """What of the services that were read was done before `day`."""
    text = " ".join(passage.text for passage in passages)[:_READ_FOR_RETURN]
    both = _on_other_side(every, text, day)
    if both:
        first, side = both
        return Before((first,), frozenset(), side)
    came_back = bool(_CAME_BACK.search(text))
    found = [one for one in every if _is_earlier(one, came_back=came_back) or _done_before(one, day)]
    found = [one for one in found if _day_behind(one, day) != day]
    now = {one.code for one in every if _day_behind(one, day) == day}
    procedures = tuple(one for each in found if (one := _earlier(each, day)))
    return Before(procedures, frozenset(one.code for one in found) - now)


def _is_earlier(one: Written, *, came_back: bool) -> bool:
    """Whether the words around a code say that it was done at another time, and a time or "global" stands by.

    Where the patient came back afterwards, an operation with a date right behind its code was the first.
    """
    if _ASKS_PERIOD.search(one.passage.text):
        return False
    if came_back and not is_visit(one.code) and _DATED.match(one.passage.text[one.end : one.end + 40]):
        return True
    text = one.passage.text
    around = text[max(0, one.start - 90) : one.end + 60]
    if _SAME_DAY.search(around):
        return False
    return bool(
        _EARLIER.search(text[max(0, one.start - 120) : one.start])
        and (_AGO.search(around) or _DATE.search(around) or "global" in around.lower() or "post" in around.lower())
    )


def _done_before(one: Written, day: date) -> bool:
    """Whether a date before the date of service, and within a global period of it, stands behind an operation."""
    done = _day_behind(one, day)
    return done is not None and _LONGEST_PERIOD >= day - done > timedelta() and _SURGERY[0] <= one.code <= _SURGERY[1]


def _day_behind(one: Written, day: date) -> date | None:
    """The date that stands right behind a code, before another code."""
    found = _DAY_BEHIND.match(one.passage.text[one.end : one.end + _NEAR_DATE])
    return _read(found, day) if found else None


def _on_other_side(every: list[Written], text: str, day: date) -> tuple[EarlierProcedure, str] | None:
    """Of one operation with two sides and two dates ("right eye 10/9, left 11/4"): the first, and the second's side."""
    codes = {one.code for one in every if _SURGERY[0] <= one.code <= _SURGERY[1]}
    found = [(_SIDES[match["side"].lower()], _read(match, day)) for match in _SIDED_DATE.finditer(text)]
    now = next((side for side, done in found if done == day), "")
    then = next(((side, done) for side, done in found if done and done < day and side != now), None)
    if len(codes) != 1 or not now or then is None or then[1] is None:
        return None
    return EarlierProcedure(codes.pop(), then[1], (then[0],)), now


def _earlier(one: Written, day: date) -> EarlierProcedure | None:
    around = one.passage.text[max(0, one.start - 90) : one.end + 60]
    ago = _AGO.search(around)
    if ago:
        days = int(ago[3]) if ago[3] else int(ago[1]) * _DAYS[ago[2][0].lower()]
        return EarlierProcedure(one.code, day - timedelta(days=days), one.modifiers)
    behind = one.passage.text[one.end : one.end + 60]
    named = _DATE.search(behind) or _DATE.search(around)
    found = _read(named, day) if named else None
    return EarlierProcedure(one.code, found, one.modifiers) if found and found < day else None


def _read(named: re.Match[str], day: date) -> date | None:
    """The day of three figures or two; one without a year lies before the date of service."""
    *_, month, of_month, of_year = named.groups()
    try:
        year = int(of_year) if of_year else day.year
        found = date(year + 2000 if year < 100 else year, int(month), int(of_month))  # noqa: PLR2004 - two figures
    except ValueError:
        return None
    return found.replace(year=found.year - 1) if not of_year and found > day else found
