"""NCCI procedure-to-procedure edits: which two codes Medicare does not pay together on a day, and what may open them.

Source: CMS, Medicare NCCI PTP edits, and the NCCI Policy Manual, chapter I. An edition is cumulative: it holds deleted
edits, and a pair may stand there again with other dates. An edit with modifier indicator 9 was deleted on the day it
came into force, and so never applied.
"""

from dataclasses import dataclass
from datetime import date
from itertools import islice

from codesets.ncci.packing import day_number, day_of, packed, spelled
from codesets.stores.shelf import Shelf
from codesets.stores.store import Store
from codesets.values import Dataset, NotLoaded, Release

_PARTS = {"1", "2", "3", "4"}
"""CMS cuts each edition into four files; without all of them, no edit does not mean that there is none."""
NEVER_APPLIED = 9

_SELECT = """
SELECT column1, column2, first_day, last_day, before_1996, indicator, rationale FROM edit JOIN kind ON id = kind
"""
_PAIR = "((column1 = ? AND column2 = ?) OR (column1 = ? AND column2 = ?))"
_IN_FORCE = f"first_day <= ? AND last_day >= ? AND indicator <> {NEVER_APPLIED}"


@dataclass(frozen=True, slots=True)
class PtpEdit:
    """Column 2 is not paid beside column 1, unless a modifier says that it was separate (indicator 1).

    `indicator`: 0 no modifier opens the edit, 1 an NCCI modifier may, where the record supports it, 9 it never applied.
    `last_day` is the deletion date, the last day on which the edit applied; `date.max` where it has none.
    """

    column1: str
    column2: str
    indicator: int
    rationale: str
    first_day: date
    last_day: date
    before_1996: bool
    release: Release


def edit(
    shelf: Shelf, code: str, other: str, on: date, dataset: Dataset = Dataset.PTP_PRACTITIONER
) -> PtpEdit | NotLoaded | None:
    """The edit between two codes, whichever of them is in column 1, in force on that day; None where there is none.

    NotLoaded where no edition covers the day, or one of its four files, which could hold the pair, is missing.
    """
    stores = _edition(shelf, dataset, on)
    pair, day = (packed(code), packed(other)), day_number(on)
    for store in stores:
        found = store.rows(
            f"{_SELECT} WHERE {_PAIR} AND {_IN_FORCE} ORDER BY first_day DESC",
            (*pair, *reversed(pair), day, day),
        )
        if found:
            return _edit(found[0], store)
    return None if _complete(stores) else shelf.not_loaded(dataset, on)


def partners(
    shelf: Shelf, code: str, on: date, dataset: Dataset = Dataset.PTP_PRACTITIONER, limit: int = 100
) -> list[PtpEdit] | NotLoaded:
    """Edits of a code in force on that day, first those with it in column 1; at most `limit` of each direction."""
    stores = _edition(shelf, dataset, on)
    if not _complete(stores):
        return shelf.not_loaded(dataset, on)
    asked, day = packed(code), day_number(on)
    found: list[PtpEdit] = []
    for column in ("column1", "column2"):
        query = f"{_SELECT} WHERE {column} = ? AND {_IN_FORCE} LIMIT ?"
        of_parts = (_edit(row, store) for store in stores for row in store.rows(query, (asked, day, day, limit)))
        found += islice(of_parts, limit)
    return found


def history(shelf: Shelf, code: str, other: str, dataset: Dataset = Dataset.PTP_PRACTITIONER) -> list[PtpEdit]:
    """Everything that the newest loaded edition says of a pair, deleted edits and those that never applied, too."""
    newest = next(iter(shelf.stores(dataset)), None)
    stores = _edition(shelf, dataset, newest.release.first_day) if newest else []
    pair = packed(code), packed(other)
    query = f"{_SELECT} WHERE {_PAIR}"
    found = [_edit(row, store) for store in stores for row in store.rows(query, (*pair, *reversed(pair)))]
    return sorted(found, key=lambda edit: (edit.first_day, edit.last_day), reverse=True)


def _edition(shelf: Shelf, dataset: Dataset, on: date) -> list[Store]:
    """The files of the edition of that day, in their order; of a file published again the later revision.

    Of a revision that was loaded twice, corrected, the one that was imported last.
    """
    by_part: dict[str, Store] = {}
    oldest_first = shelf.covering(dataset, on)[::-1]
    for store in sorted(oldest_first, key=lambda store: store.release.name):
        by_part[store.release.part] = store
    return [by_part[part] for part in sorted(by_part)]


def complete(shelf: Shelf, dataset: Dataset, on: date) -> bool:
    """Whether all files of the edition of that day are loaded."""
    return _complete(_edition(shelf, dataset, on))


def _complete(stores: list[Store]) -> bool:
    parts = {store.release.part for store in stores}
    return "" in parts or parts >= _PARTS


def _edit(row: tuple[int, int, int, int, int, int, str], store: Store) -> PtpEdit:
    column1, column2, first_day, last_day, before_1996, indicator, rationale = row
    return PtpEdit(
        spelled(column1),
        spelled(column2),
        indicator,
        rationale,
        day_of(first_day),
        day_of(last_day),
        bool(before_1996),
        store.release,
    )
