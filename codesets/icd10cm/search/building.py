"""Lays the phrases out as arrays: for each word the phrases that have it, for each phrase its words and its code.

"Entry" is the number of a phrase, "word" the number of a stem in the sorted vocabulary, "leaf" the id of a billable
node. Lists of lists are two arrays: `starts` (one longer than the list) and the numbers themselves.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from codesets import own_words, words
from codesets.icd10cm.search import neighbors, weights
from codesets.icd10cm.search.phrases import Kind, Phrase, split
from codesets.icd10cm.search.spelling import spellings
from codesets.icd10cm.tabular import Node
from codesets.stores.arrays import Array

_LONGEST_WORD = 40
OPEN = frozenset(words.stems("unspecified site type organism part side"))
"""Optional words that leave open what they are about; "unspecified shoulder" speaks of shoulders all the same."""
_OTHER = re.compile(r"\bother\b")
_ASKED_BY_NAME = frozenset("OPVWXY")
"""Obstetric, perinatal and external causes."""
_NAMES = frozenset({Kind.TITLE, Kind.INCLUSION, Kind.INCLUDES})
"""Phrases that are names by themselves, to be recognised in running text; others need a question."""
_KINDS = {Kind.TITLE: "title", Kind.BRACKET: "bracket", Kind.NOTE: "note", Kind.INDEX: "index"}


def build(nodes: Sequence[Node], phrases: Sequence[Phrase]) -> dict[str, Array]:
    """All arrays of a search."""
    counted = Counter(word for phrase in phrases for word in (*phrase.required, *phrase.optional))
    leaves = sorted({phrase.leads_to for phrase in phrases})
    context = {leaf: _context(nodes, leaf) for leaf in leaves}
    vocabulary = sorted({*counted, *(word for found in context.values() for word in found)})
    number = {word: place for place, word in enumerate(vocabulary)}
    weight = np.array([words.weight(counted[word]) for word in vocabulary], np.float32)
    required = _lists([[number[word] for word in phrase.required] for phrase in phrases])
    optional = _lists([[number[word] for word in phrase.optional] for phrase in phrases])
    contexts = _lists([[number[word] for word in context[leaf]] for leaf in leaves])
    texts = [phrase.text.encode() for phrase in phrases]
    return {
        "vocabulary": _strings(vocabulary),
        "weight": weight,
        **_named("with_required", _inverted(required, len(vocabulary))),
        **_named("with_optional", _inverted(optional, len(vocabulary))),
        "required_weight": _sums(weight, required),
        "leaf_at": np.searchsorted(leaves, [phrase.leads_to for phrase in phrases]).astype(np.int32),
        "leaves": np.array(leaves, np.int32),
        **_named("with_context", _inverted(contexts, len(vocabulary))),
        **neighbors.build(nodes, phrases, leaves, number),
        "optional_count": np.array(
            [len(OPEN.symmetric_difference(phrase.optional) - OPEN) for phrase in phrases], np.int32
        ),
        "sides": np.array([_sides(nodes[leaf].title) for leaf in leaves], np.uint8),
        "prior": (static(nodes, phrases) @ np.array(list(weights.STATIC.values()), np.float32)),
        "guessed": np.array([phrase.guessed for phrase in phrases], np.bool_),
        "texts": np.frombuffer(b"".join(texts), np.uint8),
        "text_starts": _starts([len(text) for text in texts]),
        **_keys(phrases),
        **spellings((*(phrase.text for phrase in phrases), *own_words.lay_terms(), *own_words.lay_terms().values())),
    }


def static(nodes: Sequence[Node], phrases: Sequence[Phrase]) -> NDArray[np.float32]:
    """The features of each phrase, in the order of `weights.STATIC`: (phrases, features), most of them 0 or 1."""
    rows = np.zeros((len(phrases), len(weights.STATIC)), np.float32)
    names = list(weights.STATIC)
    for row, phrase in zip(rows, phrases, strict=True):
        leaf = nodes[phrase.leads_to]
        title = leaf.title.lower()
        found = {
            "other": float(bool(_OTHER.search(title))),
            "unspecified": float("unspecified" in title),
            "guessed": float(phrase.guessed),
            "above": float(phrase.via != phrase.leads_to and not leaf.seventh),
            "asked_by_name": float(leaf.code[0] in _ASKED_BY_NAME),
            "late": (ord(leaf.code[0]) - ord("A")) / 25,
            "long": (len(leaf.code.replace(".", "")) - 3) / 4,
            "seventh": float(leaf.seventh),
        }
        if phrase.kind in _KINDS:
            found[_KINDS[phrase.kind]] = 1.0
        for name, value in found.items():
            row[names.index(name)] = value
    return rows


def hashed(key: str) -> int:
    """The number by which a phrase of just these words (`words.key`) is found."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "little")


def _keys(phrases: Sequence[Phrase]) -> dict[str, Array]:
    pairs = sorted(
        {
            (hashed(words.key(every)), entry)
            for entry, phrase in enumerate(phrases)
            if phrase.kind in _NAMES
            for every in (phrase.required, phrase.required + phrase.optional)
        }
    )
    return {
        "keys": np.array([key for key, _ in pairs], np.uint64),
        "key_entries": np.array([entry for _, entry in pairs], np.int32),
    }


def _context(nodes: Sequence[Node], leaf: int) -> tuple[str, ...]:
    """The words that the titles of a code and of all that stands above it need; "not specified as acute" needs none."""
    found: dict[str, None] = {}
    place: int | None = leaf
    while place is not None:
        found.update(dict.fromkeys(split(nodes[place].title)[0]))
        place = nodes[place].parent
    return tuple(found)


def _sides(title: str) -> int:
    """One bit each for right, left and both."""
    return sum(bit for bit, side in ((1, "right"), (2, "left"), (4, "bilateral")) if re.search(rf"\b{side}\b", title))


def _sums(weight: NDArray[np.float32], lists: tuple[NDArray[np.int64], NDArray[np.int32]]) -> NDArray[np.float32]:
    """The weights of each row's words together."""
    starts, numbers = lists
    rows = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    return np.bincount(rows, weight[numbers], minlength=len(starts) - 1).astype(np.float32)


def _lists(rows: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    return _starts([len(row) for row in rows]), np.array([one for row in rows for one in row], np.int32)


def _inverted(
    lists: tuple[NDArray[np.int64], NDArray[np.int32]], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """For each number up to `size` the rows that have it."""
    starts, numbers = lists
    rows = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
    order = np.argsort(numbers, kind="stable")
    return _starts(np.bincount(numbers, minlength=size).tolist()), rows[order]


def _starts(lengths: Sequence[int]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])


def _named(name: str, lists: tuple[NDArray[np.int64], NDArray[np.int32]]) -> dict[str, Array]:
    return {f"{name}_starts": lists[0], name: lists[1]}


def _strings(sorted_words: Sequence[str]) -> Array:
    return np.array([word.encode() for word in sorted_words], f"S{_LONGEST_WORD}")
