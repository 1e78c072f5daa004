"""Reads service lines as people write them: "99214-25", "20610 RT and LT", "J0881 x 100", "2 units of 97110".

A modifier is taken only where it stands at its code, and only one that we know. What a question merely asks about
("do I need 25 on 99214?", "20610-50 or RT/LT?") is no statement of what is billed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from assistant.reading.discreet import discreet
from assistant.reading.mentions import Mention, mentions
from assistant.reading.passages import Passage
from codesets.own_words import modifier
from consultations.answers import Evidence, System

MOST = 200
"""Codes of services that are read; a mail with more is a list for another tool."""
_NEAR = 120
"""Characters before and behind a code that tell of it."""
SERVICES = frozenset({System.CPT, System.HCPCS})
_JOINT = r"(?:\s|,|/|\(|&|\+|-|\u2013|\band\b|\bor\b|\bwith\b|\bw/|\bmod(?:ifier)?s?\b\.?|\bon\b|\bthe\b|\bappended\b)*"
_HYPHEN = re.compile(r"\s?[-\u2013]\s?([0-9A-Za-z]{2})\b")
_MODIFIER = re.compile(
    rf"{_JOINT}\b([0-9A-Za-z]{{2}})\b(?!\s?(?:mg|mcg|ml|min|units?|y/?o|yo|yrs?|year|cm|days?|%|[/.-][0-9]"
    r"|tests?|lesions?|levels?|times|vials?|injections?|nails?))"
)
_UNITS = re.compile(
    r"[\s,(]*(?:(?:x|\u00d7|qty:?|quantity:?|units?:)\s?([0-9]{1,4})\b(?!\s?(?:mg|mcg|ml|cm|[.][0-9]))"
    r"|[-\u2013:]?\s?([0-9]{1,4})\s?(?:units?|u|tests)\b(?!\s?/))",
    re.IGNORECASE,
)
_UNITS_BEFORE = re.compile(
    r"\b([0-9]{1,4})\s?(?:(?:billing )?units?(?:\sof)?|x|\u00d7)\s(?:cpt\s|hcpcs\s)?$", re.IGNORECASE
)
_MODIFIER_BEFORE = re.compile(
    r"\bmod(?:ifier)?s?\.?\s?-?([0-9A-Z]{2})\s(?:on|to|with|appended to|attached to)\s(?:the\s)?(?:cpt\s|visit\s)?$",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"[\s,():-]*(?:for\s|x\s?)?([0-9]{1,3})\s?min(?:ute)?s?\b", re.IGNORECASE)
_WORDS = frozenset(
    {
        "AS",
        "AT",
        "GO",
        "PT",
        "PA",
        "MD",
        "ME",
        "US",
        "AM",
        "UP",
        "HE",
        "SO",
        "NO",
        "IS",
        "TO",
        "ET",
        "ED",
        "ER",
        "PO",
        "HA",
    }
)
"""Modifiers that are words or abbreviations of something else: they count only behind a hyphen or "modifier"."""
_EITHER = re.compile(r"[-\s]*[0-9A-Z]{2}\s(?:or|vs\.?|versus)\b")
_ASKED = re.compile(
    r"\b(?:need|needs|should|add|append|put|which modifier|what modifier|or)\b|\b(?:does|do|is)\b[^?]{0,40}\bmodifier",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Written:
    """A code of a service where it stands in the record. `asked`: modifiers that a question only asks about.

    `head` and `tail` are the words between it and the codes beside it in its passage.
    """

    code: str
    system: System
    evidence: Evidence
    passage: Passage
    start: int
    end: int
    modifiers: tuple[str, ...] = ()
    units: int | None = None
    minutes: int | None = None
    asked: tuple[str, ...] = ()
    head: str = ""
    tail: str = ""


def written(passages: list[Passage]) -> list[Written]:
    """Every code of a service in the record, in its order, as often as it stands there."""
    return list(islice((one for passage in passages for one in _in_passage(passage)), MOST))


def _in_passage(passage: Passage) -> Iterator[Written]:
    found = list(mentions(passage.text))
    if not found:
        return
    ends = [*(later.start for _, later in pairwise(found)), len(passage.text)]
    starts = [0, *(earlier.end for earlier, _ in pairwise(found))]
    for mention, before, after in islice(zip(found, starts, ends, strict=True), MOST):
        if mention.system in SERVICES:
            head = passage.text[max(before, mention.start - _NEAR) : mention.start]
            yield _one(mention, passage, head, passage.text[mention.end : min(after, mention.end + _NEAR)])


def _one(mention: Mention, passage: Passage, head: str, tail: str) -> Written:
    modifiers, units, minutes = _tail(tail)
    named = _MODIFIER_BEFORE.search(head)
    if named and modifier(named[1]) and named[1].upper() not in modifiers:
        modifiers = (*modifiers, named[1].upper())
    counted = _UNITS_BEFORE.search(head)
    loose = (
        bool(modifiers)
        and not _stands_hyphened(tail, modifiers)
        and bool(_ASKED.search(passage.text[max(0, mention.start - _NEAR) : mention.end + _NEAR]))
    )
    only_asked = passage.text.endswith("?") and (loose or bool(_EITHER.match(tail)))
    assert mention.system is not None  # noqa: S101 - the caller has looked
    return Written(
        code=mention.code,
        system=mention.system,
        evidence=Evidence(discreet(passage.text, mention.start, mention.end), passage.document),
        passage=passage,
        start=mention.start,
        end=mention.end,
        modifiers=() if only_asked else modifiers,
        units=units if units is not None else int(counted[1]) if counted else None,
        minutes=minutes,
        asked=modifiers if only_asked else (),
        head=head,
        tail=tail,
    )


def _stands_hyphened(tail: str, modifiers: tuple[str, ...]) -> bool:
    first = _HYPHEN.match(tail)
    return bool(first and first[1].upper() in modifiers)


def _tail(tail: str) -> tuple[tuple[str, ...], int | None, int | None]:
    """Modifiers, units and minutes behind a code, up to the first word that is none of them."""
    modifiers: list[str] = []
    units = minutes = None
    place = 0
    while place < len(tail):
        rest = tail[place:]
        if minutes is None and (timed := _MINUTES.match(rest)):
            minutes, place = int(timed[1]), place + timed.end()
        elif units is None and (counted := _UNITS.match(rest)):
            units, place = int(counted[1] or counted[2]), place + counted.end()
        elif (match := _MODIFIER.match(rest)) and _is_modifier(match, rest):
            modifiers += [match[1].upper()] if match[1].upper() not in modifiers else []
            place += match.end()
        else:
            break
    return tuple(modifiers), units, minutes


def _is_modifier(match: re.Match[str], rest: str) -> bool:
    word = match[1]
    if modifier(word) is None:
        return False
    joint = rest[: match.start(1)].lower()
    if joint.strip() in {"-", "\u2013"} or "mod" in joint:
        return True
    if word.upper() in _WORDS or (word.isalpha() and not word.isupper() and word not in {"rt", "lt", "jw", "jz", "gp"}):
        return False
    return not (word.isdigit() and re.search(r"\bon\b|\bthe\b", joint))
