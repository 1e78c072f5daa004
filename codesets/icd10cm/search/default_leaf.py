"""The billable code that a header stands for when nothing more is said.

The Alphabetic Index names one for most conditions; without it, the titles tell: the default says "unspecified",
"without", "NOS", or adds nothing, and never what the header does not say ("other", "with", one side).
"""

import re

from codesets import words
from codesets.icd10cm.tabular import Node

_SAYS_NO_MORE = re.compile(r"\bunspecified\b|\bnos\b|\bwithout\b|\bnot intractable\b|\buncomplicated\b")
_SAYS_MORE = re.compile(
    r"\bother\b|\bwith\b|\b(?<!not )intractable\b|\bright\b|\bleft\b|\bbilateral\b|\bmultiple\b|\bmale\b"
)
_SEVENTH_FIRST = ("A", "0")
"""Initial encounter (closed, for a fracture); stage or fetus unspecified."""


class DefaultLeaves:
    """Finds default leaves in one tabular list; what was found is kept."""

    def __init__(self, nodes: list[Node]) -> None:
        """Sort the children of each node (positions in the list) below it."""
        self._nodes = nodes
        self._below: list[list[int]] = [[] for _ in nodes]
        for position, node in enumerate(nodes):
            if node.parent is not None:
                self._below[node.parent].append(position)
        self._steps: dict[int, tuple[int, bool]] = {}

    def children(self, position: int) -> list[int]:
        """The nodes right below a node."""
        return self._below[position]

    def below(self, position: int) -> tuple[int, bool]:
        """The default leaf of a node, itself where it is billable, and whether it is a guess: no child said so."""
        guessed = False
        while self._below[position]:
            if position not in self._steps:
                self._steps[position] = self._step(position)
            position, unsure = self._steps[position]
            guessed = guessed or unsure
        return position, guessed

    def _step(self, position: int) -> tuple[int, bool]:
        children = self._below[position]
        scored = [(_score(self._nodes[child], self._nodes[position]), -place) for place, child in enumerate(children)]
        best = max(scored)
        return children[-best[1]], len(children) > 1 and best[0] <= 0


def _score(child: Node, parent: Node) -> float:
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
