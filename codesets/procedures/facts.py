"""A fact of a code's page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """What is said, in what words, and the release that says it."""

    what: str
    text: str
    source: str
