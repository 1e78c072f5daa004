"""What the loaded tables say of a code: on the day, or else in the release nearest to it, as an indication.

Nothing is concluded from an indication: whoever uses one says that it is none of the day's tables.
"""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from codesets import Catalogue, Release, Status, System, Validity, spoken_day
from codesets.claims import LoadedTables, Setting
from codesets.claims.tables import day_within, mue_of, ptp_of
from codesets.hcpcs.codes import HcpcsCode
from codesets.mpfs.schedule import Fee
from codesets.ncci.add_on import AddOn, add_ons_to
from codesets.ncci.mue import Mue
from codesets.ncci.ptp import PtpEdit
from codesets.values import Dataset, NotLoaded

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Known(Generic[Row]):
    """A row, or None where the table has none; the release it was looked for in, and whether that covers the day.

    Without a release nothing of the kind is loaded at all.
    """

    row: Row | None
    release: Release | None
    covers: bool

    @property
    def certain(self) -> bool:
        """Whether the row, or that there is none, counts for the day."""
        return self.covers and self.release is not None

    def caveat(self, what: str, on: date) -> str:
        """The sentence that says what could not be checked; empty where all could."""
        if self.certain:
            return ""
        day = spoken_day(on)
        if self.release is None:
            return f"We could not check {what} for {day}: the table is not loaded here."
        return f"We could not check {what} for {day}; the nearest release here is {self.release.name}."


class KnownTables:
    """The questions that answers ask of the tables, on one day."""

    def __init__(self, catalogue: Catalogue, day: date) -> None:
        """Nothing is read yet."""
        self.catalogue = catalogue
        self.day = day
        self.loaded = LoadedTables(catalogue)

    def validity(self, system: System, code: str) -> Validity:
        """Whether a code is valid on the day."""
        return self.catalogue.check(system, code, self.day)

    def holds(self, system: System, code: str) -> bool:
        """Whether some loaded release holds the code as one in use on the day, or on the nearest day it knows."""
        found = self.validity(system, code)
        return found.billable and found.status in {Status.VALID, Status.NOT_LOADED_FOR_DATE}

    def pair(self, code: str, other: str, setting: Setting) -> Known[PtpEdit]:
        """The PTP edit between two codes."""
        release, day = self._nearest(ptp_of(setting))
        return Known(self.loaded.pair(code, other, day, setting) if release else None, release, day == self.day)

    def limit(self, code: str, setting: Setting) -> Known[Mue]:
        """The MUE of a code."""
        release, day = self._nearest(mue_of(setting))
        return Known(self.loaded.limit(code, day, setting) if release else None, release, day == self.day)

    def fee(self, code: str) -> Known[Fee]:
        """The row of the physician fee schedule."""
        release, day = self._nearest(Dataset.MPFS)
        return Known(self.loaded.fee(code, day) if release else None, release, day == self.day)

    def add_on(self, code: str) -> Known[AddOn]:
        """The code's entry in the add-on list."""
        release, day = self._nearest(Dataset.ADD_ON)
        return Known(self.loaded.add_on(code, day) if release else None, release, day == self.day)

    def add_ons_to(self, code: str) -> list[str]:
        """The add-on codes whose entry names the code as their primary."""
        release, day = self._nearest(Dataset.ADD_ON)
        found = add_ons_to(self.catalogue.shelf, code, day) if release else []
        return [] if isinstance(found, NotLoaded) else found

    def supply(self, code: str) -> Known[HcpcsCode]:
        """The code's row in HCPCS Level II."""
        release, day = self._nearest(Dataset.HCPCS)
        return Known(self.loaded.hcpcs(code, day) if release else None, release, day == self.day)

    def _nearest(self, dataset: Dataset) -> tuple[Release | None, date]:
        found = self.loaded.release(dataset, self.day)
        if isinstance(found, Release):
            return found, self.day
        nearest = found.nearest
        if nearest is None or isinstance(self.loaded.release(dataset, day_within(nearest, self.day)), NotLoaded):
            return None, self.day
        return nearest, day_within(nearest, self.day)
