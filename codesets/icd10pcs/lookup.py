"""Looks ICD-10-PCS codes up on a day, and builds them from the tables character by character."""

from dataclasses import dataclass
from datetime import date

from codesets import words
from codesets.icd10pcs.order import CODE_LENGTH
from codesets.stores.shelf import Shelf
from codesets.stores.store import Store
from codesets.values import Choice, Dataset, Hit, NotLoaded, Release

_TABLE = 3
_CANDIDATES = 200
_CODES = "SELECT code, billable, short, long FROM code WHERE billable"


@dataclass(frozen=True, slots=True)
class PcsCode:
    """A code (or, where it is not billable, the header of a table) with its titles."""

    code: str
    billable: bool
    short: str
    long: str
    release: Release


@dataclass(frozen=True, slots=True)
class Axis:
    """What may stand at one position (1 to 7) of a code: "Approach" with "0", Open, and others."""

    position: int
    title: str
    values: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class IndexTerm:
    """A line of the index. `path` are the terms from the main term down; `relation` is code, see, use or empty.

    `target` is the term that it refers to; `codes` are codes, or the first characters of them.
    """

    path: tuple[str, ...]
    relation: str
    target: str
    codes: tuple[str, ...]


def entry(shelf: Shelf, code: str, on: date) -> PcsCode | NotLoaded | None:
    """The code or header in the order file of that day; None where it is not in it."""
    store = _covering(shelf, Dataset.ICD10PCS, on)
    return held(store, code) if store else shelf.not_loaded(Dataset.ICD10PCS, on)


def held(store: Store, code: str) -> PcsCode | None:
    """The code or header in one release."""
    asked = spelled(code)
    rows = store.rows("SELECT billable, short, long FROM code WHERE code = ?", (asked,))
    return PcsCode(asked, bool(rows[0][0]), rows[0][1], rows[0][2], store.release) if rows else None


def search(shelf: Shelf, term: str, on: date, limit: int = 10) -> list[Hit] | NotLoaded:
    """Codes for a term, those whose titles have most of its words first."""
    store = _covering(shelf, Dataset.ICD10PCS, on)
    if store is None:
        return shelf.not_loaded(Dataset.ICD10PCS, on)
    asked = set(words.stems(term))
    if not asked:
        return []
    matching = " OR ".join(f'"{word}"' for word in sorted(asked))
    rows = store.rows(
        "SELECT code.code, code.long, words.stems, -bm25(words) FROM words JOIN code USING (code)"
        " WHERE words MATCH ? ORDER BY bm25(words) LIMIT ?",
        (f"stems : ({matching})", _CANDIDATES),
    )
    hits = [
        Hit(
            code=code,
            title=title,
            billable=True,
            score=round(score, 3),
            matched=title,
            coverage=len(asked & set(stems.split())) / len(asked),
            contained=len(asked & set(stems.split())) / len(set(stems.split())),
            assumed=False,
        )
        for code, title, stems, score in rows
    ]
    return sorted(hits, key=lambda hit: (-hit.coverage, -hit.score))[:limit]


def following(shelf: Shelf, characters: str, on: date) -> Axis | NotLoaded | None:
    """What may stand after these characters (3 to 6) by the tables; None where no table allows them, or all 7 stand."""
    store = _covering(shelf, Dataset.ICD10PCS_TABLES, on)
    if store is None:
        return shelf.not_loaded(Dataset.ICD10PCS_TABLES, on)
    asked = spelled(characters)
    rows = _allowing(store, asked)
    position = len(asked) + 1
    if not rows or not _TABLE < position <= CODE_LENGTH:
        return None
    found = store.rows(
        f"SELECT DISTINCT character, label, axis FROM value WHERE begins = ? AND position = ?"  # noqa: S608 - marks only
        f" AND row IN ({_marks(rows)}) ORDER BY character",
        (asked[:_TABLE], position, *rows),
    )
    return Axis(position, found[0][2], tuple(Choice(character, label) for character, label, _ in found))


def tables_release(shelf: Shelf, on: date) -> Release | None:
    """The edition of the tables that is in force on that day."""
    store = _covering(shelf, Dataset.ICD10PCS_TABLES, on)
    return store.release if store else None


def built(shelf: Shelf, code: str, on: date) -> tuple[Axis, ...] | NotLoaded | None:
    """Each of the seven characters with its meaning, for a code that the tables allow; None where they do not."""
    store = _covering(shelf, Dataset.ICD10PCS_TABLES, on)
    if store is None:
        return shelf.not_loaded(Dataset.ICD10PCS_TABLES, on)
    asked = spelled(code)
    rows = _allowing(store, asked) if len(asked) == CODE_LENGTH else []
    if not rows:
        return None
    found = store.rows(
        "SELECT position, axis, character, label FROM value WHERE begins = ? AND row IN (0, ?) ORDER BY position",
        (asked[:_TABLE], rows[0]),
    )
    return tuple(
        Axis(position, axis, (Choice(character, label),))
        for position, axis, character, label in found
        if asked[position - 1] == character
    )


