"""Whatever comes in, an answer comes out in time: every code line held by the catalogue, nothing that blocks itself."""

import random
import string
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import Assistant
from assistant.reading.passages import READ_AT_MOST
from codesets import Catalogue, Status, System
from consultations.answers import Answer, Result
from tests.assistant.records import record_of

MEGABYTE = 1_000_000
NOISE = 0.3
"""Seconds of processor time that a short text may take more than its share."""
"""2 s on an idle machine; tests share theirs with others."""

_PIECES = st.sampled_from(
    [
        *(
            "E11.22",
            "e1122",
            "G35",
            "I10",
            "J0881",
            "99214",
            "S72.301",
            "A08.12",
            "12345",
            "B12",
            "A1C",
            "bill",
            "code",
        ),
        *("T2DM", "CKD", "3a", "diabetes type 2", "hypertension", "migraine", "gout", "pain", "right", "left"),
        *("with", "and", "of", "no", "denies", "possible", "history of", "the", "Medicare", "DOS", "2026-08-12"),
        *(
            "8/12/2026",
            "Assessment:",
            "PLAN",
            ",",
            ".",
            ";",
            ":",
            "?",
            "\n",
            " - ",
            "1. ",
            ">",
            "-- ",
            "\u2028",
            "\x00",
        ),
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(_PIECES, max_size=60).map(" ".join)), st.text(max_size=40))
def test_any_text_gets_an_answer_whose_codes_are_held(
    assistant: Assistant, catalogue: Catalogue, text: str, subject: str
) -> None:
    record = record_of(text, subject=subject, unread=(subject,))
    answer = assistant.draft(record)
    assert answer.headline
    assert answer.blocking == ()
    assert assistant.verify(answer, record) == answer
    for line in answer.code_lines:
        found = catalogue.check(System.ICD10CM, line.code, answer.facts.date_of_service)
        assert found.status in {Status.VALID, Status.NOT_LOADED_FOR_DATE}
        assert found.billable
        assert line.title == found.title


def _repeated(text: str) -> Callable[[], str]:
    return lambda: (text * (MEGABYTE // len(text) + 1))[:MEGABYTE]


def _printable() -> str:
    return "".join(random.Random(1).choices(string.printable, k=MEGABYTE))


def _lists() -> str:
    rng = random.Random(2)
    places, kinds = ("kidney", "liver", "lung", "knee"), ("disease", "failure", "pain")
    return "\n".join(f"- {rng.choice(places)} {rng.choice(kinds)} {number}" for number in range(40_000))


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(_repeated("x"), id="one word"),
        pytest.param(_repeated(" "), id="spaces"),
        pytest.param(_repeated("\n"), id="lines"),
        pytest.param(_repeated("1 "), id="figures"),
        pytest.param(_repeated("("), id="parentheses"),
        pytest.param(_repeated("a:"), id="headings"),
        pytest.param(_repeated("12 Aug 2026 seen on 8/12/2026 "), id="dates"),
        pytest.param(_repeated("ICD E11.22 bill 99214 J0881 "), id="codes"),
        pytest.param(_repeated("Seen for type 2 diabetes, hypertension and gout. "), id="prose"),
        pytest.param(_printable, id="garbage"),
        pytest.param(_lists, id="lists"),
    ],
)
def test_a_megabyte_takes_linear_time_and_is_said_to_be_read_in_part(
    assistant: Assistant, made: Callable[[], str]
) -> None:
    text = made()
    quarter, _ = _drafted(assistant, text[: READ_AT_MOST // 4])
    whole, answer = _drafted(assistant, text)
    assert whole < 10 * quarter + NOISE  # linear is 4, quadratic 16
    (unread,) = [check for check in answer.checks if check.rule == "unread"]
    assert unread.result is Result.NOT_RUN
    assert f"{READ_AT_MOST:,}" in unread.title
    assert answer.blocking == ()


def _drafted(assistant: Assistant, text: str) -> tuple[float, Answer]:
    """The processor's seconds for a draft, whatever else the machine does, and the answer."""
    began = time.process_time()
    answer = assistant.draft(record_of(text))
    return time.process_time() - began, answer
