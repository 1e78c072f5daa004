"""The catalogue: every loaded release, asked by code or by words, always for a day."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Self

from codesets.errors import StoreUnusableError
from codesets.icd10cm import exclusions, facts, pages, validity
from codesets.icd10cm.nodes import Row, Tabular
from codesets.icd10cm.pages import CodePage
from codesets.icd10cm.search import Searcher
from codesets.shapes import normalise
from codesets.stores.shelf import Shelf, open_shelf
from codesets.validity import of_procedure
from codesets.values import Dataset, Entry, Hit, Note, Release, System, Validity, spoken_day


class Catalogue:
    """Looks codes up. Threads may share one; `close` it, or let it go. Opening takes milliseconds."""

    def __init__(self, shelf: Shelf) -> None:
        """Keep the shelf; raises StoreUnusableError where it holds no ICD-10-CM."""
        self.shelf = shelf
        self._lists = [Tabular(store) for store in shelf.stores(Dataset.ICD10CM)]
        self._searchers = {tabular.release.digest: Searcher(shelf, tabular) for tabular in self._lists}
        if not self._lists:
            raise StoreUnusableError(
                "No ICD-10-CM is installed here; `caseconsultant codes status` makes the bundled release"
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the files; the catalogue cannot be asked afterwards."""
        self.shelf.close()

    def releases(self) -> tuple[Release, ...]:
        """The loaded releases of ICD-10-CM, newest first."""
        return tuple(tabular.release for tabular in self._lists)

    def searches_at_once(self) -> bool:
        """Whether the search of every release is made; else the first question waits for some ten seconds."""
        return all(searcher.is_made() for searcher in self._searchers.values())

    def open_searches(self) -> None:
        """Map the search of every release, in milliseconds where it is made."""
        for searcher in self._searchers.values():
            searcher.open()

    def check(self, system: System, code: str, on: date) -> Validity:
        """Whether the code is valid on that day; any spelling of an ICD-10-CM code will do ("e1122")."""
        if system is not System.ICD10CM:
            return of_procedure(self.shelf, system, code, on)
        spelled = normalise(code)
        tabular = self._covering(on)
        if tabular is None:
            return validity.outside(spelled, spoken_day(on), self._lists)
        return validity.in_release(spelled, tabular, [other for other in self._lists if other is not tabular], on)

    def entry(self, code: str, on: date) -> Entry | None:
        """An ICD-10-CM code with its notes, from the release of that day, or else the newest that holds it."""
        found = self._held(code, on)
        if found is None:
            return None
        node, held = found
        line = held.line(node)
        parent = line[1].choice if len(line) > 1 else None
        notes = tuple(note for one in line for note in held.notes(one))
        below = tuple(row.choice for row in held.below(node))
        return Entry(node.code, node.title, node.billable, held.release, parent, below, notes)

    def page(self, code: str, on: date, state: str = "") -> CodePage | None:
        """All that is loaded of an ICD-10-CM code; of a code that the day's release lacks, what another one says.

        With a state ("TX") also the coverage policies that list it. None where no loaded release holds the code.
        """
        found = self._held(code, on) or next(
            ((node, other) for other in self._lists if (node := other.node(normalise(code)))), None
        )
        if found is None:
            return None
        node, held = found
        listed = pages.page(node, held, self.check(System.ICD10CM, code, on), self._lists)
        return facts.with_facts(listed, self.shelf, on, state)

    def search(self, term: str, on: date, limit: int = 10) -> list[Hit]:
        """Billable ICD-10-CM codes for a term, best first, from the release of that day, or else the newest one.

        Whoever uses a hit of a day that no release covers says so: `check` tells.
        """
        return self._searcher(on).search(term, limit)

    def search_stems(self, stems: tuple[str, ...], on: date, limit: int = 10) -> list[Hit]:
        """The same for stems (`codesets.words.stems`), taken as they are: no typing error is mended in them."""
        return self._searcher(on).search_stems(stems, limit)

    def exact(self, terms: Iterable[tuple[str, ...]], on: date) -> dict[tuple[str, ...], Hit]:
        """For each term (stems, see `codesets.words.stems`) that is a phrase of the list, in any order, its code."""
        return self._searcher(on).exact(terms)

    def knows(self, word: str) -> bool:
        """Whether a word (small letters, four or more) stands in any phrase that the newest list is searched by."""
        return self._searchers[self._lists[0].release.digest].knows(word)

    def excludes1(self, code: str, other: str, on: date) -> Note | None:
        """The Excludes1 note at `code`, or at what stands above it, that names `other`; None where no note does.

        Guideline I.A.12.a: the two are not reported together, unless the conditions are unrelated.
        """
        entry = self.entry(code, on)
        return exclusions.excluding(entry.notes, normalise(other)) if entry else None

    def _held(self, code: str, on: date) -> tuple[Row, Tabular] | None:
        tabular = self._covering(on)
        for candidate in [tabular] if tabular else self._lists:
            node = candidate.node(normalise(code))
            if node is not None:
                return node, candidate
        return None

    def covers(self, on: date, system: System = System.ICD10CM) -> bool:
        """Whether a loaded release of the set is in force on that day."""
        return bool(self.shelf.covering(Dataset(system.value), on))

    def _searcher(self, on: date) -> Searcher:
        return self._searchers[(self._covering(on) or self._lists[0]).release.digest]

    def _covering(self, on: date) -> Tabular | None:
        """The release in force on that day; of two that claim it, the one that came into force later."""
        return next((tabular for tabular in self._lists if tabular.release.covers(on)), None)


def open_catalogue(folder: Path) -> Catalogue:
    """Open every store in the folder; raises StoreUnusableError where ICD-10-CM is missing, or one cannot be read."""
    shelf = open_shelf(folder)
    try:
        return Catalogue(shelf)
    except StoreUnusableError:
        shelf.close()
        raise StoreUnusableError(
            f"No code set is installed in {folder}; `caseconsultant codes status` makes the bundled one"
        ) from None
