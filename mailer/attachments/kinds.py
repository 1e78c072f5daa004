"""What a file is, told by its bytes: a name or a declared type is whatever the sender's program wrote."""

import re
import zipfile
from enum import StrEnum
from io import BytesIO

_HEAD = 1024
_MARKUP = re.compile(
    rb"\s*(?:<\?xml\b|<!doctype\s+html|<!--|<(?:html|head|body|div|table|p|meta|style|script)\b)", re.IGNORECASE
)
_MAIL = re.compile(
    rb"(?:(?:Return-Path|Received|From|To|Subject|Date|Message-ID|MIME-Version|DKIM-Signature):[^\n]*\n"
    rb"(?:[ \t][^\n]*\n)*){3}",
    re.IGNORECASE,
)
_INVITATION = re.compile(rb"\s*BEGIN:VCALENDAR\s", re.IGNORECASE)  # RFC 5545, 3.4
_OID = rb"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
_SIGNATURE = re.compile(
    rb"\x30.{1,5}" + _OID + rb"\x02"  # ContentInfo of SignedData
    rb".{1,300}?(?:\x30\x0b" + _OID + rb"\x01|\x30\x80" + _OID + rb"\x01\0\0)",  # of data, and none of it
    re.DOTALL,
)
"""What is beside a mail signed by S/MIME (RFC 5652, 5.2; RFC 8551, 3.5.3). A signature with the mail inside is none."""
_PGP_SIGNATURE = b"-----BEGIN PGP SIGNATURE-----"  # RFC 9580, 6.2.1
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


class Kind(StrEnum):
    """What we tell apart. Those below PICTURE are known by name only, so that a sentence can say what they are."""

    PDF = "pdf"
    DOCX = "docx"
    RTF = "rtf"
    MARKUP = "markup"
    MAIL = "mail"
    TEXT = "text"
    INVITATION = "invitation"
    ARCHIVE = "archive"
    TAR = "tar"
    GZIP = "gzip"
    BZIP2 = "bzip2"
    XZ = "xz"
    PICTURE = "picture"
    ENCRYPTED = "encrypted"
    OLD_OFFICE = "old_office"
    SPREADSHEET = "spreadsheet"
    OTHER_ARCHIVE = "other_archive"
    PHONE_PICTURE = "phone_picture"
    SIGNATURE = "signature"
    UNKNOWN = "unknown"


ARCHIVES = frozenset({Kind.ARCHIVE, Kind.TAR, Kind.GZIP, Kind.BZIP2, Kind.XZ, Kind.OTHER_ARCHIVE})

_BEGINNINGS = (
    (0, b"PK\x03\x04", Kind.ARCHIVE),
    (257, b"ustar", Kind.TAR),
    (0, b"\x1f\x8b\x08", Kind.GZIP),
    (4, b"1AY&SY", Kind.BZIP2),
    (0, b"\xfd7zXZ\0", Kind.XZ),
    (0, b"7z\xbc\xaf\x27\x1c", Kind.OTHER_ARCHIVE),
    (0, b"Rar!\x1a\x07", Kind.OTHER_ARCHIVE),
    (0, b"{\\rtf", Kind.RTF),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OLD_OFFICE),
    (0, b"\x89PNG\r\n", Kind.PICTURE),
    (0, b"\xff\xd8\xff", Kind.PICTURE),  # JPEG
    (0, b"II*\0", Kind.PICTURE),  # TIFF
    (0, b"MM\0*", Kind.PICTURE),
    (0, b"GIF8", Kind.PICTURE),
    (0, b"\0\0\0\x0cjP  ", Kind.PICTURE),  # JPEG 2000
    (8, b"WEBP", Kind.PICTURE),
    (4, b"ftyphei", Kind.PHONE_PICTURE),
    (4, b"ftypmif1", Kind.PHONE_PICTURE),
)
"""Where the bytes stand that tell a kind."""
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
"""An encrypted DOCX is an old Office file with this inside (MS-OFFCRYPTO, 2.3.4)."""


def kind_of(content: bytes) -> Kind:
    """The kind of a file. Never raises."""
    head = content[:_HEAD]
    # Some programs write a few bytes before a PDF, and every reader allows that; a mail may hold a whole one.
    if head.lstrip().startswith(b"%PDF-") or (b"\n%PDF-" in head and b"%%EOF" in content[-_HEAD:]):
        return Kind.PDF
    if _SIGNATURE.match(head) or head.lstrip().startswith(_PGP_SIGNATURE):
        return Kind.SIGNATURE
    told = next((kind for at, mark, kind in _BEGINNINGS if head.startswith(mark, at)), Kind.UNKNOWN)
    if told is Kind.ARCHIVE:
        return _kind_of_zip(content)
    if told is Kind.OLD_OFFICE and _ENCRYPTED_PACKAGE in content:
        return Kind.ENCRYPTED
    return _kind_of_text(content) if told is Kind.UNKNOWN else told


def _kind_of_zip(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return Kind.DOCX if b"word/" in content else Kind.ARCHIVE  # damaged; its reader says so
    if "word/document.xml" in names:
        return Kind.DOCX
    return Kind.SPREADSHEET if "xl/workbook.xml" in names else Kind.ARCHIVE


def _kind_of_text(content: bytes) -> Kind:
    if content.startswith(_MARKS[1:]):  # UTF-16, which is full of zeros
        return Kind.TEXT
    if _CONTROLS.search(content):
        return Kind.UNKNOWN
    head = content[:_HEAD].removeprefix(_MARKS[0])
    if _INVITATION.match(head):
        return Kind.INVITATION
    if _MARKUP.match(head):
        return Kind.MARKUP
    return Kind.MAIL if _MAIL.match(content[: 16 * _HEAD]) else Kind.TEXT
