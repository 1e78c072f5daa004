"""With a real Tesseract: words of scanned pages and of pictures."""

import re
import shutil

import pytest

from consultations.records import AttachedText
from mailer.attachments.confined import ConfinedReader
from tests.mailer.attachments import made

pytestmark = pytest.mark.servers

LINES = ["Assessment:", "Type 2 diabetes mellitus with", "diabetic chronic kidney disease"]


def words(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def test_the_program_is_here() -> None:
    assert shutil.which("tesseract"), "run `make test-servers`"


def test_a_scanned_page_is_read_and_marked() -> None:
    (text,) = ConfinedReader().read([made.scan(LINES, ["Plan: metformin"], stamp="FAX 03/02/2026")])
    assert [(page.number, page.scanned) for page in text.pages] == [(1, True), (2, True)]
    assert words(" ".join(LINES)) in words(text.pages[0].text)
    assert "metformin" in text.pages[1].text
    assert text.unread is None


def test_pages_with_words_are_not_drawn_again() -> None:
    (text,) = ConfinedReader().read([made.pdf(["Seen today for gout of the right knee."])])
    assert [(page.number, page.scanned) for page in text.pages] == [(1, False)]


def test_a_picture_is_read_and_an_empty_one_is_told() -> None:
    read, empty, logo = ConfinedReader().read([made.png(*LINES), made.png() + b" " * 20_000, made.png()])
    assert words(" ".join(LINES)) in words(read.pages[0].text)
    assert (read.pages[0].number, read.pages[0].scanned) == (0, True)
    assert empty.unread is not None
    assert "no words" in empty.unread.why
    assert logo == AttachedText()
