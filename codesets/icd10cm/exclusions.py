"""Reads the codes that a note or a guideline names: `(E10.-)`, `(S06.1- to S06.6-)`, `(I60-I69, T40.1X1A)`."""

import re
from collections.abc import Iterable, Iterator

from codesets.shapes import ICD10CM_CATEGORY
from codesets.values import Note, NoteKind

_CODE = rf"{ICD10CM_CATEGORY}(?:\.[0-9A-Z]{{1,4}})?"
_REFERENCE = re.compile(rf"(?P<first>{_CODE})(?:(?:\.?-)?\s?(?:[-\u2013\u2014]|to)\s?(?P<last>{_CODE}))?")
_PARENTHESES = re.compile(r"\(([^()]*)\)")


def excluding(notes: Iterable[Note], code: str) -> Note | None:
    """The first Excludes1 note that names the code, a range it lies in, or what stands above it."""
    return next((note for note in notes if note.kind is NoteKind.EXCLUDES1 and names(note.text, code)), None)


def names(text: str, code: str) -> bool:
    """Whether a note names the code: only codes in parentheses are meant; others belong to its wording."""
    return any(
        first <= code and (code.startswith(last) or code <= last)
        for inside in _PARENTHESES.findall(text)
        for first, last in mentioned(inside)
    )


def mentioned(text: str) -> Iterator[tuple[str, str]]:
    """First and last code of every range that a text has; of a single code twice that."""
    for reference in _REFERENCE.finditer(text):
        yield reference["first"], reference["last"] or reference["first"]
