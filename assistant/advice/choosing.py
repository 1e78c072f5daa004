"""Candidates for words that the model pointed at: they come from the catalogue; the model sees descriptions only."""

from datetime import date

from assistant.advice.conditions import Pointer
from assistant.advice.questions import Choices
from assistant.diagnoses.findings import Finding
from assistant.reading.assertion import Assertion
from assistant.reading.quotes import quote_around
from codesets import Catalogue, Hit
from consultations.answers import Evidence

_CANDIDATES = 10
_CATEGORY = 3


def candidates(pointers: list[Pointer], catalogue: Catalogue, on: date) -> list[list[Hit]]:
    """For each pointer what the list has for its words, billable, best first; codes in the words find nothing."""
    return [
        [hit for hit in catalogue.search(pointer.words, on, _CANDIDATES) if hit.billable and hit.coverage]
        for pointer in pointers
    ]


def options(pointers: list[Pointer], hits: list[list[Hit]]) -> list[dict[str, object]]:
    """What the model sees: the line, the words as it gave them, and numbered descriptions."""
    return [
        {
            "condition": number,
            "line": pointer.line,
            "words": pointer.words if pointer.words in pointer.line else "",
            "options": {str(place): hit.title for place, hit in enumerate(found, start=1)},
        }
        for number, (pointer, found) in enumerate(zip(pointers, hits, strict=True), start=1)
        if found
    ]


def chosen(choices: Choices, pointers: list[Pointer], hits: list[list[Hit]], found: list[Finding]) -> list[Finding]:
    """The findings that the choices make: one a condition, never in a category that the rules have found already."""
    categories = {one.code[:_CATEGORY] for one in found if one.assertion is Assertion.PRESENT}
    made: dict[int, Finding] = {}
    for choice in choices.choices:
        number, option = choice.condition - 1, choice.option - 1
        if number in made or not (0 <= number < len(pointers)) or not (0 <= option < len(hits[number])):
            continue
        pointer, hit = pointers[number], hits[number][option]
        if hit.code[:_CATEGORY] in categories:
            continue
        categories.add(hit.code[:_CATEGORY])
        text = pointer.passage.text
        evidence = Evidence(quote_around(text, pointer.start, pointer.end), pointer.passage.document)
        made[number] = Finding(hit.code, evidence, pointer.words, Assertion.PRESENT)
    return list(made.values())
