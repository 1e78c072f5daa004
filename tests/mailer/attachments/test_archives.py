"""Archives are listed, and opened within limits; whatever they do, they do to a child, and it is told."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import time
import zipfile
from collections.abc import Callable

import pytest

from consultations.records import AttachedText, Page
from mailer.attachments.confined import ConfinedReader
from mailer.attachments.kinds import Kind, kind_of
from tests.mailer.attachments import made

NOTE = b"Seen for gout."
FILES = {"visit/note.txt": NOTE, "letter.pdf": made.pdf(["Type 2 diabetes"])}


def read(content: bytes) -> AttachedText:
    (text,) = ConfinedReader().read([content])
    return text


def why(text: AttachedText) -> str:
    assert text.unread is not None
    return text.unread.told("a.zip")


def tar_of(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def plain_tar(files: dict[str, bytes]) -> bytes:
    return tar_of(*((tarfile.TarInfo(name), content) for name, content in files.items()))


@pytest.mark.parametrize(
    "pack",
    [
        made.zipped,
        plain_tar,
        lambda files: gzip.compress(plain_tar(files)),
        lambda files: bz2.compress(plain_tar(files)),
        lambda files: lzma.compress(plain_tar(files)),
    ],
)
def test_documents_inside_are_read_under_their_names(pack: Callable[[dict[str, bytes]], bytes]) -> None:
    text = read(pack(FILES))
    assert text.pages == (
        Page(0, "Seen for gout.", file="visit/note.txt"),
        Page(1, "Type 2 diabetes", file="letter.pdf"),
    )
    assert text.inside == ("visit/note.txt, 14 bytes", f"letter.pdf, {len(FILES['letter.pdf'])} bytes")
    assert text.unread is None


def test_one_packed_file_is_that_file() -> None:
    assert read(gzip.compress(NOTE)) == AttachedText((Page(0, NOTE.decode()),))


def test_what_is_not_opened_is_told_by_name_and_reason() -> None:
    content = made.zipped({"in.zip": made.zipped(FILES), "a.exe": b"MZ\0\0", "note.txt": NOTE})
    text = read(content)
    assert [page.text for page in text.pages] == ["Seen for gout."]
    assert why(text) == (
        "in.zip, a.exe of a.zip (an archive inside an archive: attach its files by themselves; of no kind that we "
        "read: send it as PDF, DOCX or text)"
    )


def test_many_that_are_not_read_are_counted() -> None:
    text = read(made.zipped({f"{number}.txt": b"Note %d" % number for number in range(30)}))
    assert len(text.pages) == 20
    assert why(text) == "10 of the 30 files of a.zip (we read 20 files of an archive: send it by itself)"


def test_encrypted_members_are_told() -> None:
    content = bytearray(made.zipped({"note.txt": NOTE}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    assert why(read(bytes(content))) == "a.zip (note.txt: encrypted: send it without a password)"


@pytest.mark.parametrize("content", [b"7z\xbc\xaf\x27\x1c\0\4", b"Rar!\x1a\x07\0"])
def test_other_archives_are_named(content: bytes) -> None:
    assert kind_of(content) is Kind.OTHER_ARCHIVE
    assert why(read(content)) == "a.zip (an archive of a kind that we do not open: pack its files as a zip)"


def test_links_are_not_followed() -> None:
    links = []
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE):
        info = tarfile.TarInfo(f"link{kind!r}")
        info.type, info.linkname = kind, "/etc/passwd"
        links.append((info, b""))
    text = read(tar_of(*links, (tarfile.TarInfo("note.txt"), NOTE)))
    assert [page.text for page in text.pages] == ["Seen for gout."]
    assert "a link to another file" in why(text)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert read(out.getvalue()).pages == ()


def test_names_are_text_without_what_is_invisible() -> None:
    text = read(made.zipped({"../../etc/\u202egpj.note\u200b.txt": NOTE, "__MACOSX/._x": b"\0", ".DS_Store": b"\0"}))
    assert [page.file for page in text.pages] == ["../../etc/gpj.note.txt"]
    assert text.inside == ("../../etc/gpj.note.txt, 14 bytes",)
    assert text.unread is None


def bomb_of_sizes() -> bytes:
    return made.zipped({f"{number}.txt": b"word " * 2_000_000 for number in range(8)})


def overlapping() -> bytes:
    """Two entries of the directory for the same bytes."""
    content = made.zipped({"a.txt": NOTE * 1000})
    at = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    entry = content[at:end]
    tail = bytearray(content[end:])
    struct.pack_into("<HHII", tail, 8, 2, 2, 2 * len(entry), at)
    return content[:at] + entry * 2 + bytes(tail)


def lying() -> bytes:
    """A member that holds more than it declares."""
    content = bytearray(made.zipped({"a.txt": b"word " * 2_000_000}))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", content, content.index(mark) + at, 1000)
    return bytes(content)


def a_million_members() -> bytes:
    head = tarfile.TarInfo("x").tobuf()
    return gzip.compress(head * 90_000, 1)


def huge_pax_header() -> bytes:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 8**11 - 1
    return info.tobuf() + b"0" * 1024


def sparse() -> bytes:
    info = tarfile.TarInfo("x")
    info.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": str(2**40)}
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info.size = 512
        archive.addfile(info, io.BytesIO(b"1\n0\n1\n".ljust(512, b"\0")))
    return out.getvalue()


BOMBS: dict[str, Callable[[], bytes]] = {
    "sizes": bomb_of_sizes,
    "overlapping": overlapping,
    "lying": lying,
    "ratio": lambda: made.zipped({"a.txt": b"a" * 40_000_000}),
    "gzip": lambda: gzip.compress(b"a" * 200_000_000, 1),
    "gzip of gzip": lambda: gzip.compress(gzip.compress(b"a" * 200_000_000)),
    "xz": lambda: lzma.compress(b"a" * 200_000_000, preset=0),
    "bzip2": lambda: bz2.compress(b"a" * 100_000_000),
    "zip of bzip2": lambda: made.zipped({"a.txt": b"a" * 40_000_000}, packed=zipfile.ZIP_BZIP2),
    "zip of xz": lambda: made.zipped({"a.txt": b"a" * 40_000_000}, packed=zipfile.ZIP_LZMA),
    "members of a zip": lambda: made.zipped(dict.fromkeys(map(str, range(20_000)), b"x")),
    "members of a tar": a_million_members,
    "pax header": huge_pax_header,
    "sparse": sparse,
    "cut off": lambda: made.zipped(FILES)[:-30],
    "cut off in gzip": lambda: gzip.compress(plain_tar(FILES))[:-30],
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_what_was_made_to_be_large_is_not_opened(bomb: str) -> None:
    content: bytes = BOMBS[bomb]()
    began = time.monotonic()
    text = read(content)
    assert text.pages == ()
    assert why(text)
    assert time.monotonic() - began < 20


def test_every_cut_and_flip_of_an_archive_is_told_or_read() -> None:
    for content in (made.zipped({"a.txt": NOTE}), gzip.compress(plain_tar({"a.txt": NOTE}))):
        for at in range(0, len(content), max(1, len(content) // 8)):
            flipped = bytearray(content)
            flipped[at] ^= 0xFF
            for damaged in (content[:at], bytes(flipped)):
                text = read(damaged)
                assert text.pages or text.unread
