"""Which copy of the coverage database answers for a day."""

from datetime import date

from codesets.stores.shelf import Shelf
from codesets.stores.store import Store
from codesets.values import Dataset


def copy_for(shelf: Shelf, dataset: Dataset, on: date, part: str = "") -> Store | None:
    """The first copy made on that day or later, which knows best what was in force then; else the newest one.

    None where no copy is loaded. A copy answers for days before its own by the days of each document.
    """
    copies = [store for store in shelf.stores(dataset) if store.release.part == part]
    later = [store for store in copies if store.release.first_day >= on]
    return later[-1] if later else next(iter(copies), None)
