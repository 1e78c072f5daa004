"""The record of a case as the assistant reads it: the client's words, document by document."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Document:
    """Text with the name it is quoted under: "your mail of 23 Nov 2026", "note.txt"."""

    name: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """All that a draft may rest on. `documents` holds the newest mail first; `unread` names attachments whose text
    could not be taken. `received_on` stands in for a date of service that nobody gave, said aloud. `people` are the
    names and addresses that the mails give by their headers, and `case` is the number of the case, empty for none.
    """

    received_on: date
    documents: tuple[Document, ...]
    unread: tuple[str, ...] = ()
    subject: str = field(default="", repr=False)
    people: tuple[str, ...] = field(default=(), repr=False)
    case: str = ""
