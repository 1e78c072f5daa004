"""Fits the weights of the search on phrases of our own making, with the sign of each weight fixed beforehand.

    python -m bench.fit_search FOLDER

FOLDER holds the stores of ICD-10-CM and of the Alphabetic Index (`caseconsultant codes import`). The questions are
phrases of the index, asked of the tabular list alone, and phrases of both with their own entry taken away: what is
left to find a code by is what a synonym has. Prints the two tables of `codesets/icd10cm/search/weights.py`.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from codesets import Dataset, open_shelf
from codesets.icd10cm.nodes import Tabular
from codesets.icd10cm.search import weights
from codesets.icd10cm.search.building import build, static
from codesets.icd10cm.search.engine import Engine
from codesets.icd10cm.search.gathering import index_phrases, nodes_of
from codesets.icd10cm.search.phrases import Phrase, Places, phrases

_QUESTIONS = 4_000
_ROUNDS = 4
_STEPS = 300
_RATE = 0.05
_LEAVES = 40
"""Codes that a question is fitted against, the best ones."""

Example = tuple[NDArray[np.float32], NDArray[np.int64], int]
"""Features (phrases, weights), the place of the leaf of each phrase, and the place of the right leaf."""


def main(folder: Path) -> None:
    """Fit and print."""
    with open_shelf(folder) as shelf:
        tabular = Tabular(shelf.covering(Dataset.ICD10CM, date(2026, 5, 15))[0])
        nodes = nodes_of(tabular)
        places = Places(nodes)
        listed = list(phrases(places))
        indexed = list(index_phrases(shelf, tabular.release, places))
    drawn = random.Random(11)
    examples: list[Example] = []
    both = listed + indexed
    for held, asked, alone in (
        (listed, indexed, True),
        (listed, listed, True),
        (both, indexed, True),
        (both, listed, True),
        (both, both, False),
    ):
        engine = Engine(build(nodes, held))
        features = static(nodes, held)
        plain = [one for one in asked if nodes[one.leads_to].code[0] not in "VWXY" and not one.guessed]
        for phrase in drawn.sample(plain, _QUESTIONS):
            examples += _example(engine, features, held if alone else (), phrase)
    _print(_fitted(examples))


def _example(engine: Engine, features: NDArray[np.float32], held: Sequence[Phrase], asked: Phrase) -> Iterator[Example]:
    """The question's candidates without those of `held` that say the same; none where the code is not among them."""
    found = engine.candidates(asked.required)
    other = np.array(
        [not held or set(held[entry].required) != set(asked.required) for entry in found.entries.tolist()], np.bool_
    )
    if not other.any():
        return
    leaves = engine.arrays["leaves"][engine.arrays["leaf_at"][found.entries[other]]]
    names, places = np.unique(leaves, return_inverse=True)
    right = np.flatnonzero(names == asked.leads_to)
    if len(right):
        rows = np.concatenate([found.features[other], features[found.entries[other]]], 1)
        yield rows, places, int(right[0])


def _fitted(examples: Sequence[Example]) -> NDArray[np.float64]:
    start = np.array([*weights.DYNAMIC.values(), *weights.STATIC.values()], np.float64)
    signs = np.sign(start)
    fitted, mean, square = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for _ in range(_ROUNDS):
        chosen, right, padding = _chosen(examples, fitted)
        for step in range(1, _STEPS + 1):
            scores = np.where(padding, -1e9, chosen @ fitted)
            likely = np.exp(scores - scores.max(1, keepdims=True))
            likely /= likely.sum(1, keepdims=True)
            likely[np.arange(len(right)), right] -= 1.0
            gradient = np.einsum("qc,qcf->f", likely, chosen) / len(right) + 1e-4 * (fitted - start)
            mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
            moved = fitted - _RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
            fitted = np.where(moved * signs < 0, 0.0, moved)
        mean, square = np.zeros_like(start), np.zeros_like(start)
    return fitted


def _chosen(
    examples: Sequence[Example], fitted: NDArray[np.float64]
) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.bool_]]:
    """For each question the features of the best phrase of each of its best leaves, and which of them is right."""
    chosen = np.zeros((len(examples), _LEAVES, len(fitted)), np.float32)
    right = np.zeros(len(examples), np.int64)
    padding = np.ones((len(examples), _LEAVES), np.bool_)
    hits = 0
    for number, (rows, places, answer) in enumerate(examples):
        scores = rows @ fitted
        order = np.argsort(-scores, kind="stable")
        _, first = np.unique(places[order], return_index=True)
        best = order[np.sort(first)]
        hits += int(places[best[0]] == answer)
        mine = best[places[best] == answer]
        kept = np.concatenate([mine, best[places[best] != answer][: _LEAVES - 1]])
        chosen[number, : len(kept)] = rows[kept]
        padding[number, : len(kept)] = False
    print(f"top-1 {hits / len(examples):.4f} of {len(examples):,}")
    return chosen, right, padding


def _print(fitted: NDArray[np.float64]) -> None:
    for name, value in zip(
        (*weights.DYNAMIC, "--", *weights.STATIC), np.insert(fitted, len(weights.DYNAMIC), 0), strict=True
    ):
        print(f'    "{name}": {value:.2f},')


if __name__ == "__main__":
    main(Path(sys.argv[1]))
