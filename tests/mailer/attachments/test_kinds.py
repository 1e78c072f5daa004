"""A file is what its bytes say."""

import zipfile
from email.message import EmailMessage
from io import BytesIO

import pytest

from consultations.filing import readable
from mailer.attachments.confined import ConfinedReader
from mailer.attachments.kinds import Kind, kind_of
from mailer.message import parse
from tests.mailer.attachments import made


def zipped(*names: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (made.pdf(["Type 2 diabetes"]), Kind.PDF),
        (b"\r\n\r\n%PDF-1.7\n", Kind.PDF),
        (made.docx(made.paragraph("Seen today.")), Kind.DOCX),
        (made.docx(made.paragraph("Seen today."))[:200] + b"word/", Kind.DOCX),
        (zipped("xl/workbook.xml"), Kind.SPREADSHEET),
        (zipped("note.txt"), Kind.ARCHIVE),
        (rb"{\rtf1 Seen today.}", Kind.RTF),
        (b"<!DOCTYPE html><p>Seen today.", Kind.MARKUP),
        (b"\xef\xbb\xbf<html>", Kind.MARKUP),
        (b'<?xml version="1.0"?><note/>', Kind.MARKUP),
        (b"From: a@b.example\nTo: c@d.example\nSubject: note\n\nSeen today.", Kind.MAIL),
        (b"Subject: knee pain\nSeen today.\n", Kind.TEXT),
        ("Fiebre, 39 \N{DEGREE SIGN}C".encode(), Kind.TEXT),
        ("Fiebre, 39 \N{DEGREE SIGN}C".encode("cp1252"), Kind.TEXT),
        ("Seen today.".encode("utf-16"), Kind.TEXT),
        (b"\x89PNG\r\n\x1a\n", Kind.PICTURE),
        (b"II*\0", Kind.PICTURE),
        (b"RIFF\0\0\0\0WEBPVP8 ", Kind.PICTURE),
        (b"\0\0\0\x18ftypheic", Kind.PHONE_PICTURE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900, Kind.OLD_OFFICE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), Kind.ENCRYPTED),
        (made.signature(b"Seen today."), Kind.SIGNATURE),
        (made.signature(b"Seen today.", beside=False), Kind.UNKNOWN),
        (b"-----BEGIN PGP SIGNATURE-----\n\niHUEABYK\n-----END PGP SIGNATURE-----\n", Kind.SIGNATURE),
        (b"The file ends with -----BEGIN PGP SIGNATURE-----", Kind.TEXT),
        (made.INVITATION, Kind.INVITATION),
        (b"\xef\xbb\xbf" + made.INVITATION.lower(), Kind.INVITATION),
        (b"BEGIN: VCALENDAR was all that we got", Kind.TEXT),
        (bytes(range(256)), Kind.UNKNOWN),
    ],
)
def test_the_bytes_tell(content: bytes, kind: Kind) -> None:
    assert kind_of(content) is kind


EXECUTABLE = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff"
PDF_AND_ZIP = made.pdf(["Type 2 diabetes"]) + made.zipped({"note.txt": b"Gout."})
FALSE = [
    ("note.txt", "text/plain", EXECUTABLE, None),
    ("note.pdf", "application/pdf", EXECUTABLE, None),
    ("note.txt", "text/plain", made.pdf(["Type 2 diabetes"]), "Type 2 diabetes"),
    ("note.pdf", "application/pdf", b"<html><script>x()</script><p>Gout.</p></html>", "Gout."),
    ("note.png", "image/png", made.docx(made.paragraph("Gout.")), "Gout."),
    ("note.pdf", "application/pdf", made.zipped({"note.txt": b"Gout."}), "Gout."),
    ("note.zip", "application/zip", PDF_AND_ZIP, "Type 2 diabetes"),
]


@pytest.mark.parametrize(("name", "content_type", "content", "words"), FALSE)
def test_a_false_name_or_type_changes_nothing(name: str, content_type: str, content: bytes, words: str | None) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "a@b.example", "c@d.example"
    mail.set_content("See the note.")
    main, _, sub = content_type.partition("/")
    mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    message = parse(mail.as_bytes())
    (filed,) = readable(message, "c@d.example").attachments
    assert filed.text is None
    (read,) = ConfinedReader().read([part.content for part in message.attachments])
    assert [page.text for page in read.pages] == ([words] if words else [])
    assert words or (read.unread and read.unread.why.startswith("of no kind that we read"))
