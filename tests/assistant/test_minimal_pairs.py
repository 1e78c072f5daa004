"""Sides and encounters: 200 minimal pairs made from the tabular list."""

import pytest

from assistant import Assistant
from codesets import Catalogue
from consultations.records import CaseRecord, Document
from tests.assistant.minimal_pairs import DAY, Pair, Variant, pairs

_LEAST = 0.98
_LEAST_LEFT_OPEN = 0.95


@pytest.fixture(scope="module")
def made(catalogue: Catalogue) -> list[Pair]:
    return pairs(catalogue)


def _right(assistant: Assistant, variant: Variant) -> bool:
    answer = assistant.draft(CaseRecord(DAY, (Document("your mail", variant.text),), subject=""))
    codes = [line.code for line in answer.diagnoses]
    return codes == [variant.code] and (bool(answer.questions) or not variant.asks)


def test_a_side_or_encounter_that_is_said_is_coded(assistant: Assistant, made: list[Pair]) -> None:
    stated = [variant for pair in made for variant in pair.stated]
    assert len(made) == 200
    wrong = [variant.text for variant in stated if not _right(assistant, variant)]
    assert len(wrong) <= (1 - _LEAST) * len(stated), wrong


def test_one_that_is_not_is_unspecified_and_asked_for(assistant: Assistant, made: list[Pair]) -> None:
    wrong = [pair.left_open.text for pair in made if not _right(assistant, pair.left_open)]
    assert len(wrong) <= (1 - _LEAST_LEFT_OPEN) * len(made), wrong
