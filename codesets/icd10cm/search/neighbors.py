"""What the phrases beside a phrase are about: it backs off to them where no phrase has all the words of a question.

Two things are learned from the official phrases alone. "Near" are the words of every phrase of a subcategory: whoever
asks with a word of one inclusion term and a word of the next means that subcategory. The "topic" is how likely each
category is to be spoken of in the words of a question, by naive Bayes with a Dirichlet prior over all phrases (Zhai and
Lafferty, SIGIR 2001): a word that stands everywhere says nothing, one of a single category much.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from codesets.icd10cm.search.phrases import Phrase
from codesets.icd10cm.tabular import Node
from codesets.stores.arrays import Array

_CATEGORY = 3
_SUBCATEGORY = 5
"""Characters of a code, with its dot."""
_BELIEF = 40.0
"""How many words of the whole list each category is taken to have beside its own."""
_UNLIKELY = 8.0
"""Natural logarithm from which one category is no likelier than another."""

Pairs = Sequence[tuple[int, int]]
"""Numbers of words, each with the number of what has it; sorted."""


def build(
    nodes: Sequence[Node], phrases: Sequence[Phrase], leaves: Sequence[int], number: Mapping[str, int]
) -> dict[str, Array]:
    """The arrays of both; `leaves` are node ids, `number` the place of each word in the vocabulary."""
    subcategory_of, subcategories = _grouped(nodes, leaves, _SUBCATEGORY)
    category_of, categories = _grouped(nodes, leaves, _CATEGORY)
    near: set[tuple[int, int]] = set()
    counted: Counter[tuple[int, int]] = Counter()
    seen: set[tuple[int, tuple[str, ...]]] = set()
    for phrase in phrases:
        code = nodes[phrase.leads_to].code
        subcategory = subcategories[code[:_SUBCATEGORY]]
        near.update((number[word], subcategory) for word in (*phrase.required, *phrase.optional))
        said = phrase.leads_to, tuple(sorted(phrase.required))
        if said not in seen:
            seen.add(said)
            counted.update((number[word], categories[code[:_CATEGORY]]) for word in phrase.required)
    return {
        "subcategory_at": subcategory_of,
        **_by_word("with_near", sorted(near), len(number)),
        "category_at": category_of,
        **_by_word("with_topic", sorted(counted), len(number)),
        **_evidence(counted, len(categories)),
    }


def topics(arrays: Mapping[str, Array], known: Sequence[int]) -> NDArray[np.float32]:
    """How likely each category is asked for in these words: 0 the likeliest, -1 one that nothing speaks for."""
    found = len(known) * arrays["topic_against"]
    for word in known:
        start, end = arrays["with_topic_starts"][word : word + 2]
        found[arrays["with_topic"][start:end]] += arrays["topic_for"][start:end]
    return np.asarray(np.maximum(found - found.max(), -_UNLIKELY) / _UNLIKELY, np.float32)


def _evidence(counted: Counter[tuple[int, int]], categories: int) -> dict[str, Array]:
    """What a word says for a category that has it, and what every word says against a category with many words."""
    of_word: Counter[int] = Counter()
    of_category = np.zeros(categories, np.int64)
    for (word, category), times in counted.items():
        of_word[word] += times
        of_category[category] += times
    every = int(of_category.sum())
    gains = [counted[pair] * every / (_BELIEF * of_word[pair[0]]) for pair in sorted(counted)]
    return {
        "topic_for": np.log1p(np.array(gains, np.float32)),
        "topic_against": np.log(_BELIEF / (_BELIEF + of_category)).astype(np.float32),
    }


def _grouped(nodes: Sequence[Node], leaves: Sequence[int], length: int) -> tuple[Array, dict[str, int]]:
    """For each leaf the number of the beginning of its code, and the numbers of the beginnings."""
    begun = [nodes[leaf].code[:length] for leaf in leaves]
    places = {name: place for place, name in enumerate(sorted(set(begun)))}
    return np.array([places[name] for name in begun], np.int32), places


def _by_word(name: str, pairs: Pairs, words: int) -> dict[str, Array]:
    counts = np.bincount([word for word, _ in pairs], minlength=words)
    starts = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
    return {f"{name}_starts": starts, name: np.array([place for _, place in pairs], np.int32)}
