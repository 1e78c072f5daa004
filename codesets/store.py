"""The store: one SQLite file a release, made beside its place and swapped in whole, then only read.

A process that dies half way leaves a partial file that the next one removes; two processes at once wait for each
other, and the second finds the work done.
"""

import fcntl
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from codesets import words
from codesets.errors import IncompleteSourceError
from codesets.phrases import phrases
from codesets.releases import bundled, release_of
from codesets.tabular import Node, read
from codesets.values import Release

FORMAT = 3
"""Raised with every change of the schema or of the stemming, so that an older store is made anew."""

_SCHEMA = """
CREATE TABLE release (system TEXT, name TEXT, first_day TEXT, last_day TEXT, billable INTEGER, digest TEXT);
CREATE TABLE node (id INTEGER PRIMARY KEY, level INTEGER, code TEXT, title TEXT, parent INTEGER, billable INTEGER,
                   seventh INTEGER);
CREATE TABLE note (owner INTEGER, place INTEGER, kind TEXT, text TEXT, PRIMARY KEY (owner, place)) WITHOUT ROWID;
CREATE TABLE phrase (id INTEGER PRIMARY KEY, text TEXT, required TEXT, optional TEXT, leads_to INTEGER, prior REAL,
                     assumed INTEGER);
CREATE TABLE phrase_key (key TEXT, phrase INTEGER, PRIMARY KEY (key, phrase)) WITHOUT ROWID;
CREATE TABLE word (word TEXT PRIMARY KEY, phrases INTEGER) WITHOUT ROWID;
CREATE VIRTUAL TABLE phrase_words USING fts5(words, content='', tokenize='ascii');
"""
_INDEXES = """
CREATE UNIQUE INDEX node_code ON node (code, level);
CREATE INDEX node_parent ON node (parent);
INSERT INTO phrase_words (phrase_words) VALUES ('optimize');
"""

Report = Callable[[str], None]


def _silent(_sentence: str) -> None:
    """Nobody wants to know."""


def install(folder: Path, report: Report = _silent) -> Path:
    """Make sure that the store of the bundled ICD-10-CM release lies in the folder; returns its path.

    Takes some seconds the first time and some milliseconds afterwards; `report` gets a sentence for each step.
    Raises SourceMissingError, UnknownSourceError, IncompleteSourceError, and OSError where the folder is not writable.
    """
    source = bundled()
    return install_release(folder, source, release_of(source), report)


def install_release(folder: Path, source: Path, release: Release, report: Report = _silent) -> Path:
    """The same for a tabular XML of your own and the release that it is. The name of the store is its content's."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{release.system}-{release.first_day}-{release.digest[:12]}-v{FORMAT}.sqlite"
    if target.exists():
        return target
    with _alone(folder):
        if not target.exists():
            report(f"Reading {release.name}")
            nodes = read(source)
            _require_complete(nodes, release)
            report(f"Indexing {release.billable:,} codes")
            partial = folder / f"{target.name}.{os.getpid()}.partial"
            _write(partial, nodes, release)
            _swap_in(partial, target)
            report(f"{release.name} is ready")
    return target


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One writer a folder. The kernel frees the lock of a process that died, so what it left partial is nobody's."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in folder.glob("*.partial*"):
            left.unlink()
        yield


def _require_complete(nodes: list[Node], release: Release) -> None:
    billable = sum(node.billable for node in nodes)
    if billable != release.billable:
        raise IncompleteSourceError(
            f"{release.name} has {release.billable:,} billable codes, but the file yields {billable:,};"
            " nothing was installed. Install the package again"
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


def _write(path: Path, nodes: list[Node], release: Release) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = OFF")  # a partial file is thrown away, never repaired
        database.execute("PRAGMA synchronous = OFF")  # _swap_in syncs once, when all is written
        database.executescript(_SCHEMA)
        database.execute("BEGIN")
        database.execute(
            "INSERT INTO release VALUES (?, ?, ?, ?, ?, ?)",
            (
                release.system,
                release.name,
                release.first_day.isoformat(),
                release.last_day.isoformat(),
                release.billable,
                release.digest,
            ),
        )
        _write_nodes(database, nodes)
        _write_phrases(database, nodes)
        database.execute("COMMIT")
        database.executescript(_INDEXES)


def _write_nodes(database: sqlite3.Connection, nodes: list[Node]) -> None:
    database.executemany(
        "INSERT INTO node VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (position, node.level, node.code, node.title, node.parent, node.billable, node.seventh)
            for position, node in enumerate(nodes)
        ),
    )
    database.executemany(
        "INSERT INTO note VALUES (?, ?, ?, ?)",
        (
            (position, place, kind, text)
            for position, node in enumerate(nodes)
            for place, (kind, text) in enumerate(node.notes)
        ),
    )


def _write_phrases(database: sqlite3.Connection, nodes: list[Node]) -> None:
    holding: Counter[str] = Counter()
    for number, phrase in enumerate(phrases(nodes), start=1):
        every = phrase.required + phrase.optional
        holding.update(every)
        database.execute("INSERT INTO phrase_words (rowid, words) VALUES (?, ?)", (number, " ".join(every)))
        database.execute(
            "INSERT INTO phrase VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                phrase.text,
                " ".join(phrase.required),
                " ".join(phrase.optional),
                phrase.leads_to,
                phrase.prior,
                phrase.assumed,
            ),
        )
        keys = {words.key(phrase.required), words.key(every)}
        database.executemany("INSERT INTO phrase_key VALUES (?, ?)", [(key, number) for key in keys])
    database.executemany("INSERT INTO word VALUES (?, ?)", holding.items())
