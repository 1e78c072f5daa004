"""Case2Code: the official code sets, looked up and checked on the date of service.

`install(folder)` makes the store of the bundled ICD-10-CM release, `open_catalogue(folder)` opens what lies there.
"""

from codesets.catalogue import Catalogue, open_catalogue
from codesets.current import CurrentCatalogue
from codesets.errors import (
    BrokenSourceError,
    CodeSetError,
    IncompleteSourceError,
    SourceMissingError,
    StoreUnusableError,
    UnknownSourceError,
)
from codesets.icd10cm import install
from codesets.icd10cm.exclusions import names
from codesets.icd10cm.pages import CodePage
from codesets.importing import import_file
from codesets.shapes import normalise
from codesets.stores.shelf import Shelf, open_shelf
from codesets.values import (
    SPOKEN,
    Choice,
    Dataset,
    Entry,
    Hit,
    Note,
    NoteKind,
    NotLoaded,
    Release,
    Status,
    System,
    Validity,
    spoken_day,
)

__all__ = [
    "SPOKEN",
    "BrokenSourceError",
    "Catalogue",
    "Choice",
    "CodePage",
    "CodeSetError",
    "CurrentCatalogue",
    "Dataset",
    "Entry",
    "Hit",
    "IncompleteSourceError",
    "NotLoaded",
    "Note",
    "NoteKind",
    "Release",
    "Shelf",
    "SourceMissingError",
    "Status",
    "StoreUnusableError",
    "System",
    "UnknownSourceError",
    "Validity",
    "import_file",
    "install",
    "names",
    "normalise",
    "open_catalogue",
    "open_shelf",
    "spoken_day",
]
