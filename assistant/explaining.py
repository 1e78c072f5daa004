"""The reasons behind a headline: plain sentences, each said once.

Why a single code stands on the claim is said at the code (`CodeLine.why`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.citing import guideline
from assistant.material import Material
from assistant.questions import asks_validity
from assistant.reading.encounter import INPATIENT
from assistant.wording import listed, lower_start
from consultations.answers import CodeLine, Source

_CHIEFLY_RESPONSIBLE, _PRINCIPAL = guideline("IV.G"), guideline("II")
_UNCERTAIN_OFFICE, _UNCERTAIN_INPATIENT = guideline("IV.H"), guideline("II.H")
_FEW = 2
SAYS_UNSPECIFIED = re.compile(r"(?<!or )\bunspecified\b", re.IGNORECASE)
"""Of the code as a whole; "stage 1 through 4, or unspecified" is a title of a specific code."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the summary, and the paragraph of the guidelines that it rests on, if any."""

    text: str
    source: Source | None = None


def summary(lines: tuple[CodeLine, ...], material: Material) -> Iterator[Paragraph]:
    """What surprises first: codes that were not taken, or put in another's place; then the order."""
    for line, above in below_rejected(lines, material):
        yield Paragraph(f"{above} is not billable: the codes below it say more. {_what_supports(line)}")
    supported = [line.code for line in lines if line.code in material.supported]
    if supported:
        verb, noun = ("is", "condition") if len(supported) == 1 else ("are", "conditions")
        yield Paragraph(f"{listed(supported)} {verb} supported: your record names the {noun} in words.")
    for one in material.ruling.dropped:
        if one.proposal.asked:
            yield Paragraph(one.sentence)
    yield from _sequence(lines, material)
    yield from _uncertain(material)
    yield from _symptoms(material)


def fallback(lines: tuple[CodeLine, ...], material: Material) -> str:
    """What a summary says that has nothing else to say; nothing where the headline says it all."""
    if not lines or material.conflicts or asks_validity(material.passages):
        return ""
    which = "The code below stands" if len(lines) == 1 else "Each code below stands"
    return f"{which} with the words of your record that it rests on."


def below_rejected(lines: tuple[CodeLine, ...], material: Material) -> list[tuple[CodeLine, str]]:
    """Lines that say more than a header or a code without its 7th character that the client wrote, each with that."""
    short = [found.code for found in material.client.rejected if found.choices]
    return [(line, above) for above in short for line in lines if line.code.startswith(above)]


def _what_supports(line: CodeLine) -> str:
    if SAYS_UNSPECIFIED.search(line.title):
        return f"Your record does not say which kind it is, so it supports {line.code}, the unspecified one."
    return f"{line.code} is one of them."


def _sequence(lines: tuple[CodeLine, ...], material: Material) -> Iterator[Paragraph]:
    """Why the first code leads, and which other may: no table can tell what a visit was chiefly for."""
    others = [code for code in material.open_to_lead if code != lines[0].code] if lines else []
    if not others or material.conflicts:
        return
    named = listed(others, "or") if len(others) <= _FEW else "another condition"
    because = "because your record names it first"
    if material.facts.setting == INPATIENT:
        rule = "The principal diagnosis is the condition that occasioned the stay (guideline II)."
        yield Paragraph(f"{lines[0].code} leads {because}. {rule}", _PRINCIPAL)
    else:
        rule = f"If {named} was the main reason for the visit, list that first (guideline IV.G)."
        yield Paragraph(f"{lines[0].code} leads {because}. {rule}", _CHIEFLY_RESPONSIBLE)


def _uncertain(material: Material) -> Iterator[Paragraph]:
    if not material.uncertain:
        return
    unconfirmed = listed([lower_start(words) for words in material.uncertain])
    named = f"Not coded, because it is not confirmed: {unconfirmed}."
    if material.facts.setting == INPATIENT:
        rule = "If it is so still at discharge, the hospital's claim reports it as established (guideline II.H)."
        yield Paragraph(f"{named} {rule}", _UNCERTAIN_INPATIENT)
    else:
        rule = "Outpatient claims report the symptoms or the reason for the visit instead (guideline IV.H)."
        yield Paragraph(f"{named} {rule}", _UNCERTAIN_OFFICE)


def _symptoms(material: Material) -> Iterator[Paragraph]:
    dropped = [one.proposal for one in material.ruling.dropped if one.proposal.code.startswith("R")]
    if dropped:
        named = listed([lower_start(material.found[proposal.code].title) for proposal in dropped])
        text = f"Left out as part of a listed diagnosis: {named}. Add it if none of them explains it (guideline I.B.5)."
        yield Paragraph(text, guideline("I.B.5"))
