"""Finds codes for words: candidates from inverted lists, then one linear score (`weights`) over what is covered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from codesets import words
from codesets.icd10cm.search import neighbors, weights
from codesets.icd10cm.search.building import OPEN, hashed
from codesets.stores.arrays import Array

_CANDIDATES = 300
_MOST_WORDS = 24
"""A term is a few words; of a longer one the first are enough to find it."""
_SIDES = {"right": 1, "left": 2, "bilateral": 4}
_NOTHING = 1e-6
_SHARES = [list(weights.DYNAMIC).index(name) for name in ("covered", "context", "extra")]
_SCORED = np.array(list(weights.DYNAMIC.values()), np.float32)


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase that was found, its leaf (node id), and what `codesets.values.Hit` explains."""

    leaf: int
    score: float
    entry: int
    coverage: float
    contained: float
    understood: str = ""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The best phrases for a question, with the features of each in the order of `weights.DYNAMIC`."""

    entries: NDArray[np.int64]
    features: NDArray[np.float32]
    scores: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Question:
    asked: tuple[str, ...]
    known: tuple[int, ...]
    total: float
    sides: int


@dataclass(frozen=True, slots=True)
class _Touched:
    """Phrases with the shares that every one of them has."""

    entries: NDArray[np.int64]
    covered: NDArray[np.float32]
    lacking: NDArray[np.float32]
    extra: NDArray[np.float32]


class Engine:
    """Searches the arrays of one release (`building.build`). Threads may share it: it keeps nothing of a question."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        """Keep the arrays."""
        self.arrays = arrays
        self._size = len(arrays["prior"])
        self._open = {number for word in OPEN if (number := self.number(word)) is not None}

    def number(self, word: str) -> int | None:
        """The number of a stem in the vocabulary; None where no phrase has it."""
        return _place(self.arrays["vocabulary"], word)

    def text(self, entry: int) -> str:
        """The phrase as the list or the index writes it."""
        start, end = self.arrays["text_starts"][entry : entry + 2]
        return self.arrays["texts"][start:end].tobytes().decode()

    def search(self, variants: Sequence[tuple[tuple[str, ...], float, str]], limit: int) -> list[Found]:
        """The best phrase of each leaf, best first.

        Each variant is a question's stems, what it adds to a score, and the question as it was understood.
        """
        best: dict[int, Found] = {}
        for stems, bonus, understood in variants:
            candidates = self.candidates(stems[:_MOST_WORDS])
            for place, leaf in self._first_of_each_leaf(candidates, limit):
                score = float(candidates.scores[place]) + bonus
                if leaf not in best or score > best[leaf].score:
                    entry = int(candidates.entries[place])
                    covered, context, extra = candidates.features[place, _SHARES].tolist()
                    best[leaf] = Found(leaf, score, entry, min(covered + context, 1.0), 1.0 - extra, understood)
        return sorted(best.values(), key=lambda found: (-found.score, found.leaf))[:limit]

    def _first_of_each_leaf(self, candidates: Candidates, limit: int) -> list[tuple[int, int]]:
        """The place of the best phrase of each leaf, and the leaf; those of the `limit` best leaves."""
        order = np.argsort(-candidates.scores, kind="stable")
        leaves = self.arrays["leaves"][self.arrays["leaf_at"][candidates.entries[order]]]
        first = np.sort(np.unique(leaves, return_index=True)[1])[:limit]
        return list(zip(order[first].tolist(), leaves[first].tolist(), strict=True))

    def candidates(self, asked: tuple[str, ...]) -> Candidates:
        """The phrases that share words with the question, the best 300 by what is quickly known."""
        question = self._question(asked)
        if not question.known:
            return Candidates(np.empty(0, np.int64), np.empty((0, len(_SCORED)), np.float32), np.empty(0, np.float32))
        touched = self._touched(question)
        features = self._features(question, touched)
        return Candidates(touched.entries, features, features @ _SCORED + self.arrays["prior"][touched.entries])

    def _question(self, asked: tuple[str, ...]) -> _Question:
        known = tuple(number for word in asked if (number := self.number(word)) is not None)
        total = float(self.arrays["weight"][list(known)].sum()) + (len(asked) - len(known)) * words.weight(0)
        return _Question(asked, known, total, sum(_SIDES.get(word, 0) for word in asked))

    def _touched(self, question: _Question) -> _Touched:
        """The phrases with any word of the question, the best 300 by what is quickly known."""
        in_required = self._gathered("with_required", question.known)
        in_optional = self._gathered("with_optional", question.known)
        entries = np.flatnonzero((in_required + in_optional) > 0)
        needed = self.arrays["required_weight"][entries]
        covered = (in_required[entries] + in_optional[entries]) / question.total
        lacking = needed - in_required[entries]
        quick = (
            weights.DYNAMIC["covered"] * covered
            + weights.DYNAMIC["extra"] * lacking / needed
            + weights.DYNAMIC["extra_weight"] * np.minimum(lacking, 10) / 10
            + self.arrays["prior"][entries]
        )
        if len(entries) > _CANDIDATES:
            kept = np.argpartition(-quick, _CANDIDATES)[:_CANDIDATES]
            entries, covered, lacking, needed = entries[kept], covered[kept], lacking[kept], needed[kept]
        return _Touched(entries, covered.astype(np.float32), lacking, (lacking / needed).astype(np.float32))

    def exact(self, terms: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], Found]:
        """For each term that is a phrase, with or without its optional words and in any order, the likeliest one."""
        asked = list(terms)
        keys = self.arrays["keys"]
        wanted = np.array([hashed(words.key(term)) for term in asked], np.uint64)
        first, last = np.searchsorted(keys, wanted), np.searchsorted(keys, wanted, "right")
        found = {}
        for place in np.flatnonzero(first < last):
            entries = self.arrays["key_entries"][first[place] : last[place]]
            found[asked[place]] = self._likeliest(entries)
        return found

    def _likeliest(self, entries: Array) -> Found:
        scores = self.arrays["prior"][entries] - self.arrays["guessed"][entries]
        scores = scores - self.arrays["optional_count"][entries] / 2
        entry = int(entries[int(np.argmax(scores))])
        score = weights.DYNAMIC["covered"] + weights.DYNAMIC["exact"] + float(self.arrays["prior"][entry])
        return Found(int(self.arrays["leaves"][self.arrays["leaf_at"][entry]]), score, entry, 1.0, 1.0)

    def _gathered(self, name: str, known: Sequence[int]) -> NDArray[np.float32]:
        """For each entry the summed weight of the asked words that it has in these lists."""
        weight = self.arrays["weight"]
        found = np.zeros(self._size, np.float32)
        for word in known:
            found[_row(self.arrays, name, word)] += weight[word]  # an entry stands once in a word's list
        return found

    def _features(self, question: _Question, touched: _Touched) -> NDArray[np.float32]:
        entries, known = touched.entries, question.known
        leaf_at = self.arrays["leaf_at"][entries]
        has = np.zeros(len(entries), np.int32)
        optional = np.zeros(len(entries), np.int32)
        beside = np.zeros(len(entries), np.int32)
        in_context = np.zeros(len(entries), np.float32)
        in_near = np.zeros(len(entries), np.float32)
        subcategory_at = self.arrays["subcategory_at"][leaf_at]
        for word in known:
            required = _holds(_row(self.arrays, "with_required", word), entries)
            may = _holds(_row(self.arrays, "with_optional", word), entries)
            around = _holds(_row(self.arrays, "with_context", word), leaf_at)
            has += required | may
            optional += may & (word not in self._open)
            around &= ~(required | may)
            beside += around
            in_context += self.arrays["weight"][word] * around
            near = _holds(_row(self.arrays, "with_near", word), subcategory_at)
            in_near += self.arrays["weight"][word] * (near & ~(required | may | around))
        missing = len(question.asked) - has
        sides = self.arrays["sides"][leaf_at]
        exact = (missing == 0) & (touched.extra < _NOTHING) & (optional == 0)
        columns = {
            "covered": touched.covered,
            "missing": np.minimum(missing - beside, 4) / 4,
            "context": in_context / question.total,
            "near": in_near / question.total,
            "topic": neighbors.topics(self.arrays, known)[self.arrays["category_at"][leaf_at]],
            "extra": touched.extra,
            "extra_weight": np.minimum(touched.lacking, 10) / 10,
            "optional": np.minimum(self.arrays["optional_count"][entries] - optional, 3) / 3,
            "exact": exact,
            "side": (sides & question.sides) > 0,
            "wrong_side": (sides > 0) & ((sides & question.sides) == 0) if question.sides else np.zeros(len(entries)),
        }
        return np.stack([columns[name] for name in weights.DYNAMIC], 1).astype(np.float32)


def _holds(sorted_numbers: Array, wanted: Array) -> NDArray[np.bool_]:
    """Whether each wanted number stands in the sorted list."""
    if not len(sorted_numbers):
        return np.zeros(len(wanted), np.bool_)
    places = np.searchsorted(sorted_numbers, wanted)
    return np.asarray(sorted_numbers[np.minimum(places, len(sorted_numbers) - 1)] == wanted)


def _row(arrays: Mapping[str, Array], name: str, number: int) -> Array:
    start, end = arrays[f"{name}_starts"][number : number + 2]
    return arrays[name][start:end]


def _place(strings: Array, word: str) -> int | None:
    wanted = word.encode()
    place = int(np.searchsorted(strings, np.bytes_(wanted))) if wanted else len(strings)
    return place if place < len(strings) and strings[place] == wanted else None
