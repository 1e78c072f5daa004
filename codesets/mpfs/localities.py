"""Payment localities: the geographic indices of each, and the counties that it is made of.

Source: CMS, addendum E of the final rule (`GPCI2025`) and the locality-county crosswalk (`25LOCCO`), one a year.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from codesets.stores.shelf import Shelf
from codesets.values import Dataset, NotLoaded, Release


@dataclass(frozen=True, slots=True)
class Locality:
    """A locality with its geographic practice cost indices for work (with the floor of 1.0), expense and malpractice.

    `contractor` has five digits and `number` two; the two together name it. `state` is the postal abbreviation.
    """

    contractor: str
    number: str
    state: str
    name: str
    work: Decimal
    expense: Decimal
    malpractice: Decimal
    release: Release


@dataclass(frozen=True, slots=True)
class Counties:
    """The counties of a locality, in the words of the crosswalk ("ALL COUNTIES", "DADE AND MONROE")."""

    contractor: str
    number: str
    state: str
    area: str
    counties: str
    release: Release


_OF_STATE = """
SELECT contractor, number, state, name, work, expense, malpractice FROM locality WHERE state = ? ORDER BY number
"""
_ONE = """
SELECT contractor, number, state, name, work, expense, malpractice FROM locality WHERE contractor = ? AND number = ?
"""
_COUNTIES = "SELECT contractor, number, state, area, counties FROM county WHERE contractor = ? AND number = ?"


def of_state(shelf: Shelf, state: str, on: date) -> list[Locality] | NotLoaded:
    """The localities of a state ("TX") on that day, by number."""
    return _localities(shelf, on, _OF_STATE, (state.strip().upper(),))


def locality(shelf: Shelf, contractor: str, number: str, on: date) -> Locality | NotLoaded | None:
    """The locality of a contractor (MAC) with that number on that day; leading zeros may be left out."""
    found = _localities(shelf, on, _ONE, (contractor.strip().zfill(5), number.strip().zfill(2)))
    return found if isinstance(found, NotLoaded) else next(iter(found), None)


def counties(shelf: Shelf, contractor: str, number: str, on: date) -> list[Counties] | NotLoaded:
    """What the crosswalk of that day says of a locality; a few localities stand there more than once."""
    stores = shelf.covering(Dataset.MPFS_LOCALITIES, on)
    if not stores:
        return shelf.not_loaded(Dataset.MPFS_LOCALITIES, on)
    values = (contractor.strip().zfill(5), number.strip().zfill(2))
    release = stores[0].release
    return [
        Counties(name, place, state, area, text, release)
        for name, place, state, area, text in stores[0].rows(_COUNTIES, values)
    ]


def _localities(shelf: Shelf, on: date, query: str, values: tuple[str, ...]) -> list[Locality] | NotLoaded:
    stores = shelf.covering(Dataset.MPFS_GPCI, on)
    if not stores:
        return shelf.not_loaded(Dataset.MPFS_GPCI, on)
    release = stores[0].release
    return [
        Locality(contractor, number, state, name, Decimal(work), Decimal(expense), Decimal(malpractice), release)
        for contractor, number, state, name, work, expense, malpractice in stores[0].rows(query, values)
    ]
