"""Our own notes, in free prose and with headings: a floor, so that nothing takes away what works."""

from datetime import date

from assistant import Assistant
from consultations.records import CaseRecord, Document
from tests.assistant.free_prose import free_prose

_LEAST = 0.93


def test_exact_f1_over_the_cases(assistant: Assistant) -> None:
    hits = found = wanted = 0
    for case in free_prose():
        record = CaseRecord(date(2026, 5, 15), (Document("your mail", case.text),), subject="")
        codes = {line.code for line in assistant.draft(record).diagnoses}
        hits, found, wanted = hits + len(codes & set(case.codes)), found + len(codes), wanted + len(case.codes)
    assert len(list(free_prose())) == 130
    assert 2 * hits / (found + wanted) >= _LEAST
