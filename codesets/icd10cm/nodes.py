"""The nodes of an opened ICD-10-CM store: chapters, blocks and codes, with what stands above, below and at them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from codesets.icd10cm.tabular import Level
from codesets.stores.store import Store
from codesets.values import Choice, Note, NoteKind, Release


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


class Tabular:
    """The tabular list of one release."""

    def __init__(self, store: Store) -> None:
        """Keep the store."""
        self.store = store

    @property
    def release(self) -> Release:
        """The release that the store holds."""
        return self.store.release

    def node(self, code: str) -> Row | None:
        """The code (not the block) with that spelling."""
        return next(iter(self._nodes("code = ? AND level = ?", (code, Level.CODE))), None)

    def at(self, number: int) -> Row:
        """The node with that id."""
        return self._nodes("id = ?", (number,))[0]

    def below(self, node: Row) -> tuple[Row, ...]:
        """The codes one level below, in the order of the list."""
        return tuple(self._nodes("parent = ?", (node.id,)))

    def beginning(self, start: str, limit: int) -> tuple[Row, ...]:
        """The billable codes that begin with these characters, in the order of the list."""
        return tuple(self._nodes("code >= ? AND code < ? AND billable", (start, start + "~")))[:limit]

    def line(self, node: Row) -> list[Row]:
        """The node and all that stands above it, nearest first: codes, block, chapter."""
        found = [node]
        while (parent := found[-1].parent) is not None:
            found += self._nodes("id = ?", (parent,))
        return found

    def notes(self, node: Row) -> list[Note]:
        """The notes that stand at the node itself."""
        rows = self.store.rows("SELECT kind, text FROM note WHERE owner = ? ORDER BY place", (node.id,))
        return [Note(NoteKind(kind), text, node.code) for kind, text in rows]

    def _nodes(self, condition: str, values: Sequence[Any]) -> list[Row]:
        rows = self.store.rows(
            f"SELECT id, code, title, parent, billable, seventh FROM node WHERE {condition} ORDER BY id",  # noqa: S608 - conditions are written in this file alone
            values,
        )
        return [
            Row(number, code, title, parent, bool(billable), bool(seventh))
            for number, code, title, parent, billable, seventh in rows
        ]
