"""Small matters of English."""

import re
from collections.abc import Sequence

_WORD_START = re.compile(r"[A-Z][a-z-]+\b")


def listed(words: Sequence[str], joined_by: str = "and") -> str:
    """Words joined as English lists them: "A", "A and B", "A, B and C"."""
    return f" {joined_by} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 code", "3 codes"."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


def lower_start(text: str) -> str:
    """The text with its first letter small, as inside a sentence; an abbreviation or a letter stays as it is."""
    return text[:1].lower() + text[1:] if _WORD_START.match(text) else text


def upper_start(text: str) -> str:
    """The text with its first letter a capital, as a sentence begins."""
    return text[:1].upper() + text[1:]
