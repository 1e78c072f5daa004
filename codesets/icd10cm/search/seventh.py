"""The 7th character that a term names: "subsequent encounter", "sequela", "delayed healing"."""

from codesets import words
from codesets.icd10cm.nodes import Row, Tabular


def said(tabular: Tabular, leaf: Row, term: str) -> Row:
    """The sibling whose meaning of the 7th character the term says most of; the leaf itself where it says nothing."""
    if not leaf.seventh or leaf.parent is None:
        return leaf
    asked = frozenset(words.stems(term))
    above = tabular.at(leaf.parent)
    said_of = {row: _said(row, above, asked) for row in (leaf, *tabular.below(above))}
    best = max(said_of, key=lambda row: said_of[row])
    return best if said_of[best][0] > said_of[leaf][0] else leaf


def _said(row: Row, above: Row, asked: frozenset[str]) -> tuple[int, int]:
    """How many words of the meaning are asked for, and then how few are not."""
    meaning = frozenset(words.stems(row.title.removeprefix(above.title)))
    return len(meaning & asked), -len(meaning - asked)
