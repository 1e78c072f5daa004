"""What the gate finds, and what it lets through."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from config.errors import CaseConsultantError


class Kind(StrEnum):
    """What an identifier is; its value stands in the text in the identifier's place.

    The eighteen kinds of 45 CFR 164.514(b)(2)(i) as far as they stand in text, and what names a provider or practice.
    """

    NAME = "NAME"
    ORGANISATION = "ORGANISATION"
    ADDRESS = "ADDRESS"
    DATE = "DATE"
    AGE = "AGE"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    NUMBER = "NUMBER"
    URL = "URL"
    IP = "IP"


class RefusedError(CaseConsultantError):
    """The gate is not sure of a text, so it stays here. The message says why, without words of the text."""


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """An identifier at [start:end] of a text. `labelled`: the words before it say that it is no code."""

    start: int
    end: int
    kind: Kind
    labelled: bool = False


PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(Kind)})-[0-9]+\]")


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without its identifiers. `stood_for` maps each placeholder, such as "[NAME-1]", to what it replaced.

    The same words get the same placeholder, so a reader can still tell two people apart.
    """

    text: str = field(repr=False)
    stood_for: dict[str, str] = field(repr=False)

    def restored(self, words: str) -> str:
        """The words with each placeholder put back; one that the gate never wrote stays as it is."""
        return PLACEHOLDER.sub(lambda match: self.stood_for.get(match[0], match[0]), words)
