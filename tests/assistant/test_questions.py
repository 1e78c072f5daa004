"""Topics: from a fixed list, told by what is asked, never a word of the case."""

import pytest

from assistant import Assistant
from tests.assistant.records import record_of


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Do 45385 and 45380 bundle, DOS 12 Aug 2026?", "NCCI edits"),
        ("Does 99214 need modifier 25 with 20610?", "Modifiers"),
        ("Is there a crosswalk from ICD-9 250.00?", "Crosswalks"),
        ("Is J0881 covered for anemia?", "Medicare coverage"),
        ("May we bill 99213 incident-to for a new problem?", "Compliance"),
        ("What do the guidelines say about sequencing sepsis?", "Guidelines"),
        ("Which CPT code, 99213 or 99214?", "CPT codes"),
        ("Can we bill J0881 alone?", "HCPCS codes"),
        ("Is E11.22 still valid on 12 Aug 2026?", "Diagnosis code validity"),
        ("Which codes for a patient with gout?", "Diagnosis coding"),
        ("When does our plan renew?", "Coding question"),
    ],
)
def test_topic(assistant: Assistant, text: str, topic: str) -> None:
    assert assistant.draft(record_of(text)).topic == topic
