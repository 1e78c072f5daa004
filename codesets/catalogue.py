"""The catalogue: every loaded release, asked by code or by words, always for a day."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Self

from codesets import exclusions, search, validity, words
from codesets.errors import StoreUnusableError
from codesets.opened import Store
from codesets.shapes import normalise
from codesets.store import FORMAT
from codesets.values import Entry, Hit, Note, Release, System, Validity, spoken_day


class Catalogue:
    """Looks codes up. Threads may share one; `close` it, or let it go. Opening takes milliseconds."""

    def __init__(self, stores: list[Store]) -> None:
        """Keep the stores, those that came into force last first."""
        self._stores = sorted(stores, key=lambda store: store.release.first_day, reverse=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the files; the catalogue cannot be asked afterwards."""
        for store in self._stores:
            store.close()

    def releases(self) -> tuple[Release, ...]:
        """The loaded releases, newest first."""
        return tuple(store.release for store in self._stores)

    def check(self, system: System, code: str, on: date) -> Validity:
        """Whether the code is valid on that day; any spelling of an ICD-10-CM code will do ("e1122")."""
        if system is not System.ICD10CM:
            return validity.not_loaded(system, code.strip().upper())
        spelled = normalise(code)
        store = self._covering(on)
        if store is None:
            return validity.outside(spelled, spoken_day(on), self._stores)
        return validity.in_release(spelled, store, [other for other in self._stores if other is not store])

    def entry(self, code: str, on: date) -> Entry | None:
        """An ICD-10-CM code with its notes, from the release of that day, or else the newest that holds it."""
        store = self._covering(on)
        for candidate in [store] if store else self._stores:
            node = candidate.node(normalise(code))
            if node is not None:
                line = candidate.line(node)
                parent = line[1].choice if len(line) > 1 else None
                notes = tuple(note for one in line for note in candidate.notes(one))
                below = tuple(row.choice for row in candidate.below(node))
                return Entry(node.code, node.title, node.billable, candidate.release, parent, below, notes)
        return None

    def search(self, term: str, on: date, limit: int = 10) -> list[Hit]:
        """Billable ICD-10-CM codes for a term, best first, from the release of that day, or else the newest one.

        Whoever uses a hit of a day that no release covers says so: `check` tells.
        """
        return self.search_stems(words.stems(term), on, limit)

    def search_stems(self, stems: tuple[str, ...], on: date, limit: int = 10) -> list[Hit]:
        """The same for a term whose stems (`codesets.words.stems`) the caller has already."""
        return search.search(self._covering(on) or self._stores[0], stems, limit)

    def exact(self, terms: Iterable[tuple[str, ...]], on: date) -> dict[tuple[str, ...], Hit]:
        """For each term (stems, see `codesets.words.stems`) that is a phrase of the list, in any order, its code."""
        return search.exact(self._covering(on) or self._stores[0], terms)

    def excludes1(self, code: str, other: str, on: date) -> Note | None:
        """The Excludes1 note at `code`, or at what stands above it, that names `other`; None where no note does.

        Guideline I.A.12.a: the two are not reported together, unless the conditions are unrelated.
        """
        entry = self.entry(code, on)
        return exclusions.excluding(entry.notes, normalise(other)) if entry else None

    def _covering(self, on: date) -> Store | None:
        """The release in force on that day; of two that claim it, the one that came into force later."""
        return next((store for store in self._stores if store.release.covers(on)), None)


def open_catalogue(folder: Path) -> Catalogue:
    """Open every store in the folder; raises StoreUnusableError where there is none, or one cannot be read."""
    paths = sorted(folder.glob(f"*-v{FORMAT}.sqlite"))
    if not paths:
        raise StoreUnusableError(f"No code set is installed in {folder}; `codesets.install` makes the bundled one")
    return Catalogue([Store(path) for path in paths])
