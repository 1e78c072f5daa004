"""CPT codes by the words of practices, through our own labels."""

import pytest

from assistant.topics.decision_making import Complexity, decision_making
from assistant.topics.labels import labelled


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("I&D of a single simple abscess, L axilla", ["10060"]),
        ("IUD removed & Nexplanon placed same visit", ["58301", "11981"]),
        (
            "4.2 cm forearm laceration closed in layers, and another 2 cm one on the hand, single layer",
            ["12032", "12001"],
        ),
        ("excision of a sebaceous cyst on the back, 1.2 cm, with 0.3 cm margins each side", ["11402"]),
        ("trigger point injections in 4 muscles", ["20553"]),
        ("trigger point injections in 2 muscles", ["20552"]),
        ("cryo of 12 plantar warts\ndebridement of 8 mycotic toenails", ["17110", "11721"]),
        ("spirometry before and after albuterol", ["94060"]),
        ("chest xray 2 views", ["71046"]),
    ],
)
def test_words_of_practices_lead_to_codes(words: str, codes: list[str]) -> None:
    assert [found.codes[0] for found in labelled(words) if found.sure] == codes


@pytest.mark.parametrize("words", ["", "the patient was seen", "please advise on the claim of Tuesday"])
def test_words_of_no_procedure_lead_nowhere_surely(words: str) -> None:
    assert not any(found.sure for found in labelled(words))


@pytest.mark.parametrize(
    ("note", "level"),
    [
        ("Hypothyroidism, stable. Continue levothyroxine 75 mcg", Complexity.LOW),
        ("HTN, uncontrolled - increase amlodipine 5 to 10 mg", Complexity.MODERATE),
        ("URI. Rest and fluids", Complexity.LOW),
        ("COPD with respiratory failure, sent to the ED. CBC, BMP, CXR", Complexity.HIGH),
    ],
)
def test_a_note_points_to_a_level(note: str, level: Complexity) -> None:
    read = decision_making([note])
    assert read is not None
    assert read.level is level


def test_a_note_without_management_points_to_none() -> None:
    assert decision_making(["Patient seen."]) is None
