"""What is taken of each kind of file, and what is told of the rest."""

import zipfile
from email.message import EmailMessage
from io import BytesIO

import pytest

from consultations.records import Page, Unread
from mailer.attachments import scans
from mailer.attachments.limits import MAX_CHARACTERS, MAX_PAGES
from mailer.attachments.reading import read
from tests.mailer.attachments import made


def taken(content: bytes) -> tuple[list[Page], Unread | None]:
    pages: list[Page] = []
    reading = read(content)
    while True:
        try:
            told = next(reading)
            pages += [told] if isinstance(told, Page) else []
        except StopIteration as end:
            return pages, end.value


@pytest.fixture
def no_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "possible", lambda: False)


def test_a_pdf_has_numbered_pages() -> None:
    pages, unread = taken(made.pdf(["Assessment:", "Type 2 diabetes"], [], ["Plan: metformin"]))
    assert [(page.number, page.text) for page in pages] == [
        (1, "Assessment:\nType 2 diabetes"),
        (3, "Plan: metformin"),
    ]
    assert unread is None


def test_a_file_without_words_is_told() -> None:
    for content in (made.pdf([]), rb"{\rtf1 {{{", made.docx(made.paragraph(" ")), b"<html><body></body></html>"):
        pages, unread = taken(content)
        assert pages == []
        assert unread == Unread("we found no words in it: send it as text")


def test_an_invitation_is_read_and_a_signature_is_named_for_what_it_is() -> None:
    assert taken(made.INVITATION) == (
        [Page(0, "Invitation\nSubject: Claim review\nFrom: 2026-08-12 14:00 UTC")],
        None,
    )
    pages, unread = taken(made.signature(b"Seen today."))
    assert (pages, unread) == ([], Unread("a digital signature, which has no words", nothing_lost=True))


def test_the_signature_of_a_forwarded_mail_is_nothing_left_out() -> None:
    signed = EmailMessage()
    signed["From"], signed["To"], signed["Subject"] = "a@b.example", "c@d.example", "note"
    signed.set_content("Seen today.")
    for content in (made.signature(b"Seen today."), made.INVITATION):
        signed.add_attachment(content, maintype="application", subtype="octet-stream", filename="beside")
        (page,), unread = taken(signed.as_bytes())
        assert "Seen today." in page.text
        assert (unread is not None) == (content is made.INVITATION)


def test_a_long_pdf_says_which_pages_were_not_read() -> None:
    pages, unread = taken(made.pdf(*([f"Page {number}"] for number in range(500))))
    assert len(pages) == MAX_PAGES
    assert unread is not None
    assert unread.told("chart.pdf") == "pages 51 to 500 of chart.pdf (we read the first 50 pages of a file)"


def test_a_pdf_with_a_password_asks_for_one_without() -> None:
    assert taken(made.locked_pdf("Seen today.", user_password="secret")) == (
        [],
        Unread("encrypted: send it without a password"),
    )


def test_a_pdf_that_may_not_be_changed_is_read() -> None:
    pages, unread = taken(made.locked_pdf("Seen today.", user_password=""))
    assert [page.text for page in pages] == ["Seen today."]
    assert unread is None


@pytest.mark.parametrize("content", [b"%PDF-1.4\nrubbish", made.pdf(["Seen today."])[:150]])
def test_a_broken_pdf_is_told(content: bytes) -> None:
    pages, unread = taken(content)
    assert pages == []
    assert unread is not None
    assert "damaged" in unread.why


@pytest.mark.usefixtures("no_tesseract")
def test_a_scan_is_told_where_there_is_no_tesseract() -> None:
    assert taken(made.scan(["Seen today for gout."])) == ([], Unread(scans.WHY_NOT))


@pytest.mark.usefixtures("no_tesseract")
def test_of_a_mixed_pdf_the_scanned_pages_are_told() -> None:
    pages, unread = taken(made.scan(["Seen today"], ["for gout"], stamp="FAX 03/02/2026 P.1"))
    assert [page.text for page in pages] == ["FAX 03/02/2026 P.1"] * 2
    assert unread == Unread(scans.WHY_NOT)


def test_words_of_a_docx_stand_in_their_order() -> None:
    row = f"<w:tr><w:tc>{made.paragraph('E11.22')}</w:tc><w:tc>{made.paragraph('A1c 8.2')}</w:tc></w:tr>"
    body = (
        made.paragraph("Assessment")
        + "<w:p><w:r><w:t>Type 2 </w:t></w:r><w:ins><w:r><w:t>diabetes</w:t></w:r></w:ins>"
        + "<w:del><w:r><w:delText>gout</w:delText></w:r></w:del></w:p>"
        + f"<w:tbl>{row}</w:tbl><w:sdt><w:sdtContent>{made.paragraph('Stage 3')}</w:sdtContent></w:sdt>"
    )
    pages, unread = taken(made.docx(body, header1=made.paragraph("Lakeside Clinic")))
    (page,) = pages
    assert page.number == 0
    assert " ".join(page.text.split()) == "Assessment Type 2 diabetes E11.22 A1c 8.2 Stage 3 Lakeside Clinic"
    assert unread is None


def test_a_docx_that_unpacks_without_end_is_refused() -> None:
    pages, unread = taken(made.docx(made.paragraph("a" * 30_000_000)))
    assert pages == []
    assert unread is not None
    assert "unpacks to more" in unread.why


def test_a_docx_with_growing_entities_is_refused() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE d [<!ENTITY l0 "ha">{laughs}]>'
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", f"{bomb}<d>&l9;</d>")
    pages, unread = taken(out.getvalue())
    assert pages == []
    assert unread is not None


def test_html_is_its_words_without_scripts() -> None:
    source = b"<html><head><style>p{}</style><script>var a</script></head><body><p>Gout<script>b()</script></p></html>"
    pages, _ = taken(source)
    assert [page.text.strip() for page in pages] == ["Gout"]


def test_rtf_and_odd_text_are_read() -> None:
    assert [page.text for page in taken(rb"{\rtf1\ansi Type 2 {\b diabetes}\par}")[0]] == ["Type 2 diabetes"]
    assert [page.text for page in taken("39 \N{DEGREE SIGN}C".encode("utf-16"))[0]] == ["39 \N{DEGREE SIGN}C"]
    assert [page.text for page in taken("39 \N{DEGREE SIGN}C".encode("cp1252"))[0]] == ["39 \N{DEGREE SIGN}C"]


def test_a_forwarded_mail_is_read_and_its_files_are_told() -> None:
    content = (
        b"From: a@b.example\nTo: c@d.example\nSubject: Note\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/mixed; boundary="x"\n\n--x\n\nSeen for gout.\n--x\n'
        b"Content-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n\n%PDF-\n--x--\n"
    )
    pages, unread = taken(content)
    assert [page.text for page in pages] == ["Note\n\nSeen for gout."]
    assert unread == Unread("attach it to your mail by itself", "the file inside")


def test_a_book_is_cut_and_told() -> None:
    pages, unread = taken(b"word " * MAX_CHARACTERS)
    assert sum(len(page.text) for page in pages) == MAX_CHARACTERS
    assert unread is not None
    assert unread.part == "the rest"


@pytest.mark.parametrize("content", [b"", b" \n", bytes(range(256)), b"PK\x03\x04 but no zip"])
def test_whatever_else_it_is_is_told(content: bytes) -> None:
    pages, unread = taken(content)
    assert pages == []
    assert unread is not None
    assert unread.why
