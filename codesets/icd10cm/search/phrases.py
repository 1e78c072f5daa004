"""The phrases of the tabular list by which a code is found, and the code that each leads to.

Titles at all levels, inclusion terms, what a header includes, the synonyms in brackets, and what the notes elsewhere
call a code: "acute rheumatic endocarditis (I01.1)". A phrase of a header leads to the header's default leaf.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from codesets import words
from codesets.icd10cm.search.default_leaf import DefaultLeaves
from codesets.icd10cm.tabular import Level, Node
from codesets.shapes import ICD10CM_CATEGORY
from codesets.values import NoteKind


class Kind(IntEnum):
    """Where a phrase stands."""

    TITLE = 0
    INCLUSION = 1
    INCLUDES = 2
    BRACKET = 3
    NOTE = 4
    INDEX = 5
    NEOPLASM = 6
    EXTERNAL_CAUSE = 7


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase, its required and optional stems, and the position of the billable node that it leads to.

    `guessed`: the leaf is a guess among the codes below a header, none of which says "unspecified".
    `via` is the position of the node that the phrase belongs to: the leaf itself, or a header above it.
    """

    text: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    leads_to: int
    guessed: bool
    kind: Kind
    via: int


_PARENTHESES = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_BRACKETS = re.compile(r"\s*\[([^\[\]]{3,})\]")
_CODED = re.compile(rf"^(?P<text>.{{3,}}?),?\s*\((?P<code>{ICD10CM_CATEGORY}(?:\.[0-9A-Z]{{1,4}})?)\.?-?\)$")
_NON_ESSENTIAL = re.compile(
    r"(?:^|\s)(?:not elsewhere classified|not otherwise specified|nos|nec|unspecified|uncomplicated|mellitus|personal)"
    r"(?=\s|$)|(?:^|\s)without (?:loss of consciousness|(?:(?! of ).)*)|(?:^|\s)not (?:specified|intractable).*"
    r"|(?:^|\s)initial encounter.*"
)
_LEFT_OPEN = re.compile(r"\bunspecified\b|\bnot specified\b")
_OF_NODE = {NoteKind.INCLUSION_TERM: Kind.INCLUSION, NoteKind.INCLUDES: Kind.INCLUDES}
_OF_OTHERS = {NoteKind.EXCLUDES1, NoteKind.EXCLUDES2, NoteKind.CODE_FIRST, NoteKind.USE_ADDITIONAL, NoteKind.CODE_ALSO}


class Places:
    """Where each code of a tabular list stands, and what it leads to."""

    def __init__(self, nodes: list[Node]) -> None:
        """Keep the list."""
        self.nodes = nodes
        self.leaves = DefaultLeaves(nodes)
        self._at = {node.code: place for place, node in enumerate(nodes) if node.level is Level.CODE}

    def of(self, code: str) -> int | None:
        """The position of a code as an index or a note spells it ("I01.1", "M89.03-", "S72.0X"); None where unknown."""
        plain = code.rstrip("-").rstrip(".")
        place = self._at.get(plain)
        return self._at.get(plain.rstrip("X")) if place is None and plain.endswith("X") else place

    def phrase(self, text: str, place: int, kind: Kind, optional: str = "") -> Phrase | None:
        """The phrase of a node; None where no word of it says anything."""
        required, may = split(text)
        if not required:
            return None
        also = tuple(word for word in words.stems(optional) if word not in required and word not in may)
        leads_to, guessed = self.leaves.below(self._named(place, {*required, *may}))
        return Phrase(text, required, may + also, leads_to, guessed, kind, place)

    def _named(self, place: int, said: set[str]) -> int:
        """The one child that a phrase names beyond its header: "Ulcer, pressure, stage 4, sacral" stands at L89.15-."""
        above = set(words.stems(self.nodes[place].title))
        named = [child for child in self.leaves.children(place) if self._adds(child, above, said)]
        return named[0] if len(named) == 1 else place

    def _adds(self, child: int, above: set[str], said: set[str]) -> bool:
        added = set(words.stems(self.nodes[child].title)) - above
        return bool(added) and added <= said and not self.nodes[child].seventh


def phrases(places: Places) -> Iterator[Phrase]:
    """Every phrase of the tabular list. 7th-character codes have none of their own: the code above leads to them."""
    for position, node in enumerate(places.nodes):
        if node.level is Level.CODE and not node.seventh:
            yield from _of_code(places, position, node)
        yield from _about_others(places, node)


def _of_code(places: Places, position: int, node: Node) -> Iterator[Phrase]:
    texts = [(node.title, Kind.TITLE)]
    texts += [(text, _OF_NODE[kind]) for kind, text in node.notes if kind in _OF_NODE and not text.endswith(":")]
    for text, kind in texts:
        bracket = _BRACKETS.search(text)
        spoken = [(_BRACKETS.sub("", text), kind)] if bracket else [(text, kind)]
        spoken += [(bracket[1], Kind.BRACKET)] if bracket else []
        for said, source in spoken:
            if phrase := places.phrase(said, position, source):
                yield phrase


def _about_others(places: Places, node: Node) -> Iterator[Phrase]:
    """What the node's notes call codes that stand elsewhere."""
    for kind, text in node.notes:
        coded = _CODED.match(text) if kind in _OF_OTHERS else None
        place = places.of(coded["code"]) if coded else None
        phrase = places.phrase(coded["text"], place, Kind.NOTE) if coded and place is not None else None
        if phrase and len(phrase.required) > 1:
            yield phrase


def split(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Required and optional stems: what stands in parentheses, "unspecified", "without …" need not be asked for."""
    first, *others = _PARENTHESES.sub(" ", text.lower()).split(",")
    kept = [first, *(segment for segment in others if not _LEFT_OPEN.search(segment))]
    if re.search(r"\b(?:right|left)\b", text):  # whoever names a side need not say that it is one side
        kept = [segment.replace("unilateral", " ") for segment in kept]
    needed = words.stems(" ".join(_NON_ESSENTIAL.sub(" ", segment) for segment in kept))
    everything = words.stems(text)
    required = needed or everything
    return required, tuple(word for word in everything if word not in required)
