"""The claim as the client's words have it: each service once, with all that is said of it, and what came before.

Two lines of one code stand only where their modifiers name different sides or places. Codes between which a question
lets us choose ("20610 or 20611?") are asked about, and no line of the claim.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from assistant.reading.clock import minutes, spans
from assistant.reading.passages import Passage
from assistant.services.amounts import drug_given
from assistant.services.earlier import Before, before
from assistant.services.therapy_words import named_minutes
from assistant.services.written import Written, written
from codesets.claims import ClaimLine, Drug, EarlierProcedure
from codesets.claims.code_kinds import is_drug, is_visit, kinds
from codesets.claims.ptp_modifiers import SITES
from codesets.claims.rules.time_units import TIMED
from codesets.own_words import CodeKind

_CHOICE = re.compile(
    (
        r"^[\s,]*(?:-[0-9A-Z]{2})?\s*(?:or|vs\.?|versus|instead of|rather than|/)\s*(?:cpt\s|hcpcs\s|code\s"
        r"|just\s)?[0-9A-Z]{5}\b"
    ),
    re.IGNORECASE,
)
_MAPPED = re.compile(
    r"\bcross-?walk\w*|\bcross(?:es|ed|ing)? (?:to|over)\b|\bmap(?:s|ped)? to\b|\bicd-?10-?pcs\b", re.IGNORECASE
)
"""What asks for a code of another set bills nothing."""
_COUNTS = re.compile(r"\bhow many\b|\bunits\b", re.IGNORECASE)
"""What asks for units of several codes lets nobody choose between them."""
_CHOOSES = re.compile(
    (
        r"\b(?:or|vs\.?|versus|instead of|rather than|not|replac\w+|deleted|old|no longer|used to (?:bill"
        r"|use))\s(?:the\s|cpt\s|code\s|just\s){0,2}$"
    ),
    re.IGNORECASE,
)
_OF_VISITS = re.compile(r"\b99[0-9]{3}(?:[\s,/]+99[0-9]{3})*[\s,]+(?:or|vs\.?|versus)\s+99[0-9]{3}\b", re.IGNORECASE)
""""99231 99232 or 99233?": each is a level to choose, and none is billed yet."""
_DRUG = re.compile(r"\b[A-Z][0-9]{4}\b")
_DOSE = re.compile(r"\b[0-9.,]+ ?(?:mg|mcg|units?|ml|g)\b", re.IGNORECASE)
_WITHIN = 400
"""Characters of a sentence around a drug's code that may tell of its dose."""
_NEAR = 8
"""Sentences before and behind that may tell of a dose."""
_READ_FOR_TIMES = 20_000
"""Characters in which minutes are looked for: longer than any note of one day."""
_MOST = 40


@dataclass(frozen=True, slots=True)
class Service:
    """One line of the claim, and the words that it was read from."""

    line: ClaimLine
    source: Written


@dataclass(frozen=True, slots=True)
class Stated:
    """What is billed, what was done before, codes that are only asked about, and all that was read."""

    services: tuple[Service, ...]
    earlier: tuple[EarlierProcedure, ...]
    earlier_codes: frozenset[str]
    asked: tuple[Written, ...]
    every: tuple[Written, ...]


def stated(passages: list[Passage], day: date) -> Stated:
    """Read the services of a record whose date of service is `day`."""
    every = written(passages)
    done = before(every, passages, day)
    choices = {one.code for one in every if _is_choice(one)}
    groups: dict[str, list[Written]] = {}
    for one in _as_listed(every):
        if one.code not in done.codes | choices:
            groups.setdefault(one.code, []).append(one)
    services = [service for group in groups.values() for service in _lines(group, passages, day)][:_MOST]
    services = _with_named_minutes(services, " ".join(passage.text for passage in passages)[:_READ_FOR_TIMES])
    if done.now_side:
        services = list({one.line.code: _sided(one, done) for one in services}.values())
    return Stated(
        services=tuple(services),
        earlier=done.procedures,
        earlier_codes=done.codes,
        asked=tuple(one for one in every if one.code in choices),
        every=tuple(every),
    )


def _with_named_minutes(services: list[Service], text: str) -> list[Service]:
    """Timed therapy with its minutes at its name instead of its code, and anesthesia by the one clock of the mail."""
    if any(one.line.minutes for one in services):
        return services
    named = named_minutes(text) if any(one.line.code in TIMED for one in services) else {}
    given = [one.line.code for one in services if CodeKind.ANESTHESIA in kinds(one.line.code)]
    if len(given) == 1 and len(spans(text)) == 1:
        named[given[0]] = minutes(text) or 0
    return [replace(one, line=replace(one.line, minutes=named.get(one.line.code))) for one in services]


