"""What every kind's reader gives: pages as they are read, and at the end what was left out."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeAlias

from consultations.records import Page, Unread


@dataclass(frozen=True, slots=True)
class Inside:
    """The files that an archive holds, as `AttachedText.inside` tells them."""

    files: tuple[str, ...]


Reading: TypeAlias = Generator[Page | Inside, None, Unread | None]
"""Yields pages that may be empty; returns what was left out. A reading that is cut short keeps the pages before."""


class UnreadableError(Exception):
    """Nothing of the file can be read; the message is `Unread.why`."""


def one_text(text: str, left_out: str = "", why: str = "") -> Reading:
    """A file that knows no pages."""
    yield Page(0, text)
    return Unread(why, left_out) if left_out else None


def pages_from(first: int, last: int) -> str:
    """Pages as a sentence names them."""
    return f"page {first}" if first == last else f"pages {first} to {last}"
