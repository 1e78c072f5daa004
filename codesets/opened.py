"""An opened store: one read-only connection, whose pages all processes of the machine share."""

import sqlite3
import threading
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from codesets.errors import StoreUnusableError
from codesets.tabular import Level
from codesets.values import Choice, Note, NoteKind, Release, System

_MMAP_BYTES = 256 * 1024 * 1024
"""More than a store has: all of it is read through the page cache."""


@dataclass(frozen=True, slots=True)
class Row:
    """A node as the store holds it; `parent` is the id of the node above, None for a chapter."""

    id: int
    code: str
    title: str
    parent: int | None
    billable: bool
    seventh: bool

    @property
    def choice(self) -> Choice:
        """The code with its title."""
        return Choice(self.code, self.title)


class Store:
    """The store of one release. Threads may share it; a process that forks opens its own afterwards."""

    def __init__(self, path: Path) -> None:
        """Open the file; raises StoreUnusableError where it is not a store."""
        self._lock = threading.Lock()
        try:
            # immutable: nobody writes a store in place, so SQLite needs neither locks nor a look for a journal
            self._database = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            self.close = weakref.finalize(self, self._database.close)
            self._database.execute(f"PRAGMA mmap_size = {_MMAP_BYTES}")
            self.release = self._read_release()
        except (sqlite3.Error, IndexError, ValueError) as error:
            raise StoreUnusableError(f"{path.name} cannot be read ({error}); delete it, and it is made anew") from None
        self.phrases_with: dict[str, int] = dict(self.rows("SELECT word, phrases FROM word"))

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self._lock:
            return self._database.execute(query, values).fetchall()

    def node(self, code: str) -> Row | None:
        """The code (not the block) with that spelling."""
        return next(iter(self._nodes("code = ? AND level = ?", (code, Level.CODE))), None)

    def below(self, node: Row) -> tuple[Row, ...]:
        """The codes one level below, in the order of the list."""
        return tuple(self._nodes("parent = ?", (node.id,)))

    def line(self, node: Row) -> list[Row]:
        """The node and all that stands above it, nearest first: codes, block, chapter."""
        found = [node]
        while (parent := found[-1].parent) is not None:
            found += self._nodes("id = ?", (parent,))
        return found

    def notes(self, node: Row) -> list[Note]:
        """The notes that stand at the node itself."""
        rows = self.rows("SELECT kind, text FROM note WHERE owner = ? ORDER BY place", (node.id,))
        return [Note(NoteKind(kind), text, node.code) for kind, text in rows]

    def _nodes(self, condition: str, values: Sequence[Any]) -> list[Row]:
        rows = self.rows(
            f"SELECT id, code, title, parent, billable, seventh FROM node WHERE {condition} ORDER BY id",  # noqa: S608 - conditions are written in this file alone
            values,
        )
        return [
            Row(number, code, title, parent, bool(billable), bool(seventh))
            for number, code, title, parent, billable, seventh in rows
        ]

    def _read_release(self) -> Release:
        system, name, first_day, last_day, billable, digest = self.rows("SELECT * FROM release")[0]
        return Release(
            System(system), name, date.fromisoformat(first_day), date.fromisoformat(last_day), billable, digest
        )