def _as_listed(every: list[Written]) -> list[Written]:
    """What was read, in its order, but first the sentence that lists most of the services: there stands the claim."""
    counts: dict[int, set[str]] = {}
    for one in every:
        counts.setdefault(id(one.passage), set()).add(one.code)
    most = max(counts.values(), key=len, default=set())
    if len(most) <= 1:
        return every
    listing = next(place for place, codes in counts.items() if codes is most)
    return sorted(every, key=lambda one: id(one.passage) != listing)


def _is_choice(one: Written) -> bool:
    if not one.passage.text.endswith("?"):
        return False
    text = one.passage.text
    if _MAPPED.search(text) or (is_visit(one.code) and _OF_VISITS.search(text)):
        return True
    after = _CHOICE.search(text[one.end : one.end + 40])
    if after and one.code not in after[0].upper() and not _COUNTS.search(text):
        return True
    before = text[max(0, one.start - 40) : one.start]
    return bool(_CHOOSES.search(before)) and one.code not in before.upper()


def _sided(service: Service, done: Before) -> Service:
    """The service on the side that is done now."""
    if service.line.code != done.procedures[0].code:
        return service
    rest = tuple(one for one in service.line.modifiers if one not in {"RT", "LT"})
    return replace(service, line=replace(service.line, modifiers=(*rest, done.now_side)))


def _lines(group: list[Written], passages: list[Passage], day: date) -> list[Service]:
    """One line of all that is said of a code; several where different sides or places are billed apart."""
    said = [one for one in group if not one.passage.text.endswith("?") and (one.modifiers or one.units)]
    said = said or [one for one in group if one.modifiers or one.units] or group[:1]
    sided = [one for one in said if SITES & set(one.modifiers)]
    apart = list({one.modifiers: one for one in sided}.values()) if len({one.modifiers for one in sided}) > 1 else []
    if apart:
        return [Service(_line(one, one.modifiers, passages, day), one) for one in apart]
    modifiers = tuple(dict.fromkeys(modifier for one in said for modifier in one.modifiers))
    units = next((one.units for one in said if one.units is not None), None)
    time = next((one.minutes for one in group if one.minutes is not None), None)
    first = replace(said[0], units=units, minutes=time)
    if {"RT", "LT"} <= set(modifiers) and "50" not in modifiers:
        rest = tuple(modifier for modifier in modifiers if modifier not in {"RT", "LT"})
        return [Service(replace(_line(first, (*rest, side), passages, day), units=1), first) for side in ("RT", "LT")]
    return [Service(_line(first, modifiers, passages, day), first)]


def _line(one: Written, modifiers: tuple[str, ...], passages: list[Passage], day: date) -> ClaimLine:
    drug = drug_given(_words_of_drug(one, passages)) if is_drug(one.code) else Drug()
    return ClaimLine(one.code, day, modifiers, max(1, one.units or 1), minutes=one.minutes, drug=drug)


def _words_of_drug(one: Written, passages: list[Passage]) -> str:
    """The words around the code, up to those of another drug; of a sentence with several, those at this one."""
    place = next(i for i, passage in enumerate(passages) if passage is one.passage)
    own = _own_part(one)
    if own is not None:
        return own
    near = [one.passage.text[max(0, one.start - _WITHIN) : one.end + _WITHIN]]
    for step, end in ((-1, max(-1, place - _NEAR)), (1, min(len(passages), place + _NEAR))):
        for index in range(place + step, end, step):
            text = passages[index].text[:_WITHIN]
            if any(match[0] != one.code for match in _DRUG.finditer(text)):
                break
            near = [text, *near] if step < 0 else [*near, text]
    return " . ".join(near)


def _own_part(one: Written) -> str | None:
    """Of a sentence that names several drugs, the part of this one: its dose stands before each code, or behind."""
    begins = max(0, one.start - _WITHIN)
    text = one.passage.text[begins : one.end + _WITHIN]
    drugs = [match for match in _DRUG.finditer(text) if is_drug(match[0])]
    if len({match[0] for match in drugs}) < 2:  # noqa: PLR2004 - several
        return None
    before = bool(_DOSE.search(text[: drugs[0].start()]))
    ends = [0, *(match.end() for match in drugs)]
    starts = [*(match.start() for match in drugs), len(text)]
    at = next((i for i, match in enumerate(drugs) if match.start() + begins == one.start), 0)
    return text[ends[at] : starts[at]] if before else text[ends[at + 1] : starts[at + 1]]
