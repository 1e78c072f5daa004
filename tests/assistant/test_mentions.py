"""Code-shaped words, and the many that only look like codes."""

import pytest

from assistant.reading.mentions import mentions
from consultations.answers import System

ICD, HCPCS, CPT = System.ICD10CM, System.HCPCS, System.CPT


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("E11.22 and n18.31", [("E11.22", ICD), ("N18.31", ICD)]),
        ("QA0.0120 since April", [("QA0.0120", ICD)]),
        ("the dx is I10", [("I10", ICD)]),
        ("Is I10 right?", [("I10", ICD)]),
        ("Can we use E11 for her?", [("E11", ICD)]),
        ("ICD-10-CM e1122", [("E11.22", ICD)]),
        ("S72.301A, M1A.0110", [("S72.301A", ICD), ("M1A.0110", ICD)]),
        ("can we bill G0439?", [("G0439", HCPCS)]),
        ("J0881 x 60 with EC and JZ", [("J0881", HCPCS)]),
        ("Z00.00 with G0439", [("Z00.00", ICD), ("G0439", HCPCS)]),
        ("bill 99214-25 and 20610", [("99214", CPT), ("20610", CPT)]),
        ("CPT 0042T or 3044F", [("0042T", CPT), ("3044F", CPT)]),
    ],
)
def test_codes(text: str, found: list[tuple[str, System]]) -> None:
    assert [(mention.code, mention.system) for mention in mentions(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "A1C 8.1, HbA1c 7.2 %",
        "T2DM and T1DM",
        "H1N1 right now",
        "see section AB1.2",
        "use T12 for the level",
        "H1N1 vaccine",
        "C5-C6 fusion, L4-L5 disc",
        "Austin, TX 78701",
        "phone 512-555-0142, MRN 88213",
        "claim 10452 of 2026, case #20418",
        "we paid $12500 for it in 2024",
        "weight 81.5 kg, 10000 mg",
        "dana@e11.example",
        "http://example.org/E11.22",
        "10000 steps",
        "he took 12345 of them",
    ],
)
def test_words_that_are_no_codes(text: str) -> None:
    assert [mention for mention in mentions(text) if mention.system] == []


def test_what_looks_most_like_a_code_is_told_to_be_none() -> None:
    (vitamin,) = mentions("vitamin B12 level")
    assert (vitamin.code, vitamin.system, vitamin.why) == ("B12", None, "a vitamin, not a code")
    (spine,) = mentions("fracture of the T12 vertebra")
    assert spine.why == "a level of the spine, not a code"


def test_our_own_prose_is_read_strictly() -> None:
    text = "Report I10 and see 99214."
    assert [mention.code for mention in mentions(text, strict=True)] == ["I10", "99214"]
    assert [mention.code for mention in mentions("See 12345.")] == []
