"""The stores: one SQLite file a release, made beside its place and swapped in whole, then only read.

A process that dies half way leaves a partial file that the next one removes; two processes at once wait for each
other, and the second finds the work done.
"""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from codesets.errors import BrokenSourceError, IncompleteSourceError
from codesets.stores.twins import newest, of_part, same_rows
from codesets.values import Release

FORMAT = 6
"""Raised with every change of a schema or of the stemming, so that an older store is made anew."""

_RELEASE = """
CREATE TABLE release (dataset TEXT, name TEXT, first_day TEXT, last_day TEXT, rows INTEGER, digest TEXT, part TEXT,
                      imported TEXT);
"""
_TICK = timedelta(microseconds=1)

Report = Callable[[str], None]
Lacking = Callable[[sqlite3.Connection, Release], str]
"""What a table does not have that every whole file of the release has, in words; empty where nothing is missing."""


def silent(_sentence: str) -> None:
    """Nobody wants to know."""


def nothing(_database: sqlite3.Connection, _release: Release) -> str:
    """There is no mark by which a whole file is known."""
    return ""


@dataclass(frozen=True, slots=True)
class Contents:
    """What fills a store: its tables, who writes the rows and says how many, and what is made when all are there.

    Fewer rows than `at_least` are half a file, and so is one of which `lacks` says something.
    """

    schema: str
    write: Callable[[sqlite3.Connection], int]
    indexes: str = ""
    at_least: int = 1
    lacks: Lacking = nothing


def install(folder: Path, release: Release, contents: Contents, report: Report = silent) -> Path:
    """Make sure that the store of the release lies in the folder; returns its path. The name is its content's.

    Nothing happens where it lies there already, or one that was made of another file and has the same rows: its path
    is then returned. `release.rows` is the count that the file must yield, or 0 where only the file says. `report`
    gets a sentence for each step. Raises IncompleteSourceError where another number of rows came, whatever the writer
    raises, and OSError where the folder is not writable; the folder is then as it was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = path_of(folder, release)
    if target.exists():
        return target
    with alone(folder):
        if not target.exists():
            report(f"Reading {release.name}")
            before = of_part(release.part, folder.glob(f"{release.dataset}-{release.first_day}-*-v{FORMAT}.sqlite"))
            partial = folder / f"{target.name}.{os.getpid()}.partial"
            try:
                _write(partial, release, contents, max(datetime.now(UTC), newest(before) + _TICK))
                for twin in before:
                    if same_rows(partial, twin):
                        report(f"{release.name} is loaded already: another file with the same rows was imported before")
                        return twin
                _swap_in(partial, target)
            finally:
                partial.unlink(missing_ok=True)
            _tidy(folder, target, release)
            report(f"{release.name} is ready" + ("; it goes before what was loaded for these days" if before else ""))
    return target


def path_of(folder: Path, release: Release) -> Path:
    """Where the store of the release lies, or would lie."""
    return folder / f"{release.dataset}-{release.first_day}-{release.digest[:12]}-v{FORMAT}.sqlite"


def outdated(folder: Path) -> str:
    """A sentence that names the stores which another version made, and this one does not read; empty without any."""
    current = f"-v{FORMAT}.sqlite"
    names = sorted(path.name for path in folder.glob("*-v*.sqlite") if not path.name.endswith(current))
    if not names:
        return ""
    return (
        f"Made by another version of CaseConsultant, and not read: {', '.join(names)} in {folder}."
        " `caseconsultant codes update` loads anew what it can fetch; import the other files again, and delete these."
    )


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One writer a folder. The kernel frees the lock of a process that died, so what it left partial is nobody's."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in folder.glob("*.partial*"):
            left.unlink()
        yield


def _tidy(folder: Path, target: Path, release: Release) -> None:
    """The same file as an older version kept it is of no use any more."""
    stem = path_of(folder, release).name.removesuffix(f"-v{FORMAT}.sqlite")
    for older in folder.glob(f"{stem}-v*.sqlite"):
        if older != target:
            older.unlink(missing_ok=True)  # who has it open keeps it


def _write(path: Path, release: Release, contents: Contents, imported: datetime) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = OFF")  # a partial file is thrown away, never repaired
        database.execute("PRAGMA synchronous = OFF")  # _swap_in syncs once, when all is written
        database.execute(f"PRAGMA user_version = {FORMAT}")
        database.executescript(_RELEASE + contents.schema)
        database.execute("BEGIN")
        try:
            rows = contents.write(database)
        except sqlite3.IntegrityError as error:
            raise _twice(release, error) from None
        if rows != (release.rows or rows) or rows < contents.at_least:
            wanted = f"{release.rows:,}" if release.rows else f"{contents.at_least:,} or more"
            raise IncompleteSourceError(
                f"{release.name} has {wanted} rows, but the file yields {rows:,}; nothing was installed."
                " Get the file again"
            )
        if lacking := contents.lacks(database, release):
            raise IncompleteSourceError(
                f"{release.name} {lacking}: the file is cut off, and nothing was installed. Get the file again"
            )
        values = [
            value.isoformat() if isinstance(value, date) else value
            for value in (*astuple(replace(release, rows=rows)), imported)
        ]
        database.execute("INSERT INTO release VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
        database.execute("COMMIT")
        try:
            database.executescript(contents.indexes)
        except sqlite3.IntegrityError as error:
            raise _twice(release, error) from None


def _twice(release: Release, error: sqlite3.IntegrityError) -> BrokenSourceError:
    return BrokenSourceError(
        f"{release.name}: the file has a row twice ({error}); nothing was installed."
        " Get the file again, as it is published"
    )


def _swap_in(partial: Path, target: Path) -> None:
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    partial.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
