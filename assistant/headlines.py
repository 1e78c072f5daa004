"""The first sentence of an answer: it answers the question that was asked, before any reason."""

import re

from assistant.material import Material
from assistant.questions import asks_order, asks_validity, asks_whether_right
from assistant.reading.mentions import mentions
from assistant.wording import listed, lower_start
from codesets import Status, spoken_day
from consultations.answers import CodeLine, CodeMention, Role, System

_NAMED = 4
"""Codes of one kind that a headline names; more make it a list."""
_SHORT = 110
"""Characters of a headline of several answers: four lines on a telephone, at 20 pixels."""
_ASIDE = re.compile(r" \([^()]*\)")
_NEEDS_ITS_QUESTION = re.compile(r"(?:yes|no|only if|probably|that depends)\b", re.IGNORECASE)


def headline(lines: tuple[CodeLine, ...], mentions: tuple[CodeMention, ...], material: Material) -> str:
    """One sentence without a full stop: what to report, and what not."""
    day = spoken_day(material.facts.date_of_service)
    codes = [line.code for line in lines]
    invalid = [found.code for found in material.client.rejected]
    replaced = [one.proposal.code for one in material.ruling.dropped if one.proposal.asked]
    services = [mention.code for mention in mentions if mention.code in material.client.unchecked]
    if codes and material.found[codes[0]].status is Status.NOT_LOADED_FOR_DATE:
        return f"{listed(codes)}: not checked for {day}, which no loaded release covers"
    checked = _checked_services(mentions, material)
    if not replaced and (codes or invalid or checked) and asks_validity(material.passages):
        return _on_validity(codes, invalid, checked, material)
    if material.conflicts:
        return _on_conflict(codes, material)
    if codes:
        instead = f", not {listed(replaced)}" if replaced else ""
        said = _report(codes, material) + instead + _refused(invalid) + _unchecked(services)
        return f"Yes: r{said[1:]}" if _as_asked(codes, material) else said
    if invalid:
        return f"{listed(invalid)} cannot be reported on {day}" + _unchecked(services)
    return _without_a_diagnosis(checked, services, day)


def overall(shorts: list[str]) -> str:
    """What several answers come to, in one sentence: the first, and those of the others for which there is room.

    What stands in brackets is left to the replies, and so is an answer that says nothing without its question, or
    speaks of no code that is not named already.
    """
    told, *others = (_ASIDE.sub("", short) for short in shorts)
    for short in others:
        longer = f"{told}; {lower_start(short)}"
        again = _codes(short) and _codes(short) <= _codes(told)
        if len(longer) <= _SHORT and not again and not _NEEDS_ITS_QUESTION.match(short):
            told = longer
    return told


def _codes(text: str) -> set[str]:
    return {mention.code for mention in mentions(text, strict=True)}


def _checked_services(mentions: tuple[CodeMention, ...], material: Material) -> list[str]:
    """Codes of procedures and supplies that are valid on the day."""
    named = [mention for mention in mentions if mention.system in {System.HCPCS, System.CPT}]
    return [one.code for one in named if one.role is Role.QUOTED and one.code not in material.client.unchecked]


def _without_a_diagnosis(checked: list[str], unchecked: list[str], day: str) -> str:
    if checked:
        return f"{listed(checked)} {_are(checked)} valid on {day}" + _unchecked(unchecked)
    if unchecked:
        return f"We could not check {listed(unchecked[:6])} here; a consultant will look at your question"
    return "We found no ICD-10-CM code to confirm in your mail; a consultant will ask"


def _on_validity(codes: list[str], invalid: list[str], services: list[str], material: Material) -> str:
    day = spoken_day(material.facts.date_of_service)
    asked = [*(proposal.code for proposal in material.ruling.proposals if proposal.asked), *services]
    if not asked and not invalid:
        return _report(codes, material)
    if not invalid:
        return f"Yes: {listed(asked)} {_are(asked)} valid on {day}"
    if asked:
        return f"{listed(asked)} {_are(asked)} valid on {day}; {listed(invalid)} {_are(invalid)} not"
    instead = f"; report {listed(codes)}" if codes else ""
    return f"No: {listed(invalid)} {_are(invalid)} not valid on {day}{instead}"


def _on_conflict(codes: list[str], material: Material) -> str:
    one, other = material.conflicts[0]
    set_apart = f"{one} and {other} exclude each other: report one of them, unless the conditions are unrelated"
    return set_apart if set(codes) == {one, other} else f"{_report(codes, material)}, but {set_apart}"


def _as_asked(codes: list[str], material: Material) -> bool:
    """Whether somebody asked if exactly these codes are right."""
    asked = {proposal.code for proposal in material.ruling.proposals if proposal.asked}
    return asked == set(codes) and asks_whether_right(material.passages)


def _report(codes: list[str], material: Material) -> str:
    if len(codes) > 1 and asks_order(material.passages):
        return f"Report {codes[0]} first, then {listed(codes[1:])}"
    return f"Report {codes[0]}" + (f" with {listed(codes[1:])}" if len(codes) > 1 else "")


def _refused(invalid: list[str]) -> str:
    return f"; {listed(invalid)} cannot be reported" if invalid else ""


def _unchecked(services: list[str]) -> str:
    if not services:
        return ""
    named = listed(services) if len(services) <= _NAMED else f"the {len(services)} procedure and supply codes"
    return f"; we could not check {named}"


def _are(codes: list[str]) -> str:
    return "is" if len(codes) == 1 else "are"
