"""What people give to the import by mistake is refused with what to do instead."""

import gzip
import os
from pathlib import Path

import pytest

from codesets import BrokenSourceError, CodeSetError, SourceMissingError, UnknownSourceError, import_file
from tests.codesets.guidelines_pdf import pages, pdf
from tests.codesets.test_sources import zipped

MISTAKES = {
    "HCPC2026_JAN_ANWEB.txt.gz": (gzip.compress(b"A0021"), "is packed with gzip; unpack it with `gunzip`"),
    "manual.pdf": (
        pdf([["NCCI Policy Manual"]]),
        "is a PDF, but its first page is not that of the ICD-10-CM Official Guidelines",
    ),
    "table.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is a workbook of Excel 2003 or before"),
    "codes.rar": (b"Rar!\x1a\x07", "is packed as RAR"),
    "codes.7z": (b"7z\xbc\xaf\x27\x1c", "is packed as 7z"),
    "rvu26a.zip": (b"\n<!DOCTYPE html><html>License</html>", "is a web page and not the file that it links to"),
    "other.zip": (
        zipped(dict.fromkeys(("a.txt", "b.txt", "c/d.txt", "e.txt"), b"x")),
        r"and neither has a file in it \(a\.txt, b\.txt, d\.txt and 1 more\)",
    ),
    "other.txt": (b"Dear all", "has no layout that this version reads; it takes the files as CMS and NCHS publish"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_what_is_another_kind_of_file_is_named(tmp_path: Path, name: str) -> None:
    data, said = MISTAKES[name]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnknownSourceError, match=said):
        import_file(tmp_path / "stores", tmp_path / name)
    assert not (tmp_path / "stores").exists()


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, said in (
        ("absent.zip", "There is no file"),
        (".", "is a folder; name the files"),
        ("pipe", "is no file"),
    ):
        with pytest.raises(SourceMissingError, match=said):
            import_file(tmp_path / "stores", tmp_path / name)
    (tmp_path / "empty.txt").touch()
    with pytest.raises(BrokenSourceError, match=r"empty\.txt is empty; get the file again"):
        import_file(tmp_path / "stores", tmp_path / "empty.txt")


def test_what_may_not_be_read_says_how_it_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "codes.txt").write_text("A0021", encoding="ascii")
    monkeypatch.setattr(os, "access", lambda *_: False)  # tests may run as root, who may read everything
    with pytest.raises(SourceMissingError, match=r"may not be read by this user; allow it with `chmod a\+r"):
        import_file(tmp_path / "stores", tmp_path / "codes.txt")


def test_zips_that_are_nested_too_deep_end_in_a_sentence(tmp_path: Path) -> None:
    content = zipped({"a.txt": b"x"})
    for _ in range(6):
        content = zipped({"inner.zip": content})
    (tmp_path / "deep.zip").write_bytes(content)
    with pytest.raises(UnknownSourceError, match=r"neither has a file in it \(inner\.zip\)"):
        import_file(tmp_path / "stores", tmp_path / "deep.zip")


def test_a_broken_zip_within_a_zip_is_named(tmp_path: Path) -> None:
    (tmp_path / "outer.zip").write_bytes(zipped({"inner.zip": zipped({"a.txt": b"x" * 100})[:-30]}))
    with pytest.raises(CodeSetError, match=r"inner\.zip in outer\.zip is damaged"):
        import_file(tmp_path / "stores", tmp_path / "outer.zip")


def test_guidelines_that_are_cut_off_are_refused(tmp_path: Path) -> None:
    whole = pdf(pages(2))
    for share in (0.5, 0.9, 0.99):
        (tmp_path / "guidelines.pdf").write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(BrokenSourceError, match="ends too early"):
            import_file(tmp_path / "stores", tmp_path / "guidelines.pdf")
