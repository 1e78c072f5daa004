"""What makes the gate unsure of a text as a whole, and what must not be left in one."""

import re
from collections.abc import Iterator

from assistant.redaction.kept import kept
from assistant.redaction.values import PLACEHOLDER

_LETTERS = re.compile(r"[^\W\d_]")
_OTHER_SCRIPT = re.compile(r"[^\W\d_\u0000-\u024f\u0370-\u03ff\u1e00-\u1eff]")
"""Letters that are neither Latin nor Greek (which measures and formulas use)."""
_LONG_TOKEN = re.compile(r"[A-Za-z0-9+/=_-]{48,}")
_HIDDEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
_ENOUGH = 120
"""Letters from which the share of capitals says something."""
_MOST_CAPITALS = 0.6
_FEWEST_CAPITALS = 0.004
_LONGEST = 40_000
"""Characters. A coder reads a note of fifteen pages with more care than any pattern."""


def of_text(text: str) -> Iterator[str]:
    """Why names and numbers in the text can't be told from other words; nothing where they can."""
    letters = _LETTERS.findall(text)
    capitals = sum(letter.isupper() for letter in letters)
    if len(text) > _LONGEST:
        yield "the record is too long to be sure of"
    if PLACEHOLDER.search(text):
        yield "the record holds words that look like our own placeholders"
    if len(letters) >= _ENOUGH and capitals > _MOST_CAPITALS * len(letters):
        yield "the record is written in capitals, so that names can't be told from other words"
    if len(letters) >= _ENOUGH and capitals < _FEWEST_CAPITALS * len(letters):
        yield "the record is written without capitals, so that names can't be told from other words"
    if _OTHER_SCRIPT.search(text):
        yield "the record holds letters of another script, in which we know no names"
    if _HIDDEN.search(text):
        yield "the record holds invisible characters"
    if _LONG_TOKEN.search(text):
        yield "the record holds a long string of letters and figures that may be anything"


def left_in(text: str, identifiers: Iterator[str]) -> Iterator[str]:
    """What still looks like an identifier in a redacted text."""
    bare = PLACEHOLDER.sub(" ", text)
    for start, end in kept(bare):
        bare = bare[:start] + " " * (end - start) + bare[end:]
    if "@" in bare:
        yield "an address seems to be left in it"
    if re.search(r"[0-9]{6,}|(?:[0-9][()-]{0,2}){9,}", bare):
        yield "a long number is left in it"
    squeezed = re.sub(r"\W+", "", bare).casefold()
    if any(one in squeezed for one in identifiers):
        yield "a known name or address is left in it"
