"""Which two codes are not paid together, on which day, and when the answer is not known."""

import os
from datetime import date
from pathlib import Path

import pytest

from codesets import Dataset, IncompleteSourceError, Shelf, UnknownSourceError, import_file, open_shelf
from codesets.errors import BrokenSourceError
from codesets.ncci import ptp
from codesets.values import NotLoaded
from tests.codesets.mutations import zipped
from tests.codesets.ncci import tables

DAY = date(2024, 7, 15)


@pytest.mark.parametrize(
    ("column1", "column2", "indicator"),
    [
        ("80053", "80048", 0),
        ("29881", "29877", 0),
        ("45385", "45380", 1),
        ("11042", "97597", 1),
        ("93306", "93308", 1),
        ("64400", "12001", 1),
    ],
)
def test_an_edit_is_found_in_either_direction(ncci_shelf: Shelf, column1: str, column2: str, indicator: int) -> None:
    found = ptp.edit(ncci_shelf, column1, column2, DAY)
    assert isinstance(found, ptp.PtpEdit)
    assert (found.column1, found.column2, found.indicator) == (column1, column2, indicator)
    assert ptp.edit(ncci_shelf, column2.lower(), f" {column1}", DAY) == found
    assert found.release.name == "NCCI PTP edits, practitioner, 2024 Q3"


def test_what_is_open_old_or_later_is_told_by_its_days(ncci_shelf: Shelf) -> None:
    found = ptp.edit(ncci_shelf, "29881", "29877", DAY)
    assert isinstance(found, ptp.PtpEdit)
    assert (found.first_day, found.last_day, found.before_1996) == (date(1996, 1, 1), date.max, True)
    assert ptp.edit(ncci_shelf, "64400", "12004", DAY) is None, "deleted before the day"
    assert ptp.edit(ncci_shelf, "64400", "12002", date(2024, 7, 1)) is None, "indicator 9 never applied"
    assert ptp.edit(ncci_shelf, "64400", "64405", DAY) is None
    assert ptp.edit(ncci_shelf, "64400", "no code", DAY) is None


def test_the_history_of_a_pair_keeps_what_was_deleted(ncci_shelf: Shelf) -> None:
    found = ptp.history(ncci_shelf, "12001", "64400")
    assert [(one.first_day.year, one.last_day.year, one.indicator) for one in found] == [
        (2022, 9999, 1),
        (2010, 2019, 0),
    ]
    assert [one.indicator for one in ptp.history(ncci_shelf, "64400", "12002")] == [ptp.NEVER_APPLIED]


def test_the_partners_of_a_code_stand_on_both_sides(ncci_shelf: Shelf) -> None:
    found = ptp.partners(ncci_shelf, "12001", DAY)
    assert isinstance(found, list)
    assert [(one.column1, one.column2) for one in found] == [("64400", "12001")]
    assert ptp.partners(ncci_shelf, "80053", DAY, limit=0) == []


def test_hospitals_have_a_table_of_their_own(ncci_shelf: Shelf) -> None:
    found = ptp.edit(ncci_shelf, "80053", "80048", DAY, Dataset.PTP_HOSPITAL)
    assert isinstance(found, ptp.PtpEdit)
    assert found.indicator == 1
    assert ptp.edit(ncci_shelf, "45385", "45380", DAY, Dataset.PTP_HOSPITAL) is None


def test_outside_the_quarter_nothing_is_guessed(ncci_shelf: Shelf) -> None:
    for day in (date(2024, 6, 30), date(2024, 10, 1)):
        found = ptp.edit(ncci_shelf, "80053", "80048", day)
        assert isinstance(found, NotLoaded)
        assert found.nearest is not None
        assert found.nearest.name.endswith("2024 Q3")
        assert isinstance(ptp.partners(ncci_shelf, "80053", day), NotLoaded)


@pytest.mark.usefixtures("any_size")
def test_without_all_four_files_no_edit_is_no_answer(tmp_path: Path) -> None:
    for part in (1, 2, 3, 4):
        name = f"ccipra-v302r0-f{part}.txt"
        (tmp_path / name).write_bytes(tables.ptp([(f"4538{part}", "45380", "", "20200101", "*", "1", "Made up")]))
        import_file(tmp_path / "stores", tmp_path / name)
        with open_shelf(tmp_path / "stores") as shelf:
            assert isinstance(ptp.edit(shelf, "45381", "45380", DAY), ptp.PtpEdit), "what is there is known"
            if part == 4:
                found = ptp.partners(shelf, "45380", DAY, limit=3)
                assert isinstance(found, list)
                assert [one.column1 for one in found] == ["45381", "45382", "45383"]
            absent = ptp.edit(shelf, "45385", "45380", DAY)
            assert absent is None if part == 4 else isinstance(absent, NotLoaded)


