"""Codes that stand beside others, read out of the record: organisms, what was done, stages, causes and places."""

from datetime import date

import pytest

from assistant import Assistant
from consultations.records import CaseRecord, Document


def codes(assistant: Assistant, text: str) -> list[str]:
    record = CaseRecord(date(2026, 5, 15), (Document("your mail", text),), subject="")
    return [line.code for line in assistant.draft(record).diagnoses]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Assessment: Acute cystitis without hematuria. Culture grew E. coli.", ["N30.00", "B96.20"]),
        ("Assessment: Acute cystitis without hematuria. Culture negative for E. coli.", ["N30.00"]),
        ("Assessment: Gastroesophageal reflux disease. No H. pylori.", ["K21.9"]),
        ("Assessment: Coronary artery disease with stable angina, prior infarction, patent stent.", "CAD"),
        ("Assessment: Essential hypertension. He has a patent stent.", ["I10"]),
        ("Assessment: Aftercare following left total knee replacement.", ["Z47.1", "Z96.652"]),
        ("Assessment: History of colon cancer. Surveillance visit, no evidence of disease.", ["Z08", "Z85.038"]),
        ("Assessment: Second degree burn of right forearm, about 4% TBSA.", ["T22.211A", "T31.0"]),
        ("Assessment: Hypertensive chronic kidney disease, stage 4.", ["I12.9", "N18.4"]),
        (
            "Assessment: Annual physical with abnormal findings. Elevated blood pressure reading.",
            "AWE",
        ),
        ("CC: Follow-up of asthma.\n\nAssessment:\n1. Asthma.\n2. Health maintenance.", ["J45.909"]),
        ("Assessment: Right elbow pain.\nResults: none\nPlan: rest", ["M25.521"]),
    ],
)
def test_what_stands_beside_a_condition(assistant: Assistant, text: str, expected: list[str] | str) -> None:
    named = {"CAD": ["I25.118", "I25.2", "Z95.5"], "AWE": ["Z00.01", "R03.0"]}
    assert sorted(codes(assistant, text)) == sorted(named[expected] if isinstance(expected, str) else expected)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("He fell about 5 feet off his ladder.", ["W11.XXXA"]),
        ("She tripped over the ball and fell while playing soccer on the soccer field.", "Y93.66 Y92.322 W01.0XXA"),
        ("She was chopping onions in the kitchen of her apartment when the knife slipped.", "W26.0XXA Y93.G1 Y92.030"),
        ("He was skiing when he caught an edge and fell.", "V00.321A Y93.23"),
        ("He was driving and was hit from behind by another car.", ["V43.52XA"]),
        ("He stepped off of a curb and landed wrong.", "W18.43XA Y92.480"),
        ("The dog ran up and bit her in the public park.", "W54.0XXA Y92.830"),
        ("A brick fell on his foot years ago.", []),
        ("No fall, no accident.", []),
    ],
)
def test_how_an_injury_came_about(assistant: Assistant, told: str, expected: list[str] | str) -> None:
    wanted = expected.split() if isinstance(expected, str) else expected
    found = codes(assistant, f"History of present illness: {told}\n\nAssessment: Right ankle sprain.")
    assert found[0] == "S93.401A"
    assert sorted(found[1:]) == sorted(wanted)


LISFRANC = (
    "Assessment: Right foot pain, consistent with a Lisfranc fracture.\n"
    "Plan: I explained that her x-rays revealed a Lisfranc fracture."
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LISFRANC, "S93.324A"),
        ("S: 36M, calm, affect fuller. Last tetanus 2023. Will call.\nA: PTSD, chronic.\nP: cont prazosin", "F43.12"),
        ("Assessment: Sprained ankle.\nExam: L ankle swollen. Right ankle normal.", "S93.402A"),
        (
            "A left-handed woman.\n\nExam: Right hand swollen.\n\nAssessment: Simple laceration of the index finger.",
            "S61.210A",
        ),
        ("Dear Dr. Hollis,\n\nAssessment: Palpitations.\n\nBest regards,\nL. Morrow, MD", "R00.2"),
        ("A/P: Chest pain, unspecified. Doubt ACS or PE. ER if worse or any SOB. PCP this week.", "R07.9"),
        ("A/P\n- COPD exacerbation: pred 40 x5d, doxy 100 bid", "J44.1"),
        ("Assessment: Gestational diabetes mellitus, diet controlled, 32 weeks.", "O24.410 Z3A.32"),
        ("Assessment: Chronic migraine without aura, not intractable, without status migrainosus.", "G43.709"),
    ],
)
def test_how_clinicians_write(assistant: Assistant, text: str, expected: str) -> None:
    assert codes(assistant, text) == expected.split()
