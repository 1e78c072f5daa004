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
from datetime import date
from pathlib import Path

from codesets.errors import BrokenSourceError, IncompleteSourceError
from codesets.values import Release

FORMAT = 6
"""Raised with every change of a schema or of the stemming, so that an older store is made anew."""

_RELEASE = """
CREATE TABLE release (dataset TEXT, name TEXT, first_day TEXT, last_day TEXT, rows INTEGER, digest TEXT, part TEXT);
"""

Report = Callable[[str], None]


def silent(_sentence: str) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What fills a store: its tables, who writes the rows and says how many, and what is made when all are there.

    Fewer rows than `at_least` are half a file.
    """

    schema: str
    write: Callable[[sqlite3.Connection], int]
    indexes: str = ""
    at_least: int = 1


def install(folder: Path, release: Release, contents: Contents, report: Report = silent) -> Path:
    """Make sure that the store of the release lies in the folder; returns its path. The name is its content's.

    Nothing happens where it lies there already. `release.rows` is the count that the file must yield, or 0 where
    only the file says. `report` gets a sentence for each step. Raises IncompleteSourceError where another number of
    rows came, whatever the writer raises, and OSError where the folder is not writable; the folder is then as it was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = path_of(folder, release)
    if target.exists():
        return target
    with alone(folder):
        if not target.exists():
            report(f"Reading {release.name}")
            partial = folder / f"{target.name}.{os.getpid()}.partial"
            try:
                _write(partial, release, contents)
            except BaseException:
                partial.unlink(missing_ok=True)
                raise
            _swap_in(partial, target)
            report(f"{release.name} is ready")
    return target


def path_of(folder: Path, release: Release) -> Path:
    """Where the store of the release lies, or would lie."""
    return folder / f"{release.dataset}-{release.first_day}-{release.digest[:12]}-v{FORMAT}.sqlite"


def outdated(folder: Path) -> list[str]:
    """The names of stores that another version made, which this one does not read: their files are imported again."""
    current = f"-v{FORMAT}.sqlite"
    return sorted(path.name for path in folder.glob("*-v*.sqlite") if not path.name.endswith(current))


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One writer a folder. The kernel frees the lock of a process that died, so what it left partial is nobody's."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in folder.glob("*.partial*"):
            left.unlink()
        yield


def _write(path: Path, release: Release, contents: Contents) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = OFF")  # a partial file is thrown away, never repaired
        database.execute("PRAGMA synchronous = OFF")  # _swap_in syncs once, when all is written
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
        values = [
            value.isoformat() if isinstance(value, date) else value for value in astuple(replace(release, rows=rows))
        ]
        database.execute("INSERT INTO release VALUES (?, ?, ?, ?, ?, ?, ?)", values)
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
