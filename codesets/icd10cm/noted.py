"""The notes that bind a code, its own and those above it, in one question to the store: a claim asks for many."""

from collections.abc import Sequence

from codesets.icd10cm.tabular import Level
from codesets.stores.store import Store
from codesets.values import Note, NoteKind

_SELECT = """
WITH RECURSIVE line (id, code, parent, distance) AS (
    SELECT id, code, parent, 0 FROM node WHERE code = ? AND level = ?
    UNION ALL
    SELECT node.id, node.code, node.parent, distance + 1 FROM node JOIN line ON node.id = line.parent
)
SELECT kind, text, code FROM line JOIN note ON owner = id ORDER BY distance, place
"""


def notes_over(store: Store, code: str, kinds: Sequence[NoteKind]) -> tuple[Note, ...]:
    """The notes of these kinds at the code, spelled as the list spells it, and at all above it, nearest first."""
    wanted = frozenset(kinds)
    rows = store.rows(_SELECT, (code, Level.CODE))
    return tuple(Note(NoteKind(kind), text, at) for kind, text, at in rows if kind in wanted)
