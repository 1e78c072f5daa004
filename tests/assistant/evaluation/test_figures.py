"""Figures over outcomes, and what changed since they were stored."""

import pytest

from assistant.evaluation import Outcome, changes, figures


def outcome(right: str, drafted: str, *, topic: str = "t", invented: tuple[str, ...] = ()) -> Outcome:
    return Outcome("1", topic, frozenset(right.split()), frozenset(drafted.split()), invented, 0, 0.25)


def test_codes_are_counted_over_all_cases_exactly_and_by_category() -> None:
    found = figures([outcome("E11.22 N18.31 I10", "E11.22 N18.30"), outcome("J45.909", "J45.909 R05.9")])
    assert (found.exact.both, found.exact.extra, found.exact.missed) == (2, 2, 2)
    assert found.exact.precision == found.exact.recall == found.exact.f1 == 0.5
    assert (found.category.both, found.category.extra, found.category.missed) == (3, 1, 1)
    assert found.median_ms == 250


def test_each_topic_is_counted_by_itself() -> None:
    found = figures([outcome("I10", "I10", topic="a"), outcome("I10", "", topic="b")])
    assert found.by_topic["a"].f1 == 1
    assert found.by_topic["b"].recall == 0


def test_an_empty_set_and_empty_drafts_have_figures() -> None:
    assert figures([]).as_json()["exact"]["f1"] == 0
    assert figures([outcome("", "")]).exact.f1 == 0


def test_changes_name_what_got_better_and_what_got_worse() -> None:
    then = {"notes": figures([outcome("I10 E11.9", "I10 E11.9")]).as_json(), "gone": {}}
    now = {"notes": figures([outcome("I10 E11.9", "I10", invented=("I99.99",))]).as_json(), "new": {}}
    found = {change.measure: change for change in changes(then, now)}
    assert "exact precision" not in found
    assert (found["exact recall"].then, found["exact recall"].now, found["exact recall"].worse) == (1, 0.5, True)
    assert found["invented"].worse
    assert not any(change.worse for change in changes(now, then))


def test_the_same_figures_have_no_changes() -> None:
    same = {"notes": figures([outcome("I10", "I10")]).as_json()}
    assert list(changes(same, same)) == []


def test_figures_of_another_shape_are_refused() -> None:
    same = {"notes": figures([outcome("I10", "I10")]).as_json()}
    with pytest.raises(KeyError):
        list(changes({"notes": {}}, same))
