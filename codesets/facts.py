"""A fact of a code's page, and the places on the page in their order."""

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where on the page a fact stands, from top to bottom."""

    WORDS = "in plain words"
    LIST = "in the list"
    GUIDELINES = "guidelines"
    MODIFIERS = "modifiers"
    EDITS = "edits"
    FEES = "fees"
    COVERAGE = "coverage"
    RISK = "risk adjustment"
    CROSSWALKS = "crosswalks and neighbours"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Fact:
    """What is said, in what words, the release that says it, and where on the page."""

    what: str
    text: str
    source: str
    place: Place = Place.LIST


OWN_WORDS = "in our own words"
"""The source of what we wrote ourselves."""
_SHOWN = 12


def listed(codes: list[str], shown: int = _SHOWN, between: str = ", ") -> str:
    """The first of them, and how many there are where that is not all: "A, B and 10 more, 12 in all"."""
    more = f" and {len(codes) - shown:,} more, {len(codes):,} in all" if len(codes) > shown else ""
    return between.join(codes[:shown]) + more