def index_terms(shelf: Shelf, term: str, on: date, limit: int = 20) -> list[IndexTerm] | NotLoaded:
    """Lines of the index that have all words of the term, shortest first."""
    store = _covering(shelf, Dataset.ICD10PCS_INDEX, on)
    if store is None:
        return shelf.not_loaded(Dataset.ICD10PCS_INDEX, on)
    matching = " ".join(f'"{word}"' for word in words.stems(term))
    if not matching:
        return []
    rows = store.rows(
        "SELECT term.id, relation, target, codes FROM words JOIN term ON term.id = words.rowid"
        " WHERE words MATCH ? ORDER BY level, length(title), term.id LIMIT ?",
        (matching, limit),
    )
    return [
        IndexTerm(_path(store, number), relation, target, tuple(codes.split()))
        for number, relation, target, codes in rows
    ]


def index_to(shelf: Shelf, code: str, on: date) -> list[IndexTerm]:
    """Lines of the index that lead to a code, by its first four characters or more; none where it is not loaded."""
    store, asked = _covering(shelf, Dataset.ICD10PCS_INDEX, on), spelled(code)
    if store is None:
        return []
    starts = {asked[:length] for length in range(_TABLE + 1, CODE_LENGTH + 1)}
    rows = store.rows(
        "SELECT id, relation, target, codes FROM term WHERE codes LIKE ? ORDER BY id", (f"%{asked[: _TABLE + 1]}%",)
    )
    return [
        IndexTerm(_path(store, number), relation, target, tuple(codes.split()))
        for number, relation, target, codes in rows
        if starts & set(codes.split())
    ]


def beginning(shelf: Shelf, start: str, on: date, limit: int = 50) -> list[PcsCode] | NotLoaded:
    """The codes that begin with these characters, in order."""
    store = _covering(shelf, Dataset.ICD10PCS, on)
    if store is None:
        return shelf.not_loaded(Dataset.ICD10PCS, on)
    asked = spelled(start)
    rows = store.rows(f"{_CODES} AND code >= ? AND code < ? ORDER BY code LIMIT ?", (asked, asked + "~", limit))
    return [_code(row, store.release) for row in rows]


def neighbours(shelf: Shelf, code: str, on: date) -> tuple[PcsCode | None, PcsCode | None]:
    """The codes before and after in the list of that day; None where there is none, or nothing is loaded."""
    store = _covering(shelf, Dataset.ICD10PCS, on)
    if store is None:
        return None, None
    before, after = (
        store.rows(f"{_CODES} AND code {side} ? ORDER BY code {way} LIMIT 1", (spelled(code),))
        for side, way in (("<", "DESC"), (">", "ASC"))
    )
    release = store.release
    return (_code(before[0], release) if before else None), (_code(after[0], release) if after else None)


def spelled(code: str) -> str:
    """A code as the set spells it: upper case, no spaces; there is no dot, and neither letter O nor I."""
    return "".join(code.split()).upper().replace("O", "0").replace("I", "1")


def _code(row: tuple[str, int, str, str], release: Release) -> PcsCode:
    code, billable, short, long = row
    return PcsCode(code, bool(billable), short, long, release)


def _path(store: Store, number: int | None) -> tuple[str, ...]:
    path: list[str] = []
    while number is not None:
        ((title, number),) = store.rows("SELECT title, parent FROM term WHERE id = ?", (number,))
        path = [title, *path] if title else path
    return tuple(path)


def _allowing(store: Store, characters: str) -> list[int]:
    """The rows of the table that allow every character after the third."""
    begins, rest = characters[:_TABLE], characters[_TABLE:CODE_LENGTH]
    rows = [
        number for (number,) in store.rows("SELECT DISTINCT row FROM value WHERE begins = ? AND row > 0", (begins,))
    ]
    for position, character in enumerate(rest, start=_TABLE + 1):
        allowing = store.rows(
            "SELECT row FROM value WHERE begins = ? AND position = ? AND character = ?", (begins, position, character)
        )
        rows = [number for number in rows if (number,) in allowing]
    return rows


def _marks(rows: list[int]) -> str:
    return ", ".join("?" * len(rows))


def _covering(shelf: Shelf, dataset: Dataset, on: date) -> Store | None:
    return next(iter(shelf.covering(dataset, on)), None)
