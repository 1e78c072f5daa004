"""Times of services as people write them."""

import pytest

from assistant.reading.clock import minutes, spans


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IVPB 09:10-09:45", 35),
        ("start 10:00 stop 12:10", 130),
        ("anesthesia start 7:32 end 9:05", 93),
        ("0732-0905", 93),
        ("8:05am - 9:50am", 105),
        ("started 11:40 am, ended 12:25 pm", 45),
        ("over 35 minutes", 35),
        ("1 hr 20 min", 80),
        ("1.5 hours", 90),
        ("45 min, then 30 min", 45),
    ],
)
def test_minutes(text: str, expected: int) -> None:
    assert minutes(text) == expected


@pytest.mark.parametrize("text", ["10/20/25-10/22/25", "99213-25", "codes 96413-96415", "555-1200", "on 10/14/2025"])
def test_dates_codes_and_telephone_numbers_are_no_times(text: str) -> None:
    assert minutes(text) is None


def test_a_stop_past_noon_or_midnight_counts_on() -> None:
    assert spans("11:50 to 1:10") == [(710, 790)]
    assert spans("from 23:30 to 00:15") == [(1410, 1455)]
