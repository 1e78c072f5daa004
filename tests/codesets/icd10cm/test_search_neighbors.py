"""What the phrases beside a phrase are about: subcategories near a word, and the topic of several words."""

import numpy as np
import pytest

from codesets.icd10cm.search import neighbors
from codesets.icd10cm.search.phrases import Kind, Phrase
from codesets.icd10cm.tabular import Level, Node
from codesets.stores.arrays import Array

WORDS = {"aura": 0, "headache": 1, "migraine": 2, "tension": 3}


@pytest.fixture
def arrays() -> dict[str, Array]:
    nodes = [
        Node(Level.CODE, code, "", None, billable=True, notes=(), seventh=False)
        for code in ("G43.001", "G43.009", "G44.2")
    ]
    said = [(0, "migraine aura"), (0, "aura migraine"), (1, "migraine"), (2, "tension headache")]
    phrases = [Phrase(text, tuple(text.split()), (), leaf, False, Kind.TITLE, leaf) for leaf, text in said]
    return neighbors.build(nodes, phrases, [0, 1, 2], WORDS)


def test_codes_of_one_subcategory_share_their_words(arrays: dict[str, Array]) -> None:
    assert arrays["subcategory_at"].tolist() == [0, 0, 1]
    start, end = arrays["with_near_starts"][WORDS["aura"] : WORDS["aura"] + 2]
    assert arrays["with_near"][start:end].tolist() == [0]


def test_the_likeliest_category_has_the_words_and_is_the_measure_of_the_others(arrays: dict[str, Array]) -> None:
    migraine, headache = (neighbors.topics(arrays, [WORDS[word]]) for word in ("migraine", "headache"))
    assert migraine[0] == headache[1] == 0
    assert -1 <= migraine[1] < 0
    assert -1 <= headache[0] < 0


def test_a_phrase_that_is_said_twice_of_a_code_counts_once(arrays: dict[str, Array]) -> None:
    start, end = arrays["with_topic_starts"][WORDS["aura"] : WORDS["aura"] + 2]
    assert end - start == 1
    assert np.isclose(arrays["topic_for"][start], np.log1p(5 / 40))
