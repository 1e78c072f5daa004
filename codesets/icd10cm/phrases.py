"""The phrases by which a code is found: titles at all levels, inclusion terms, and what a header or block includes.

A phrase of a header leads to the header's default code, the one for a condition not described any further.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from codesets import words
from codesets.icd10cm.tabular import Level, Node
from codesets.values import NoteKind

_PARENTHESES = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NON_ESSENTIAL = re.compile(
    r"(?:^|\s)(?:not elsewhere classified|not otherwise specified|nos|nec|unspecified|uncomplicated|mellitus|personal)"
    r"(?=\s|$)|(?:^|\s)without (?:loss of consciousness|(?:(?! of ).)*)|(?:^|\s)not (?:specified|intractable).*"
    r"|(?:^|\s)initial encounter.*"
)
_LEFT_OPEN = re.compile(r"\bunspecified\b|\bnot specified\b")
_SAYS_NO_MORE = re.compile(r"\bunspecified\b|\bnos\b|\bwithout\b|\bnot intractable\b|\buncomplicated\b")
_SAYS_MORE = re.compile(
    r"\bother\b|\bwith\b|\b(?<!not )intractable\b|\bright\b|\bleft\b|\bbilateral\b|\bmultiple\b|\bmale\b"
)
_SEVENTH_FIRST = ("A", "0")
"""Initial encounter (closed, for a fracture); stage or fetus unspecified."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase, its required and optional stems, and the node it leads to.

    `prior` is what speaks for the code before any question is asked; `assumed` that the code was a guess among the
    codes below a header, none of which says "unspecified".
    """

    text: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    leads_to: int
    prior: float
    assumed: bool


def phrases(nodes: list[Node]) -> Iterator[Phrase]:
    """Every phrase of the tabular list. 7th-character codes have none of their own: the code above leads to them."""
    below: list[list[int]] = [[] for _ in nodes]
    for position, node in enumerate(nodes):
        if node.parent is not None:
            below[node.parent].append(position)
    for position, node in enumerate(nodes):
        if node.level is not Level.CODE or node.seventh:
            continue
        target, assumed = _default_below(position, nodes, below)
        texts = [(node.title, 1.0)]
        texts += [
            (text, 0.0)
            for kind, text in node.notes
            if kind in {NoteKind.INCLUSION_TERM, NoteKind.INCLUDES} and not text.endswith(":")
        ]
        for text, bonus in texts:
            required, optional = _split(text)
            if required:
                prior = bonus + _prior(nodes[target])
                yield Phrase(text, required, optional, target, prior, assumed)


def _split(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Required and optional stems: what stands in parentheses, "unspecified", "without …" need not be asked for."""
    first, *others = _PARENTHESES.sub(" ", text.lower()).split(",")
    kept = [first, *(segment for segment in others if not _LEFT_OPEN.search(segment))]
    if re.search(r"\b(?:right|left)\b", text):  # whoever names a side need not say that it is one side
        kept = [segment.replace("unilateral", " ") for segment in kept]
    needed = words.stems(" ".join(_NON_ESSENTIAL.sub(" ", segment) for segment in kept))
    everything = words.stems(text)
    required = needed or everything
    return required, tuple(word for word in everything if word not in required)


def _default_below(position: int, nodes: list[Node], below: list[list[int]]) -> tuple[int, bool]:
    """The billable code that a node stands for when nothing more is said, and whether that was a guess."""
    assumed = False
    while below[position]:
        children = below[position]
        scored = [(_default_score(nodes[child], nodes[position]), -place) for place, child in enumerate(children)]
        best = max(scored)
        assumed = assumed or (len(children) > 1 and best[0] <= 0)
        position = children[-best[1]]
    return position, assumed


def _default_score(child: Node, parent: Node) -> float:
    """How much a child reads like its parent with nothing added; above 0 it says so itself."""
    if child.seventh:
        return 1.0 if child.code[-1] in _SEVENTH_FIRST else 0.0
    mine, above = child.title.lower(), parent.title.lower()
    added = set(words.stems(mine)) - set(words.stems(above))
    if not added:
        return 5.0
    score = 3.0 if len(_SAYS_NO_MORE.findall(mine)) > len(_SAYS_NO_MORE.findall(above)) else 0.0
    score -= 2.0 * len(set(_SAYS_MORE.findall(mine)) - set(_SAYS_MORE.findall(above)))
    if added == {"female"}:  # the breast: the Alphabetic Index takes the female one unless "male" is said
        score += 1.0
    return score + (0.5 if child.code.endswith("9") and score > 0 else 0.0)


def _prior(node: Node) -> float:
    """What speaks for a code before anything is asked: plain conditions before rare and residual ones."""
    score = 0.0
    title = node.title.lower()
    if node.code[0] in "OPVWXY":  # obstetric, perinatal and external causes are asked for by name
        score -= 1.5
    if re.search(r"\bother\b", title):
        score -= 1.5
    if "unspecified" in title:
        score += 0.4
    return score
