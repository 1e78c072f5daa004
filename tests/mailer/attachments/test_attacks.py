"""Files that were made to hurt: each ends as text or as a sentence, soon, and its neighbour is read."""

import time
import zipfile
from io import BytesIO

import pytest

from mailer.attachments.confined import ConfinedReader
from tests.mailer.attachments import made


def docx_of(document: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", document)
    return out.getvalue()


LOOP = (
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    b"2 0 obj\n<< /Type /Pages /Kids [2 0 R] /Count 9 >>\nendobj\n"
)
BRACKETS = b"%PDF-1.4\n1 0 obj\n" + b"[" * 200_000 + b"\nendobj\ntrailer << /Root 1 0 R >>"
ATTACKS = {
    "a PDF that unpacks to 300 MB": made.pdf_bomb(300),
    "a PDF whose pages are their own parents": LOOP + b"trailer << /Root 1 0 R >>\n%%EOF",
    "a PDF with 200,000 open brackets": BRACKETS,
    "a Word file that names a file of ours": docx_of(
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d><t>&x;</t></d>'
    ),
    "a Word file nested 100,000 deep": docx_of("<d>" * 100_000 + "</d>" * 100_000),
    "a Word file that says it is small": made.docx(made.paragraph("a" * 40_000_000)).replace(
        (40_000_120).to_bytes(4, "little"), (10).to_bytes(4, "little")
    ),
    "HTML nested 200,000 deep": b"<html>" + b"<div>" * 200_000 + b"Seen today.",
    "RTF with 500,000 groups": rb"{\rtf1 " + b"{" * 500_000,
    "a picture of 60,000 by 60,000": made.png()[:16] + b"\0\0\xea\x60\0\0\xea\x60" + made.png()[24:],
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_it_ends_soon_and_its_neighbour_is_read(attack: bytes) -> None:
    began = time.monotonic()
    hurt, neighbour = ConfinedReader().read([attack, b"Seen today."])
    assert time.monotonic() - began < 60
    assert [page.text for page in neighbour.pages] == ["Seen today."]
    assert hurt.pages or hurt.unread is not None
    assert "root:" not in "".join(page.text for page in hurt.pages)
    assert sum(len(page.text) for page in hurt.pages) <= 200_000
