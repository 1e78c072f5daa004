"""Zips as operators have them: nested, damaged, encrypted, or made to fill the disk."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from codesets import BrokenSourceError, UnknownSourceError, import_file
from codesets.files import archives, sources
from codesets.files.sources import Member, members
from tests.codesets.workbooks import workbook


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def _written(folder: Path, content: bytes) -> Path:
    path = folder / "codes.zip"
    path.write_bytes(content)
    return path


def test_a_plain_file_is_one_member(tmp_path: Path) -> None:
    path = tmp_path / "codes.txt"
    path.write_bytes(b"A0021")
    (member,) = members(path)
    assert (member.name, member.head(), member.names) == ("codes.txt", b"A0021", ())
    assert member.digest() == hashlib.sha256(b"A0021").hexdigest()


def test_zips_within_zips_are_opened_and_each_stands_before_what_it_holds(tmp_path: Path) -> None:
    inner = zipped({"csv/lcd.csv": b"lcd_id", "empty/": b""})
    path = _written(tmp_path, zipped({"all_lcd.zip": zipped({"lcd_csv.zip": inner}), "read me.txt": b"read"}))
    found = members(path)
    assert [member.name for member in found] == ["codes.zip", "all_lcd.zip", "lcd_csv.zip", "lcd.csv", "read me.txt"]
    assert found[2].names == ("csv/lcd.csv",)
    assert found[2].head() == b"csv/lcd.csv"
    with found[3].open() as stream:
        assert stream.read() == b"lcd_id"
    assert found[2].within("csv/lcd.csv") == found[3]


def test_a_name_that_leaves_the_folder_is_only_a_name(tmp_path: Path) -> None:
    path = _written(tmp_path, zipped({"../../outside.txt": b"x"}))
    (_, member) = members(path)
    assert (member.name, member.head()) == ("outside.txt", b"x")
    assert not list(tmp_path.parent.glob("outside*"))


def test_a_workbook_is_one_file_however_it_is_named(tmp_path: Path) -> None:
    path = _written(tmp_path, workbook([["HCPC"]]))
    assert members(path) == [Member(path, "codes.zip")]


def test_a_truncated_zip(tmp_path: Path) -> None:
    whole = zipped({"codes.txt": b"A0021" * 10_000})
    for length in (len(whole) - 1, len(whole) // 2, 5):
        with pytest.raises(BrokenSourceError, match=r"codes\.zip (is a zip file that ends too early|is damaged)"):
            import_file(tmp_path / "stores", _written(tmp_path, whole[:length]))


def test_a_zip_whose_content_was_changed_does_not_pass_its_checksum(tmp_path: Path) -> None:
    whole = zipped({"codes.txt": b"A0021" * 100}, zipfile.ZIP_STORED)
    path = _written(tmp_path, whole.replace(b"A0021A0021", b"A0021A0022", 1))
    (_, member) = members(path)
    with pytest.raises(BrokenSourceError, match=r"codes\.txt in codes\.zip is damaged"):
        member.digest()


def test_a_bomb_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_FLOOR", 1_000)
    bomb = zipped({"codes.txt": b"\0" * 10_000_000})
    for content in (bomb, zipped({"inner.zip": bomb}, zipfile.ZIP_STORED)):
        with pytest.raises(BrokenSourceError, match="would unpack to more than any official file has"):
            members(_written(tmp_path, content))


def test_many_files_are_a_bomb_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBERS", 3)
    with pytest.raises(BrokenSourceError, match="would unpack to more"):
        members(_written(tmp_path, zipped({str(number): b"" for number in range(4)})))


def test_zips_that_are_nested_without_end_are_opened_to_a_depth(tmp_path: Path) -> None:
    content = zipped({"a.txt": b"x"})
    for _ in range(6):
        content = zipped({"inner.zip": content})
    found = members(_written(tmp_path, content))
    assert len(found) == 4
    assert len(found[-1].inside) == 3


def test_an_encrypted_zip(tmp_path: Path) -> None:
    content = bytearray(zipped({"codes.txt": b"A0021"}))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + flags] |= 1
    with pytest.raises(BrokenSourceError, match="is encrypted; unpack it and import the files in it"):
        members(_written(tmp_path, bytes(content)))


def test_what_has_no_known_layout_is_named(tmp_path: Path) -> None:
    for content in (b"What is this?", zipped({"picture.png": b"\x89PNG"}), workbook([["Something", "else"]])):
        with pytest.raises(UnknownSourceError, match=r"codes\.zip has no layout that this version reads"):
            import_file(tmp_path / "stores", _written(tmp_path, content))
    assert not (tmp_path / "stores").exists()


def test_large_inner_zips_go_through_a_file_without_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_IN_MEMORY", 100)
    path = _written(tmp_path, zipped({"inner.zip": zipped({"a.txt": bytes(range(256)) * 40})}))
    assert members(path)[-1].head() == bytes(range(256)) * 40
    assert not list(tmp_path.glob("*a.txt*"))
