"""Records for tests: one mail that came in on 23 Nov 2026."""

from datetime import date

from consultations.records import CaseRecord, Document

RECEIVED = date(2026, 11, 23)


def record_of(text: str, *, unread: tuple[str, ...] = (), subject: str = "") -> CaseRecord:
    return CaseRecord(RECEIVED, (Document("your mail", text),), unread, subject)
