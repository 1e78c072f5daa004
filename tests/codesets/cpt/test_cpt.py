"""The operator's licensed files, made up here: read with the licence, refused without it, and named in each answer."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from codesets import (
    BrokenSourceError,
    Dataset,
    IncompleteSourceError,
    NotLoaded,
    Release,
    Shelf,
    Status,
    import_file,
    open_shelf,
)
from codesets.cpt import lookup, validity
from codesets.errors import LicenceMissingError

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
DAY = date(2026, 5, 15)
NOTICE = "CPT is a made-up file of a test\r\nand these lines stand above its codes.\r\n\r\n"
FEES = Release(Dataset.MPFS, "MPFS 2026", FIRST, LAST, 1, "f")


def _text(separator: str, wording: str, count: int = 9_000) -> str:
    special = ("00100", "0001U", "0500F", "0600T", "99607")
    codes = sorted((*(f"{number:05}" for number in range(90_000, 90_000 + count)), *special))
    return NOTICE + "".join(f"{code}{separator}{wording} {code}\r\n" for code in codes)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    folder = tmp_path_factory.mktemp("cpt")
    (folder / "LONGULT.txt").write_text(_text("\t", "Made-up visit"), encoding="latin-1")
    (folder / "SHORTU.txt").write_text(_text(" ", "VISIT"), encoding="latin-1")
    for name in ("LONGULT.txt", "SHORTU.txt"):
        import_file(folder / "stores", folder / name, FIRST, LAST, cpt_licence="Example Clinic")
    with open_shelf(folder / "stores") as opened:
        yield opened


def test_without_a_licence_nothing_is_read(tmp_path: Path) -> None:
    (tmp_path / "MEDU.txt").write_text(_text(" ", "VISIT"), encoding="latin-1")
    with pytest.raises(LicenceMissingError, match="cpt_licence"):
        import_file(tmp_path / "stores", tmp_path / "MEDU.txt", FIRST, LAST)
    assert not (tmp_path / "stores").exists()


def test_the_files_of_an_edition_complete_each_other(shelf: Shelf) -> None:
    found = lookup.entry(shelf, " 90214", DAY)
    assert isinstance(found, lookup.CptCode)
    assert (found.long, found.medium, found.short) == ("Made-up visit 90214", "", "VISIT 90214")
    assert found.title == "Made-up visit 90214"
    assert lookup.entry(shelf, "80001", DAY) is None
    assert isinstance(lookup.entry(shelf, "90214", date(2027, 1, 1)), NotLoaded)


def test_a_table_with_a_header_reads_as_well(tmp_path: Path) -> None:
    rows = "".join(f'{number:05},"Visit, made up {number}",V{number}\n' for number in (100, *range(90_000, 99_608)))
    (tmp_path / "cpt-2026.csv").write_text("CPT Code,Long Descriptor,Short Descriptor\n" + rows, encoding="utf-8")
    import_file(tmp_path / "stores", tmp_path / "cpt-2026.csv", FIRST, LAST, cpt_licence="Example Clinic")
    with open_shelf(tmp_path / "stores") as opened:
        found = lookup.entry(opened, "90001", DAY)
        assert isinstance(found, lookup.CptCode)
        assert (found.long, found.short) == ("Visit, made up 90001", "V90001")


def test_half_files_are_refused(tmp_path: Path) -> None:
    source = tmp_path / "LONGULT.txt"
    source.write_text(_text("\t", "Visit", 100), encoding="latin-1")
    with pytest.raises(IncompleteSourceError):
        import_file(tmp_path / "stores", source, FIRST, LAST, cpt_licence="Example Clinic")
    source.write_text(_text("\t", "Visit") + "902\r\n", encoding="latin-1")
    with pytest.raises(BrokenSourceError, match=r"Line 9009 of LONGULT\.txt has no CPT code"):
        import_file(tmp_path / "stores", source, FIRST, LAST, cpt_licence="Example Clinic")


def test_the_licensed_file_decides(shelf: Shelf) -> None:
    valid = validity.check(shelf, "0600t", DAY, [_fees])
    assert (valid.status, valid.release and valid.release.name) == (Status.VALID, "CPT")
    assert valid.sentence == "0600T is in CPT, in force 1 Jan 2026 to 31 Dec 2026 (the licensed file)."
    unknown = validity.check(shelf, "80001", DAY, [_fees])
    assert (unknown.status, unknown.billable) == (Status.NOT_HELD, False)


def test_without_it_the_fee_schedule_is_named() -> None:
    empty = Shelf([])
    held = validity.check(empty, "80001", DAY, [_fees])
    assert (held.status, held.release) == (Status.VALID, FEES)
    assert "MPFS 2026" in held.sentence
    assert "the licensed file of CPT is not loaded here" in held.sentence
    absent = validity.check(empty, "80002", DAY, [_fees])
    assert absent.status is Status.NOT_LOADED
    assert "does not list every code" in absent.sentence
    assert validity.check(empty, "80001", DAY).sentence == "80001 was not checked: CPT is not loaded here."


def test_on_another_day_nothing_is_concluded(shelf: Shelf) -> None:
    found = validity.check(shelf, "90214", date(2027, 1, 1))
    assert (found.status, found.release and found.release.name) == (Status.NOT_LOADED_FOR_DATE, "CPT")
    assert "does not cover 1 Jan 2027" in found.sentence


def _fees(_shelf: Shelf, code: str, on: date) -> Release | None:
    return FEES if code == "80001" and FEES.covers(on) else None
