"""Case2Code: the official code sets, looked up and checked on the date of service.

`install(folder)` makes the store of the bundled ICD-10-CM release, `open_catalogue(folder)` opens what lies there.
"""

from codesets.catalogue import Catalogue, open_catalogue
from codesets.errors import (
    CodeSetError,
    IncompleteSourceError,
    SourceMissingError,
    StoreUnusableError,
    UnknownSourceError,
)
from codesets.exclusions import names
from codesets.shapes import normalise
from codesets.store import install
from codesets.values import SPOKEN, Choice, Entry, Hit, Note, NoteKind, Release, Status, System, Validity, spoken_day

__all__ = [
    "SPOKEN",
    "Catalogue",
    "Choice",
    "CodeSetError",
    "Entry",
    "Hit",
    "IncompleteSourceError",
    "Note",
    "NoteKind",
    "Release",
    "SourceMissingError",
    "Status",
    "StoreUnusableError",
    "System",
    "UnknownSourceError",
    "Validity",
    "install",
    "names",
    "normalise",
    "open_catalogue",
    "spoken_day",
]
