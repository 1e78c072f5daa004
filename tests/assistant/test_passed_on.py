"""Quoted lines: read where the text points at them, left out as history, and never a trap for a figure with ">"."""

import pytest

from assistant.reading.passed_on import unquoted, without_marks

QUESTION = "> Pt had 52332 and 52000 on 7/30/2024.\n> Is 52000 payable?"


@pytest.mark.parametrize(
    "own",
    ["Can you help with the one below?", "see thread", "FW: coding", "Any thoughts? Thx"],
)
def test_a_quote_that_the_own_words_point_at_or_that_asks_alone_is_read(own: str) -> None:
    assert "Is 52000 payable?" in unquoted(f"{own}\n{QUESTION}")


def test_older_mail_below_a_question_of_its_own_is_left_out() -> None:
    read = unquoted("Is 20610 payable with 99213?\n\nOn 3 Nov 2025, Ann wrote:\n> bill 45385 then")
    assert "20610" in read
    assert "45385" not in read
    assert "Ann" not in read


def test_copied_headers_go() -> None:
    read = unquoted("see below\n\nFrom: Luis Vega\nSent: Monday\nTo: Donna\nSubject: Reyes\n\n> Is 52000 payable?")
    assert read.split("\n")[0] == "see below"
    assert not any(name in read for name in ("Luis", "Donna", "Reyes"))


def test_a_figure_with_a_greater_sign_is_no_quote() -> None:
    assert unquoted(">50% of the time was counseling. 99214?") == ">50% of the time was counseling. 99214?"


def test_marks_do_not_part_a_quote_from_its_record() -> None:
    assert without_marks("> snare of\n> the polyp") == "snare of\nthe polyp"
