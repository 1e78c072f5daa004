"""Finds conditions named in words: passage by passage, exact phrases first, then a strict search.

A hit is taken only when the phrase of the tabular list covers most of what was written (or all of the phrase stands
there), and when no guess among narrower codes was needed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assistant.abbreviations import meaning
from assistant.assertion import Assertion, assertion
from assistant.passages import Passage, Section
from codesets import Catalogue, Hit, words
from consultations.answers import Evidence

_WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+(?:['\u2019]s\b)?")
_STAGE = re.compile(r"(?:[1-5]|iii?|iv)[ab]?", re.IGNORECASE)
_BREAK = re.compile(r"[.;:()?!]")
_SEPARATOR = re.compile(r"\s*[,;/:]\s+|\s+-+\s+|\s+(?:and|with|due to|secondary to|plus|in)\s+", re.IGNORECASE)
_LONGEST = 9
"""Words in a window; longer names of diseases are found in lists, as a whole."""
_COVERED = 0.7
_CONTAINED = 0.5
_COVERED_OF_WHOLE_PHRASE = 0.35
"""A phrase that stands there whole may leave this much uncovered: "hypertension, stable on lisinopril"."""
_QUOTE = 220

_VAGUE = frozenset(
    words.stems(
        "abnormal abscess abuse accident allergy anger attack bed birth bite bleeding block burn care cold "
        "complication contact cough counseling crying cyst deficiency delivery disease dislocation disorder divorce "
        "drug encounter examination exposure failure fall female fever finding fitting follow fracture gas heat "
        "history human ill infection injury insulin lesion male mass medication neoplasm nervous noise observation "
        "other pain polyp poverty pregnancy problem rash screening shock spasm sports sprain strain stress surgery "
        "swelling symptom syndrome tear test transplant trauma ulcer unemployment use visit water wellness work "
        "worry wound"
    )
)
"""Single words that say too little for a code when they stand in running text."""
_STATUS = re.compile(
    r"\b(?:stable|improv(?:ed|ing)|well[- ]controlled|controlled|ongoing|known|continu(?:e|ed|ing)|newly|diagnosed"
    r"|today|follow[- ]?up|established|baseline|asymptomatic|(?:management|treatment) of|patient (?:has|with))\b",
    re.IGNORECASE,
)
_ASKED_FOR_BY_NAME = "VWXY"
"""External causes are not read out of running text: "fall" and "noise" are everyday words."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A condition named in the record: the code it leads to, where it stands, and how it is asserted."""

    code: str
    title: str
    evidence: Evidence
    words: str
    assertion: Assertion


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    stems: tuple[str, ...]


def findings(passages: list[Passage], catalogue: Catalogue, on: date) -> list[Finding]:
    """Every condition that the readable passages name, one a code and assertion, in the order of the record."""
    found: dict[tuple[str, bool], Finding] = {}
    for passage in _worth_reading(passages):
        for finding in _in_passage(passage, catalogue, on):
            found.setdefault((finding.code, finding.assertion is Assertion.PRESENT), finding)
    return list(found.values())


def _worth_reading(passages: list[Passage]) -> list[Passage]:
    """What a coder reads first: the assessment where there is one, else the client's own words and the narrative.

    Headings of problems stand in the plan where the assessment is prose, so its short lines count too.
    """
    if any(passage.section is Section.ASSESSMENT for passage in passages):
        return [
            passage
            for passage in passages
            if passage.section in {Section.ASSESSMENT, Section.BODY}
            or (passage.section is Section.PLAN and passage.listed)
        ]
    return [passage for passage in passages if passage.section in {Section.BODY, Section.NARRATIVE}]


def _in_passage(passage: Passage, catalogue: Catalogue, on: date) -> Iterator[Finding]:
    read = list(_words(passage.text))
    spans = _whole(passage, read, catalogue, on) if passage.listed else []
    for first, last, hit in spans or _windows(passage.text, read, catalogue, on):
        start, end = read[first].start, read[last].end
        yield Finding(
            hit.code,
            hit.title,
            Evidence(quote_around(passage.text, start, end), passage.document),
            passage.text[start:end],
            assertion(passage.text, start, end),
        )


