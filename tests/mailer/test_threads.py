"""Conversations are what References and In-Reply-To connect, in whatever order mails arrive."""

import random

from hypothesis import given
from hypothesis import strategies as st

from mailer.threads import threads


def test_ids_that_never_arrived_connect_too() -> None:
    assert threads([("b", ["a"]), ("c", ["a"]), ("d", []), ("e", ["d", "c"])]) == [["b", "c", "d", "e"]]
    assert threads([("b", ["a"]), ("d", [])]) == [["b"], ["d"]]


@given(st.lists(st.tuples(st.integers(0, 20), st.lists(st.integers(0, 20), max_size=3)), max_size=20), st.randoms())
def test_the_order_of_arrival_changes_nothing(pairs: list[tuple[int, list[int]]], chance: random.Random) -> None:
    mails = [(str(number), [str(named) for named in ids]) for number, ids in pairs]
    shuffled = chance.sample(mails, len(mails))
    assert {frozenset(thread) for thread in threads(mails)} == {frozenset(thread) for thread in threads(shuffled)}


def test_a_hundred_thousand_mails_in_a_row_are_one_thread() -> None:
    mails = [(str(number), [str(number - 1)]) for number in range(100_000)]
    assert len(threads(mails)) == 1
