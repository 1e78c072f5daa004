"""Looks codes and modifiers of HCPCS Level II up, on a day, in the release that covers it."""

from datetime import date

from codesets import words
from codesets.hcpcs.codes import COLUMNS, HcpcsCode, from_row
from codesets.shapes import undotted
from codesets.stores.shelf import Shelf
from codesets.stores.store import Store
from codesets.values import Dataset, Hit, NotLoaded, Release

_CANDIDATES = 200


def entry(shelf: Shelf, code: str, on: date) -> HcpcsCode | NotLoaded | None:
    """The code or modifier as the release of that day has it, terminated or not; None where it is not in the list."""
    store = _covering(shelf, on)
    return held(store, code) if store else shelf.not_loaded(Dataset.HCPCS, on)


def release(shelf: Shelf, on: date) -> Release | NotLoaded:
    """The release that answers for that day."""
    store = _covering(shelf, on)
    return store.release if store else shelf.not_loaded(Dataset.HCPCS, on)


def held(store: Store, code: str) -> HcpcsCode | None:
    """The code or modifier in one release."""
    rows = store.rows(f"SELECT {COLUMNS} FROM code WHERE code = ?", (undotted(code),))  # noqa: S608 - constant columns
    return from_row(rows[0]) if rows else None


def beginning(shelf: Shelf, prefix: str, on: date, limit: int = 50) -> list[HcpcsCode] | NotLoaded:
    """The codes (no modifiers) that begin so and are in force on that day, in order."""
    store = _covering(shelf, on)
    if store is None:
        return shelf.not_loaded(Dataset.HCPCS, on)
    start = undotted(prefix)
    rows = store.rows(
        f"SELECT {COLUMNS} FROM code WHERE code >= ? AND code < ? AND NOT modifier"  # noqa: S608 - constant columns
        " AND (added IS NULL OR added <= ?) AND (terminated IS NULL OR terminated >= ?) ORDER BY code LIMIT ?",
        (start, start + "\U0010ffff", on.isoformat(), on.isoformat(), limit),
    )
    return [from_row(row) for row in rows]


def neighbours(shelf: Shelf, code: str, on: date) -> tuple[HcpcsCode | None, HcpcsCode | None]:
    """The codes (no modifiers) before and after in the list of that day; None where there is none."""
    store = _covering(shelf, on)
    if store is None:
        return None, None
    before, after = (
        store.rows(
            f"SELECT {COLUMNS} FROM code WHERE NOT modifier AND code {side} ? ORDER BY code {way} LIMIT 1",  # noqa: S608 - constants
            (undotted(code),),
        )
        for side, way in (("<", "DESC"), (">", "ASC"))
    )
    return (from_row(before[0]) if before else None), (from_row(after[0]) if after else None)


def search(shelf: Shelf, term: str, on: date, limit: int = 10) -> list[Hit] | NotLoaded:
    """Codes (no modifiers) for a term that are in force on that day, those with most of its words first."""
    store = _covering(shelf, on)
    if store is None:
        return shelf.not_loaded(Dataset.HCPCS, on)
    asked = set(words.stems(term))
    matching = " OR ".join(f'"{word}"' for word in sorted(asked))
    if not matching:
        return []
    rows = store.rows(
        f"SELECT words.stems, -bm25(words), {_of('code')} FROM words JOIN code USING (code)"  # noqa: S608 - constants
        " WHERE words MATCH ? AND NOT modifier ORDER BY bm25(words) LIMIT ?",
        (f"stems : ({matching})", _CANDIDATES),
    )
    found = [(set(stems.split()), score, from_row(row)) for stems, score, *row in rows]
    hits = [_hit(asked, stems, score, code) for stems, score, code in found if code.in_force(on)]
    return sorted(hits, key=lambda hit: (-hit.coverage, -hit.score))[:limit]


def _hit(asked: set[str], stems: set[str], score: float, code: HcpcsCode) -> Hit:
    shared = asked & stems
    return Hit(
        code=code.code,
        title=code.long,
        billable=True,
        score=round(score, 3),
        matched=code.long,
        coverage=len(shared) / len(asked),
        contained=len(shared) / len(stems),
        assumed=False,
    )


def _covering(shelf: Shelf, on: date) -> Store | None:
    """One store: the text and the workbook of an edition say the same."""
    return next(iter(shelf.covering(Dataset.HCPCS, on)), None)


def _of(table: str) -> str:
    return ", ".join(f"{table}.{column.strip()}" for column in COLUMNS.split(","))
