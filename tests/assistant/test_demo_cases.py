"""The samples of the demonstration show what they promise."""

from datetime import date

from assistant import Assistant
from commands.demo_cases import DRUG_AND_VISIT, KIDNEY_DISEASE, VALIDITY, SampleCase
from consultations.answers import Answer
from consultations.records import CaseRecord, Document


def _answered(assistant: Assistant, sample: SampleCase) -> Answer:
    documents = [Document("your mail", sample.text), *([Document("note.txt", sample.note)] if sample.note else [])]
    return assistant.draft(CaseRecord(date(2026, 11, 23), tuple(documents), subject=sample.subject))


def test_kidney_disease_with_insulin_and_hypertension(assistant: Assistant) -> None:
    answer = _answered(assistant, KIDNEY_DISEASE)
    assert answer.headline == "Report E11.22 first, then I12.9, N18.31 and Z79.4"
    assert {source.locator for source in answer.sources[1:]} >= {"I.C.9.a", "I.C.4.a.3", "IV.G"}
    assert "The notes at E11.22 and I12.9" in answer.diagnoses[2].why
    assert answer.before_you_send == ()


def test_a_header_with_its_choices(assistant: Assistant) -> None:
    answer = _answered(assistant, VALIDITY)
    assert answer.headline == "No: G35 is not valid on 3 Jun 2026; report G35.D"
    assert {mention.code: mention.status for mention in answer.mentions}["99214"] == (
        "not checked, because CPT is not loaded here."
    )
    assert "relapsing-remitting multiple sclerosis" in answer.before_you_send[0]


def test_a_drug_with_the_note_attached(assistant: Assistant) -> None:
    answer = _answered(assistant, DRUG_AND_VISIT)
    assert answer.headline == "We could not check J0881 here; a drug given at a visit is billed beside it"
    assert all(evidence.document == "note.txt" for line in answer.diagnoses for evidence in line.evidence)
