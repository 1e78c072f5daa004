"""NCCI add-on codes: codes that Medicare pays only beside a primary code of the same provider on the same day.

Source: CMS, Medicare NCCI add-on code edits (AOC file). The list is not all of them: the physician fee schedule marks
add-on codes with a global period of ZZZ, and some of those do not stand here.
"""

from dataclasses import dataclass
from datetime import date

from codesets.stores.shelf import Shelf
from codesets.stores.store import Store
from codesets.values import Dataset, NotLoaded, Release

CONTRACTOR_DEFINED = "CCCCC"
"""What stands in place of a primary code where each contractor (MAC) names its own."""

_ENTRY = """
SELECT kind, primary_code FROM add_on WHERE code = ? AND first_day <= ? AND last_day >= ? ORDER BY primary_code
"""
_OF_PRIMARY = """
SELECT DISTINCT code FROM add_on WHERE primary_code = ? AND first_day <= ? AND last_day >= ? ORDER BY code
"""


@dataclass(frozen=True, slots=True)
class AddOn:
    """An add-on code and the primary codes that the list names, in order.

    `kind` 1: only those; 2: the contractor names them; 3: those, and others that the contractor names.
    """

    code: str
    kind: int
    primaries: tuple[str, ...]
    release: Release


def add_on(shelf: Shelf, code: str, on: date) -> AddOn | NotLoaded | None:
    """The entry of an add-on code on that day; None where the list does not call the code one."""
    stores = _list(shelf, on)
    asked, day = code.strip().upper(), on.isoformat()
    for store in stores:
        found = store.rows(_ENTRY, (asked, day, day))
        if found:
            primaries = tuple(primary for _, primary in found if primary != CONTRACTOR_DEFINED)
            return AddOn(asked, max(kind for kind, _ in found), primaries, store.release)
    return None if stores else shelf.not_loaded(Dataset.ADD_ON, on)


def add_ons_to(shelf: Shelf, primary: str, on: date) -> list[str] | NotLoaded:
    """The add-on codes whose entry names the primary code on that day, in order."""
    stores = _list(shelf, on)
    if not stores:
        return shelf.not_loaded(Dataset.ADD_ON, on)
    day = on.isoformat()
    return [code for store in stores for (code,) in store.rows(_OF_PRIMARY, (primary.strip().upper(), day, day))]


def _list(shelf: Shelf, on: date) -> list[Store]:
    """The list of that day, or none: a corrected list replaces all of the first, what it leaves out too."""
    return shelf.covering(Dataset.ADD_ON, on)[:1]
