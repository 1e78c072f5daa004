"""The codes that say the same of another side, or of another encounter: told by their titles in the tabular list."""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from codesets import Catalogue, words

_MOST = 3_000
_INJURIES = "ST"
_SIDE_WORDS = frozenset(words.stems("right left bilateral unilateral unspecified both side sides ear ears eye eyes"))
"""Titles for both sides leave the ear or the eye out: "Tinnitus, bilateral"."""
_DOMINANCE = re.compile(r"\b(?:non-?dominant|dominant)\b", re.IGNORECASE)
_SAYS_SIDE = re.compile(
    r"\b(right|left|bilateral|both|bilat|b/l|rt|lt|(?-i:[RL])(?!/|\s?[0-9]))\b(?![- ]?hand(?:ed\b|[ -]dominan))",
    re.IGNORECASE,
)
"""A side as clinicians write it; the hand that a patient writes with is none."""
_MEANS = {"r": "right", "rt": "right", "l": "left", "lt": "left", "both": "bilateral", "bilat": "bilateral"} | {
    "b/l": "bilateral"
}


class Side(StrEnum):
    """The side that a title or the words of a record name; NONE where they name none."""

    RIGHT = "right"
    LEFT = "left"
    BOTH = "bilateral"
    NONE = ""


def side_said(text: str) -> Side:
    """The one side that a text names; right and left together are both; NONE where it names none."""
    said = {_MEANS.get(match[1].lower(), match[1].lower()) for match in _SAYS_SIDE.finditer(text)}
    if "bilateral" in said or {"right", "left"} <= said:
        return Side.BOTH
    return Side(said.pop()) if said else Side.NONE


ByTheSide = dict[Side, list[tuple[str, str]]]
"""Codes and titles of one family by the side that the title names."""


@dataclass(frozen=True, slots=True)
class Families:
    """Families of codes of one release, read once a category."""

    catalogue: Catalogue
    on: date
    _read: dict[str, dict[frozenset[str], ByTheSide]] = field(default_factory=dict)

    def by_side(self, code: str, title: str) -> ByTheSide:
        """Codes and titles of the family by side; several a side where the list tells the dominant one apart."""
        return self._beside(code).get(_key(title), {})

    def titled(self, code: str, title: str) -> str:
        """The code of that title near the code; empty where there is none."""
        same = self._beside(code).get(_key(title), {})
        return next((other for codes in same.values() for other, named in codes if named == title), "")

    def _beside(self, code: str) -> dict[frozenset[str], ByTheSide]:
        """The billable codes of the category, by family; of an injury those of the same kind of injury alone."""
        start = code[:5] if code[0] in _INJURIES else code[:3]
        if start not in self._read:
            found: dict[frozenset[str], ByTheSide] = {}
            for hit in self.catalogue.search(start, self.on, _MOST):
                if hit.code.startswith(start):
                    found.setdefault(_key(hit.title), {}).setdefault(_side_of(hit.title), []).append(
                        (hit.code, hit.title)
                    )
            self._read[start] = found
        return self._read[start]


def _side_of(title: str) -> Side:
    """By the first side that the title names: "right ear, with ... hearing on the contralateral side" is right."""
    match = _SAYS_SIDE.search(title)
    return side_said(match[1]) if match else Side.NONE


def _key(title: str) -> frozenset[str]:
    """What a title says beside the side; the encounter stays in, so it is the same in a family."""
    return frozenset(words.stems(_DOMINANCE.sub("", title))) - _SIDE_WORDS
