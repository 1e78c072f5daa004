"""The shelf: every store in a folder, by dataset and day."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Self

from codesets.stores.installing import FORMAT
from codesets.stores.store import Store
from codesets.values import Dataset, NotLoaded, Release


class Shelf:
    """The opened stores, of each dataset those that came into force last first. Threads may share one.

    Of two that came into force on the same day, the one that was imported last comes first: CMS corrects a list under
    the same days.
    """

    def __init__(self, stores: list[Store]) -> None:
        """Keep the stores."""
        self._stores = sorted(stores, key=lambda store: (store.release.first_day, store.imported), reverse=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[Store]:
        return iter(self._stores)

    def close(self) -> None:
        """Close the files; nothing can be asked afterwards."""
        for store in self._stores:
            store.close()

    def releases(self) -> tuple[Release, ...]:
        """The loaded releases of all datasets, newest first."""
        return tuple(store.release for store in self._stores)

    def stores(self, dataset: Dataset) -> list[Store]:
        """The releases of a dataset, newest first; none where it is not loaded."""
        return [store for store in self._stores if store.release.dataset is dataset]

    def covering(self, dataset: Dataset, on: date) -> list[Store]:
        """The parts of the edition in force on that day: of two editions that claim it, the later one.

        Empty where no loaded release covers the day; the caller says so, and guesses nothing.
        """
        found = [store for store in self.stores(dataset) if store.release.covers(on)]
        return [store for store in found if store.release.first_day == found[0].release.first_day]

    def not_loaded(self, dataset: Dataset, on: date) -> NotLoaded:
        """What to answer where `covering` is empty."""
        releases = [store.release for store in self.stores(dataset)]
        return NotLoaded(dataset, on, min(releases, key=lambda release: _days_away(release, on), default=None))


def _days_away(release: Release, on: date) -> int:
    return (release.first_day - on if on < release.first_day else on - min(on, release.last_day)).days


def open_shelf(folder: Path) -> Shelf:
    """Open every store in the folder; raises StoreUnusableError where one cannot be read."""
    return Shelf([Store(path) for path in sorted(folder.glob(f"*-v{FORMAT}.sqlite"))])
