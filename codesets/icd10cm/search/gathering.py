"""Gathers what a release is searched by: its tabular list, and the index of the same or a neighbouring edition."""

from collections.abc import Iterator
from datetime import timedelta

from codesets.icd10cm.nodes import Tabular
from codesets.icd10cm.search.index_phrases import of_index, of_neoplasms
from codesets.icd10cm.search.phrases import Kind, Phrase, Places
from codesets.icd10cm.tabular import Level, Node
from codesets.stores.shelf import Shelf
from codesets.stores.store import Store
from codesets.values import Dataset, NoteKind, Release

NEIGHBOUR = timedelta(days=366)
"""How far apart the first days of an index and of a list may be. The words for a disease change little in a year, and
a code that the list does not hold is not taken from the index."""

INDEXES = (Dataset.ICD10CM_INDEX, Dataset.ICD10CM_NEOPLASMS, Dataset.ICD10CM_EXTERNAL_CAUSES)


def indexes_for(shelf: Shelf, release: Release) -> list[Store]:
    """Of the index, the table of neoplasms and the external cause index each the edition nearest to the release."""
    found = []
    for dataset in INDEXES:
        stores = [store for store in shelf.stores(dataset) if _apart(store, release) <= NEIGHBOUR]
        found += sorted(stores, key=lambda store: _apart(store, release))[:1]
    return found


def index_phrases(shelf: Shelf, release: Release, places: Places) -> Iterator[Phrase]:
    """The phrases of every index that may serve the release; none where none is loaded."""
    for store in indexes_for(shelf, release):
        if store.release.dataset is Dataset.ICD10CM_NEOPLASMS:
            yield from of_neoplasms(store, places)
        else:
            main = store.release.dataset is Dataset.ICD10CM_INDEX
            yield from of_index(store, places, Kind.INDEX if main else Kind.EXTERNAL_CAUSE)


def nodes_of(tabular: Tabular) -> list[Node]:
    """The nodes of a store as the reader made them; a node's id is its place in the list."""
    notes: dict[int, list[tuple[NoteKind, str]]] = {}
    for owner, kind, text in tabular.store.rows("SELECT owner, kind, text FROM note ORDER BY owner, place"):
        notes.setdefault(owner, []).append((NoteKind(kind), text))
    rows = tabular.store.rows("SELECT id, level, code, title, parent, billable, seventh FROM node ORDER BY id")
    return [
        Node(Level(level), code, title, parent, bool(billable), tuple(notes.get(number, ())), seventh=bool(seventh))
        for number, level, code, title, parent, billable, seventh in rows
    ]


def _apart(store: Store, release: Release) -> timedelta:
    return abs(store.release.first_day - release.first_day)