def _words(text: str) -> Iterator[_Word]:
    """The words with their stems; abbreviations carry those of their long form, "CKD 3a" that of "stage" as well."""
    staging = False
    for match in _WORD.finditer(text):
        stems = words.stems(meaning(match[0]))
        if staging and _STAGE.fullmatch(match[0]):
            stems = (*words.stems("stage"), *stems)
        staging = match[0].upper() == "CKD"
        yield _Word(match.start(), match.end(), stems)


def _windows(text: str, read: list[_Word], catalogue: Catalogue, on: date) -> list[tuple[int, int, Hit]]:
    """Phrases of the list that stand in running text, the longest first, each with a word that none before it has.

    They may overlap: "type 2 diabetes with CKD 3a" holds the phrases of E11.22 and of N18.31.
    """
    windows: dict[tuple[int, int], tuple[str, ...]] = {}
    for first, word in enumerate(read):
        stems: dict[str, None] = {}
        for last in range(first, min(first + _LONGEST, len(read))):
            if last > first and _BREAK.search(text, read[last - 1].end, read[last].start):
                break
            stems.update(dict.fromkeys(read[last].stems))
            if word.stems and read[last].stems and stems:
                windows[first, last] = tuple(stems)
    hits = catalogue.exact(set(windows.values()), on)
    taken: set[int] = set()
    chosen: list[tuple[int, int, Hit]] = []
    for (first, last), stems_of in sorted(windows.items(), key=lambda item: (-len(item[1]), item[0])):
        hit = hits.get(stems_of)
        covered = {place for place in range(first, last + 1) if read[place].stems}
        if hit and _telling(stems_of, hit) and not covered <= taken:
            taken |= covered
            chosen.append((first, last, hit))
    return sorted(chosen, key=lambda one: one[0])


def _telling(stems: tuple[str, ...], hit: Hit) -> bool:
    if hit.assumed or not hit.billable or hit.code[0] in _ASKED_FOR_BY_NAME:
        return False
    return not _VAGUE.issuperset(stems)


def _whole(passage: Passage, read: list[_Word], catalogue: Catalogue, on: date) -> list[tuple[int, int, Hit]]:
    """A listed line as one term, or its parts, whichever covers more of it; empty where neither is taken."""
    whole = _term(passage.text, read, 0, len(passage.text), catalogue, on)
    cuts = [0, *(place for match in _SEPARATOR.finditer(passage.text) for place in match.span()), len(passage.text)]
    spans = list(zip(cuts[::2], cuts[1::2], strict=True))
    parts = [part for start, end in spans if (part := _term(passage.text, read, start, end, catalogue, on))]
    covered = sum(part[2].coverage for part in parts) / len(parts) if parts else 0.0
    if whole and (len(parts) < 2 or whole[2].coverage >= covered):  # noqa: PLR2004 - one part is no list
        return [whole]
    return parts


def _term(
    text: str, read: list[_Word], start: int, end: int, catalogue: Catalogue, on: date
) -> tuple[int, int, Hit] | None:
    inside = [place for place, word in enumerate(read) if start <= word.start and word.end <= end]
    status = [match.span() for match in _STATUS.finditer(text, start, end)]
    kept = [place for place in inside if not any(a <= read[place].start < b for a, b in status)]
    stems = [stem for place in kept for stem in read[place].stems]
    if not stems:
        return None
    hit = next(iter(catalogue.search(" ".join(stems), on, 1)), None)
    if hit is None or not _telling(tuple(stems), hit):
        return None
    covers = hit.coverage >= _COVERED and hit.contained >= _CONTAINED
    stands_whole = hit.contained >= 0.99 and hit.coverage >= _COVERED_OF_WHOLE_PHRASE  # noqa: PLR2004 - all, rounded
    return (kept[0], kept[-1], hit) if covers or stands_whole else None


def quote_around(text: str, start: int, end: int) -> str:
    """The sentence, or of a long one what stands around [start:end], cut between words: always verbatim."""
    if len(text) <= _QUOTE:
        return text
    room = max(0, (_QUOTE - (end - start)) // 2)
    left, right = max(0, start - room), min(len(text), end + room)
    left = text.find(" ", left, start) + 1 if left and " " in text[left:start] else left
    right = text.rfind(" ", end, right) if right < len(text) and " " in text[end:right] else right
    return text[left:right].strip()
