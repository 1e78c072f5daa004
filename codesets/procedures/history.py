"""What became of a HCPCS or ICD-10-PCS code from one loaded release to the next."""

from collections.abc import Callable, Iterator
from itertools import pairwise

from codesets.facts import Fact, Place
from codesets.stores.shelf import Shelf
from codesets.stores.store import Store
from codesets.values import Dataset

Titled = Callable[[Store], str | None]
"""Asks a release for the title of the code: None where the release lacks it."""


def history_facts(shelf: Shelf, dataset: Dataset, titled: Titled) -> Iterator[Fact]:
    """Added, deleted and revised, the latest first; a correction of a release counts as no release of its own."""
    days = {store.release.first_day: store for store in reversed(shelf.stores(dataset))}
    newest_first = sorted(days.values(), key=lambda store: store.release.first_day, reverse=True)
    for newer, older in pairwise(newest_first):
        before, after = titled(older), titled(newer)
        since = f"since {older.release.name}"
        if before == after:
            continue
        if before is None:
            happened = "added", f"{since}: {after}"
        elif after is None:
            happened = "deleted", f"{since}: was {before}"
        else:
            happened = "revised", f"{since}: was {before}"
        yield Fact(*happened, newer.release.name, Place.HISTORY)
