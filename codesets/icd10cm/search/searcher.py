"""The search of one release: its arrays, made once from the stores that it is found by, and what is asked of them."""

import hashlib
import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from codesets.errors import StoreUnusableError
from codesets.icd10cm.nodes import Tabular
from codesets.icd10cm.search import seventh
from codesets.icd10cm.search.building import build
from codesets.icd10cm.search.engine import Engine, Found
from codesets.icd10cm.search.gathering import index_phrases, indexes_for, nodes_of
from codesets.icd10cm.search.phrases import Places, phrases
from codesets.icd10cm.search.spelling import Spelling
from codesets.icd10cm.search.variants import variants
from codesets.shapes import ICD10CM_CATEGORY, normalise
from codesets.stores import arrays
from codesets.stores.installing import FORMAT, Report, alone, silent
from codesets.stores.shelf import Shelf
from codesets.values import Dataset, Hit

_CODE_BEGUN = re.compile(rf"{ICD10CM_CATEGORY}(?:\.[0-9A-Z]{{0,4}}|[0-9A-Z]{{1,4}})?", re.IGNORECASE)

_LAYOUT = 4
"""Of the arrays, and of the stems in them; raised whenever a file of an older version would be read wrongly."""
_LONGEST_TERM = 300
"""Characters of a question that are looked at: the longest title has 255."""


class Searcher:
    """Searches one release. Threads may share it; nothing is read before the first question."""

    def __init__(self, shelf: Shelf, tabular: Tabular) -> None:
        """Keep the shelf, whose indexes add their phrases, and the list."""
        self._shelf = shelf
        self._tabular = tabular

    def is_made(self) -> bool:
        """Whether the arrays lie in the folder, so that nobody waits for them."""
        return _arrays_of(self._shelf, self._tabular).exists()

    def open(self) -> None:
        """Map the arrays now: no question waits for it, and an import that removes their file later does no harm."""
        _ = self._engine

    def search(self, term: str, limit: int) -> list[Hit]:
        """At most `limit` billable codes for a term as people write it, best first, or for the beginning of a code."""
        term = term[:_LONGEST_TERM]
        listed = self._beginning(term, limit)
        return listed or self._hits(self._engine.search(variants(term, self._spelling), limit), term)

    def search_stems(self, stems: tuple[str, ...], limit: int) -> list[Hit]:
        """The same for stems (`codesets.words.stems`), which are taken as they are: nothing is mended or translated."""
        return self._hits(self._engine.search([(stems, 0.0, "")], limit), " ".join(stems))

    def exact(self, terms: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], Hit]:
        """For each term (stems) that is a phrase, with or without its optional words and in any order, its code."""
        found = self._engine.exact(terms)
        return dict(zip(found, self._hits(found.values(), ""), strict=True))

    def knows(self, word: str) -> bool:
        """Whether a word (small letters, four or more) stands in any phrase."""
        return self._spelling.knows(word)

    def _beginning(self, term: str, limit: int) -> list[Hit]:
        """The billable codes that begin with what was typed, where that is the beginning of a code."""
        if not _CODE_BEGUN.fullmatch(term.strip()):
            return []
        rows = self._tabular.beginning(normalise(term), limit)
        return [Hit(row.code, row.title, row.billable, 1.0, row.code, 1.0, 1.0, assumed=False) for row in rows]

    def _hits(self, found: Iterable[Found], term: str) -> list[Hit]:
        return [self._hit(one, term) for one in found]

    def _hit(self, found: Found, term: str) -> Hit:
        node = seventh.said(self._tabular, self._tabular.at(found.leaf), term)
        return Hit(
            code=node.code,
            title=node.title,
            billable=node.billable,
            score=round(found.score, 3),
            matched=self._engine.text(found.entry),
            coverage=found.coverage,
            contained=found.contained,
            assumed=bool(self._engine.arrays["guessed"][found.entry]),
            understood=found.understood,
        )

    @cached_property
    def _engine(self) -> Engine:
        made = prepare(self._shelf, self._tabular)
        try:
            return Engine(arrays.read(made))
        except StoreUnusableError:
            if made.exists():
                raise
            # an import of another process removed it between the two lines
            return Engine(arrays.read(prepare(self._shelf, self._tabular)))

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling(self._engine.arrays)


def prepare(shelf: Shelf, tabular: Tabular, report: Report = silent) -> Path:
    """Make sure that the arrays of a release lie beside its store; returns their file.

    Its name says which list and which indexes it was made from, so an import of another index makes another one.
    Nothing is removed: a catalogue that was opened before the import still asks for the old one. Takes ten seconds
    where it is to be made.
    """
    target = _arrays_of(shelf, tabular)
    if target.exists():
        return target
    with alone(target.parent):
        if not target.exists():
            report(f"Preparing the search of {tabular.release.name}")
            nodes = nodes_of(tabular)
            places = Places(nodes)
            arrays.write(target, build(nodes, [*phrases(places), *index_phrases(shelf, tabular.release, places)]))
    return target


def prepare_all(shelf: Shelf, report: Report = silent) -> list[Path]:
    """The arrays of every release of ICD-10-CM on the shelf; those that older indexes were part of are removed.

    For commands that import: a catalogue that only asks removes nothing, or two of them would make theirs in turns.
    """
    lists = [Tabular(store) for store in shelf.stores(Dataset.ICD10CM)]
    wanted = [prepare(shelf, tabular, report) for tabular in lists]
    for tabular, target in zip(lists, wanted, strict=True):
        for left in target.parent.glob(f"{_stem(tabular)}-*.arrays"):
            if left not in wanted:
                left.unlink(missing_ok=True)  # who has it open keeps it
    return wanted


def _arrays_of(shelf: Shelf, tabular: Tabular) -> Path:
    """Where the arrays of the release lie, or would lie."""
    indexes = indexes_for(shelf, tabular.release)
    sources = [tabular.release.digest, *(store.release.digest for store in indexes)]
    combined = hashlib.sha256(" ".join(sources).encode()).hexdigest()
    return tabular.store.path.parent / f"{_stem(tabular)}-{combined[:12]}-v{FORMAT}.{_LAYOUT}.arrays"


def _stem(tabular: Tabular) -> str:
    return f"search-{tabular.release.digest[:12]}"
