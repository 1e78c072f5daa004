"""Conditions that the model points at: only words that stand in the record, in a place where a coder would look."""

from dataclasses import dataclass

from assistant.advice.questions import Condition
from assistant.diagnoses.findings import Finding
from assistant.reading.assertion import Assertion, assertion
from assistant.reading.passages import Passage, Section
from assistant.reading.quotes import plain
from assistant.redaction import Redacted

MOST = 8
"""Conditions of one record that are taken up; a claim holds twelve diagnoses, and the rules find most of them."""
_SHORTEST, _LONGEST = 3, 120


@dataclass(frozen=True, slots=True)
class Pointer:
    """Words at [start:end] of a passage; `line` is the passage as the model saw it."""

    passage: Passage
    start: int
    end: int
    line: str

    @property
    def words(self) -> str:
        """The words of the record."""
        return self.passage.text[self.start : self.end]


def pointers(
    conditions: list[Condition], passages: list[Passage], shown: Redacted, found: list[Finding]
) -> list[Pointer]:
    """What stands verbatim in a passage that may be coded from, is said of the patient, and was not found already."""
    readable = _readable(passages)
    lines = shown.text.split("\n")
    taken: list[Pointer] = []
    for condition in conditions:
        pointer = next(filter(None, (_at(condition, lines[place], passages[place], shown) for place in readable)), None)
        if pointer and _new(pointer, taken, found) and _said_of_the_patient(pointer):
            taken.append(pointer)
    return taken[:MOST]


def _readable(passages: list[Passage]) -> list[int]:
    """Where conditions are read: the assessment, or the narrative where there is none, and the client's own words."""
    assessed = any(passage.section is Section.ASSESSMENT for passage in passages)
    sections = {Section.BODY, Section.ASSESSMENT if assessed else Section.NARRATIVE}
    return [
        place
        for place, passage in enumerate(passages)
        if passage.section in sections and not passage.is_question and not passage.is_subject
    ]


def _at(condition: Condition, line: str, passage: Passage, shown: Redacted) -> Pointer | None:
    quote, words = plain(condition.quote), plain(condition.words)
    if not _SHORTEST <= len(words) <= _LONGEST or words not in quote or quote not in plain(line):
        return None
    own = shown.restored(words)
    start = passage.text.find(own)
    return Pointer(passage, start, start + len(own), line) if start >= 0 else None


def _new(pointer: Pointer, taken: list[Pointer], found: list[Finding]) -> bool:
    for one in found:
        start = pointer.passage.text.find(one.words) if one.evidence.document == pointer.passage.document else -1
        if start >= 0 and start < pointer.end and pointer.start < start + len(one.words):
            return False
    return not any(
        other.passage is pointer.passage and other.start < pointer.end and pointer.start < other.end for other in taken
    )


def _said_of_the_patient(pointer: Pointer) -> bool:
    """What the rules of negation, family and history say, not the model."""
    return assertion(pointer.passage.text, pointer.start, pointer.end) is Assertion.PRESENT
