"""The record of a case as the assistant reads it: the client's words, document by document."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an attachment, counted from 1; 0 where its kind knows no pages.

    `scanned` says that the words were made out from a picture, and so may hold mistakes. `file` is what an archive
    calls the file that the page is of: for display, never a path.
    """

    number: int
    text: str = field(repr=False)
    scanned: bool = False
    file: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """What of an attachment was not read: a `part` such as "pages 51 to 500", or all of it where that is empty.

    `why` is a few words, with what the sender can do: "encrypted: send it without a password". `nothing_lost` marks
    what has no words, as a signature: people see what it is, and no draft speaks of it.
    """

    why: str
    part: str = ""
    nothing_lost: bool = False

    def told(self, name: str) -> str:
        """What was not read, as the beginning of a sentence: "pages 51 to 500 of note.pdf (…)"."""
        return f"{self.part} of {name} ({self.why})" if self.part else f"{name} ({self.why})"


@dataclass(frozen=True, slots=True)
class AttachedText:
    """What reading an attachment gave: its pages that have words, in order, and what was left out, if anything.

    `inside` names the files that an archive holds, with their sizes, for people.
    """

    pages: tuple[Page, ...] = field(default=(), repr=False)
    unread: Unread | None = None
    inside: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Document:
    """Text with the name it is quoted under: "your mail of 23 Nov 2026", "note.txt", "note.pdf, page 2".

    `continues` marks what goes on from the document before it, as a page does: a section may run over the break.
    `scanned` marks words that were made out from a picture.
    """

    name: str
    text: str = field(repr=False)
    continues: bool = False
    scanned: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """Facts told beside the client's words, by a person or a command. What the words themselves say comes first."""

    date_of_service: date | None = None
    setting: str = ""
    payer: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """All that a draft may rest on. `documents` holds the newest mail first; `unread` names attachments whose text
    could not be taken, or the part of one, with the reason. `received_on` stands in for a date of service that nobody
    gave, said aloud. `people` are the names and addresses that the mails give by their headers; `case` is the number of
    the case, empty for none.
    """

    received_on: date
    documents: tuple[Document, ...]
    unread: tuple[str, ...] = ()
    subject: str = field(default="", repr=False)
    given: Given = Given()
    people: tuple[str, ...] = field(default=(), repr=False)
    case: str = ""
