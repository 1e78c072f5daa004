"""Reads one file of any kind, bounded. Runs in the child (`__main__`); nothing else calls it on a stranger's file."""

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module

from consultations.records import Unread
from mailer.attachments.kinds import Kind, kind_of
from mailer.attachments.limits import MAX_CHARACTERS
from mailer.attachments.readings import Inside, Reading, UnreadableError

_READERS: Mapping[Kind, tuple[str, str]] = {
    Kind.PDF: ("pdf", "read"),
    Kind.DOCX: ("docx", "read"),
    Kind.RTF: ("words", "rtf"),
    Kind.MARKUP: ("words", "markup"),
    Kind.MAIL: ("words", "mail"),
    Kind.TEXT: ("words", "plain"),
    Kind.PICTURE: ("scans", "picture"),
    Kind.INVITATION: ("words", "invitation"),
    Kind.ARCHIVE: ("archives", "zipped"),
    Kind.TAR: ("archives", "tar"),
    Kind.GZIP: ("archives", "packed"),
    Kind.BZIP2: ("archives", "packed"),
    Kind.XZ: ("archives", "packed"),
}
"""The module beside this one, and its function: a child loads only what its one file needs (pypdf alone: 0.3 s)."""
_UNREAD: Mapping[Kind, Unread] = {
    Kind.ENCRYPTED: Unread("encrypted: send it without a password"),
    Kind.OLD_OFFICE: Unread("an old Office file: save it as DOCX or PDF"),
    Kind.SPREADSHEET: Unread("a spreadsheet: send the text that matters, or a PDF"),
    Kind.OTHER_ARCHIVE: Unread("an archive of a kind that we do not open: pack its files as a zip"),
    Kind.PHONE_PICTURE: Unread("a picture in the form that phones keep: send it as JPEG or PDF"),
    Kind.UNKNOWN: Unread("of no kind that we read: send it as PDF, DOCX or text"),
    Kind.SIGNATURE: Unread("a digital signature, which has no words", nothing_lost=True),
}


_NO_WORDS = "we found no words in it: send it as text"
"""A blank file, or letters that were drawn as lines."""


def read(content: bytes) -> Reading:
    """The pages of a file that have words, at most MAX_CHARACTERS together. Raises nothing."""
    if not content.strip():
        return Unread("empty: send it again")
    kind = kind_of(content)
    if kind in _UNREAD:
        return _UNREAD[kind]
    try:
        # A picture without words may be a logo; its own reader says where one was to be expected.
        wordless = None if kind is Kind.PICTURE else Unread(_NO_WORDS)
        return (yield from _within_length(_reader(kind, content), wordless))
    except UnreadableError as error:
        return Unread(str(error))
    except MemoryError:
        return Unread("it takes more memory to read than we give it: send the pages that matter")
    except Exception:  # noqa: BLE001 - strangers' files fail in every way, and the mail around them must not
        return Unread("damaged, or written in a way that we do not read: save it again, or send it as text")


def _reader(kind: Kind, content: bytes) -> Reading:
    module, function = _READERS[kind]
    reading: Reading = getattr(import_module(f"mailer.attachments.{module}"), function)(content)
    return reading


def _within_length(reading: Reading, wordless: Unread | None) -> Reading:
    left = MAX_CHARACTERS
    words = False
    while True:
        try:
            page = next(reading)
        except StopIteration as end:
            unread: Unread | None = end.value
            return unread if words or unread else wordless
        if isinstance(page, Inside):
            words = True
            yield page
            continue
        text = page.text.replace("\0", "").strip("\n")
        if text.strip():
            words = True
            yield replace(page, text=text[:left])
        left -= len(text)
        if left < 0:
            return Unread(f"we read {MAX_CHARACTERS:,} characters of a file: send the part that matters", "the rest")
