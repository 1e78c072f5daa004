"""What was given, coded by route and time: the hierarchy of the manual, row by row."""

import pytest

from assistant.reading.passages import Passage, Section
from assistant.services.administrations import administration_codes, given
from assistant.services.therapy_lines import unit_shares
from assistant.services.therapy_words import named_minutes


def coded(text: str) -> list[tuple[str, int]]:
    passages = [Passage(line, "your mail", Section.BODY, listed=False) for line in text.splitlines()]
    return [(code, units) for code, units, _ in administration_codes(given(passages))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ceftriaxone 1 g IVPB 09:10-09:45\nOndansetron 4 mg IV push 09:08\nNS 1 L 09:50-11:15",
            [("96365", 1), ("96375", 1), ("96361", 1)],
        ),
        (
            "pembrolizumab 200 mg 10:00-12:10 infusion\ndexamethasone 10 mg IVPB 09:30-09:50",
            [("96413", 1), ("96415", 1), ("96367", 1)],
        ),
        ("hydration NS 10:00-12:05", [("96360", 1), ("96361", 1)]),
        ("NS 10:00-10:30", []),
        ("ketorolac 30 mg IVP, ondansetron 4 mg IVP", [("96374", 1), ("96375", 1)]),
        ("iron 200 mg infused over 12 minutes", [("96374", 1)]),
        ("vancomycin 1 g IV 08:00-09:30, cefepime 1 g IV 08:30-09:00", [("96365", 1), ("96368", 1)]),
        ("cefepime 1 g IV 10:00-10:40\nNS 10:00-10:40", [("96365", 1)]),
    ],
)
def test_codes(text: str, expected: list[tuple[str, int]]) -> None:
    assert coded(text) == expected


def test_minutes_stand_at_the_names_of_services() -> None:
    assert named_minutes("ther ex 25 min, manual 12 min, neuro re-ed 7 min") == {"97110": 25, "97112": 7, "97140": 12}
    assert named_minutes("25 min of ther ex and 12 minutes manual therapy") == {"97110": 25, "97140": 12}
    assert named_minutes("seen for 25 min") == {}


def test_a_service_too_short_for_a_unit_gives_its_minutes_to_the_day() -> None:
    assert unit_shares({"97110": 25, "97140": 12, "97112": 7}) == {"97110": 2, "97140": 1, "97112": 0}
