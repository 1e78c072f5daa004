"""The text layer of a PDF, page by page (pypdf), and the words of its scanned pages (`scans`)."""

import time
from io import BytesIO

from pypdf import PageObject, PasswordType, PdfReader
from pypdf.errors import PdfReadError

from consultations.records import Page, Unread
from mailer.attachments import scans
from mailer.attachments.limits import MAX_PAGES, MAX_SCANNED_PAGES, SCANNING_SECONDS
from mailer.attachments.readings import Reading, UnreadableError, pages_from

_WORDS_OF_A_STAMP = 25
"""Letters: a scanned page may bear a line that a fax machine or a scanner wrote on it, and still be a picture."""


def read(content: bytes) -> Reading:
    """The pages of a PDF. A file whose password only forbids to change it opens like any other."""
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
        raise UnreadableError("encrypted: send it without a password")
    count = len(reader.pages)
    began = time.monotonic()
    pictures: list[int] = []
    drawn = 0
    for number in range(1, min(count, MAX_PAGES) + 1):
        page = reader.pages[number - 1]
        text = page.extract_text()
        if sum(letter.isalnum() for letter in text) >= _WORDS_OF_A_STAMP or not _has_picture(page):
            yield Page(number, text)
        elif scans.possible() and drawn < MAX_SCANNED_PAGES and time.monotonic() - began < SCANNING_SECONDS:
            drawn += 1
            yield Page(number, scans.words_of_page(content, number - 1), scanned=True)
        else:
            pictures.append(number)
            yield Page(number, text)
    return _left_out(count, pictures)


def _has_picture(page: PageObject) -> bool:
    """Whether anything is drawn on the page from an image; a page without one, and without words, is blank."""
    try:
        resources = page["/Resources"].get_object()
        return "/XObject" in resources or "/ImageMask" in str(page.get_contents())  # type: ignore[operator]
    except (KeyError, PdfReadError):
        return False


def _left_out(count: int, pictures: list[int]) -> Unread | None:
    if pictures:
        scanned = pages_from(pictures[0], pictures[-1]) if _in_a_row(pictures) else f"{len(pictures)} pages"
        if count > MAX_PAGES:
            scanned += f", and {pages_from(MAX_PAGES + 1, count)},"
        every = len(pictures) == count
        return Unread(scans.WHY_NOT if not scans.possible() else scans.TOO_MANY, "" if every else scanned)
    if count > MAX_PAGES:
        return Unread(f"we read the first {MAX_PAGES} pages of a file", pages_from(MAX_PAGES + 1, count))
    return None


def _in_a_row(numbers: list[int]) -> bool:
    return numbers[-1] - numbers[0] == len(numbers) - 1