@pytest.mark.usefixtures("any_size")
def test_a_later_revision_takes_the_place_of_the_first(tmp_path: Path) -> None:
    for revision, indicator in ((1, "1"), (0, "0")):
        name = f"ccipra-v302r{revision}.txt"
        (tmp_path / name).write_bytes(tables.ptp([("45385", "45380", "", "20200101", "*", indicator, "Made up")]))
        import_file(tmp_path / "stores", tmp_path / name)
    with open_shelf(tmp_path / "stores") as shelf:
        found = ptp.edit(shelf, "45385", "45380", DAY)
        assert isinstance(found, ptp.PtpEdit)
        assert (found.indicator, found.release.name) == (1, "NCCI PTP edits, practitioner, 2024 Q3, revision 1")


@pytest.mark.usefixtures("any_size")
def test_a_file_that_was_corrected_under_its_name_takes_the_place_of_the_first(tmp_path: Path) -> None:
    kept, withdrawn = (("45385", other, "", "20200101", "*", "1", "Made up") for other in ("45380", "45381"))
    for number, edits in enumerate(([kept, withdrawn], [kept])):
        source = tmp_path / "ccipra-v302r0.txt"
        source.write_bytes(tables.ptp(edits))
        (made,) = import_file(tmp_path / "stores", source)
        os.utime(made, (number, number))  # the clock of a file system may not tell two quick imports apart
    with open_shelf(tmp_path / "stores") as shelf:
        assert isinstance(ptp.edit(shelf, "45385", "45380", DAY), ptp.PtpEdit)
        assert ptp.edit(shelf, "45385", "45381", DAY) is None


@pytest.mark.usefixtures("any_size")
def test_the_workbook_reads_as_the_text_does_and_a_zip_of_both_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "ccipra-v302r0.xlsx").write_bytes(tables.ptp_workbook())
    import_file(tmp_path / "stores", tmp_path / "ccipra-v302r0.xlsx")
    (tmp_path / "ccipra-v311r0.zip").write_bytes(zipped("ccipra-v311r0.xlsx", tables.ptp_workbook()))
    import_file(tmp_path / "stores", tmp_path / "ccipra-v311r0.zip")
    with open_shelf(tmp_path / "stores") as shelf:
        for day in (DAY, date(2025, 4, 1)):
            found = ptp.edit(shelf, "93306", "93308", day)
            assert isinstance(found, ptp.PtpEdit)
            assert (found.indicator, found.last_day, found.release.rows) == (1, date.max, len(tables.PTP_EDITS))


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("edits-v302r0.txt", tables.ptp(), "does not say whose"),
        ("ccipra.txt", tables.ptp(), "say them with --from"),
        ("MCD_ccipra-v302r0.txt", tables.ptp(), "a table of Medicaid"),
    ],
)
def test_a_file_that_does_not_say_what_it_is_is_not_guessed(
    tmp_path: Path, name: str, data: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnknownSourceError, match=sentence):
        import_file(tmp_path / "stores", tmp_path / name)


@pytest.mark.usefixtures("any_size")
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (tables.ptp()[:-9], "breaks off in line 15"),
        (tables.ptp()[:-40], "Line 15 of ccipra-v302r0-f1.txt has 5 columns instead of 7"),
        (tables.ptp().replace(b"20150101", b"20151301"), "Line 7 .* damaged"),
        (tables.ptp().replace(b"\t97597", b"\t9759"), "'9759' is no HCPCS or CPT code"),
        (tables.ptp((*tables.PTP_EDITS, tables.PTP_EDITS[0])), "a row twice"),
        (tables.ptp().replace(b"Deletion", b"Date"), "The column Deletion stands not"),
        (tables.ptp([("1", "2", "", "", "", "", "")]), "no layout that this version reads"),
    ],
)
def test_a_damaged_file_is_refused_with_the_line(tmp_path: Path, data: bytes, sentence: str) -> None:
    (tmp_path / tables.PTP_NAME).write_bytes(data)
    with pytest.raises((BrokenSourceError, UnknownSourceError), match=sentence):
        import_file(tmp_path / "stores", tmp_path / tables.PTP_NAME)
    assert not list((tmp_path / "stores").glob("*.sqlite*"))


@pytest.mark.parametrize(("name", "least"), [(tables.PTP_NAME, "400,000"), ("ccipra-v302r0.txt", "2,000,000")])
def test_a_file_of_nine_edits_is_half_a_part_and_less_of_an_edition(tmp_path: Path, name: str, least: str) -> None:
    (tmp_path / name).write_bytes(tables.ptp())
    with pytest.raises(IncompleteSourceError, match=f"{least} or more rows, but the file yields 9"):
        import_file(tmp_path / "stores", tmp_path / name)
