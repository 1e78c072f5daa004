"""Headings of problems as clinicians write them, with the code that the Alphabetic Index names when no more is said."""

from datetime import date

import pytest

from assistant import Assistant
from consultations.records import CaseRecord, Document

HEADINGS = {
    "Arthritis": "M19.90",
    "Right knee arthritis": "M17.11",
    "Rheumatoid arthritis": "M06.9",
    "Reflux": "K21.9",
    "Hypertension": "I10",
    "Diabetes": "E11.9",
    "Dyslipidemia": "E78.5",
    "Hypertriglyceridemia": "E78.1",
    "Diverticulosis": "K57.90",
    "Pericarditis": "I31.9",
    "Pyelonephritis": "N12",
    "Gonorrhea": "A54.9",
    "Chlamydia": "A74.9",
    "Cervical cancer": "C53.9",
    "Left renal cell carcinoma": "C64.2",
    "Abscess": "L02.91",
    "Hypoxia": "R09.02",
    "Osteopenia": "M85.80",
    "B12 deficiency": "E53.8",
    "Small bowel obstruction": "K56.609",
    "Right medial meniscal tear": "S83.241A",
    "Left foot cellulitis": "L03.116",
    "Right ulnar neuropathy": "G56.21",
    "Opioid use disorder": "F11.90",
    "Migraine": "G43.909",
    "Morbid obesity": "E66.01",
    "History of colon cancer": "Z85.038",
    "History of heart attack": "I25.2",
    "Status post kidney transplant": "Z94.0",
    "Status post right total knee replacement": "Z96.651",
    "Annual exam": "Z00.00",
}


def _codes(assistant: Assistant, note: str) -> list[str]:
    answer = assistant.draft(CaseRecord(date(2026, 5, 15), (Document("note.txt", note),), subject=""))
    return [line.code for line in answer.diagnoses]


@pytest.mark.parametrize(("heading", "code"), HEADINGS.items())
def test_a_heading_alone_leads_to_its_default(assistant: Assistant, heading: str, code: str) -> None:
    assert _codes(assistant, f"ASSESSMENT\n\n{heading}.\n") == [code]


def test_hypogonadism_of_a_man_is_of_the_testis_and_of_a_woman_of_the_ovary(assistant: Assistant) -> None:
    note = "HPI\n\nA 50-year-old {} seen for follow-up.\n\nASSESSMENT\n\nHypogonadism.\n"
    assert _codes(assistant, note.format("man")) == ["E29.1"]
    assert _codes(assistant, note.format("woman")) == ["E28.39"]


def test_the_place_of_an_injury_is_told_where_the_sentence_of_the_cause_tells_it(assistant: Assistant) -> None:
    note = "HPI\n\nHe {} yesterday while cooking.\n\nASSESSMENT\n\nRight wrist sprain.\n"
    assert _codes(assistant, note.format("fell in his kitchen")) == ["S63.501A", "W19.XXXA", "Y93.G3", "Y92.000"]
    assert "Y92.000" not in _codes(assistant, note.format("fell. He has a new kitchen. He was here"))


def test_high_blood_pressure_explains_no_chest_pain_that_is_listed(assistant: Assistant) -> None:
    assert _codes(assistant, "ASSESSMENT\n\n1. Hypertension.\n2. Chest pain.\n") == ["I10", "R07.9"]
