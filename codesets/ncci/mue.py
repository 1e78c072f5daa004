"""NCCI medically unlikely edits: how many units of a code Medicare pays a provider for a patient on a day, or a line.

Source: CMS, Medicare NCCI MUE tables, and the NCCI Policy Manual, chapter I, section V. The published tables leave out
edits that CMS keeps confidential, so a code that is absent is not unlimited. A value of 0 says that the code is not
payable in the setting, which is another thing than too many units.
"""

from dataclasses import dataclass
from datetime import date

from codesets.stores.shelf import Shelf
from codesets.values import Dataset, NotLoaded, Release

_SELECT = "SELECT units, indicator, rationale FROM mue WHERE code = ?"


@dataclass(frozen=True, slots=True)
class Mue:
    """The limit of a code. `indicator` (MAI): 1 counts each claim line alone; 2 and 3 add up all lines of the day.

    2 is absolute, by statute or the code's own meaning; 3 may be exceeded where the record proves the need.
    """

    code: str
    units: int
    indicator: int
    rationale: str
    release: Release

    @property
    def payable(self) -> bool:
        """False where the value is 0: the code is not paid in this setting, whatever the units."""
        return self.units > 0


def limit(shelf: Shelf, code: str, on: date, dataset: Dataset = Dataset.MUE_PRACTITIONER) -> Mue | NotLoaded | None:
    """The limit of a code on that day; None where the public table has none, which does not mean unlimited."""
    asked = code.strip().upper()
    stores = shelf.covering(dataset, on)[:1]  # a corrected table replaces all of the first, what it leaves out too
    for store in stores:
        for units, indicator, rationale in store.rows(_SELECT, (asked,)):
            return Mue(asked, units, indicator, rationale, store.release)
    return None if stores else shelf.not_loaded(dataset, on)
