"""Which codes are paid only beside another, and who says beside which."""

import os
from datetime import date
from pathlib import Path

import pytest

from codesets import Shelf, import_file, open_shelf
from codesets.errors import BrokenSourceError, UnknownSourceError
from codesets.ncci import add_on
from codesets.values import NotLoaded
from tests.codesets.ncci import tables

DAY = date(2024, 7, 15)
BROKEN = ("1", "22634", "", "2263", "", "2013001", "", "")


@pytest.mark.parametrize(
    ("code", "kind", "primaries"),
    [("22634", 1, ("22633",)), ("96121", 1, ("96116",)), ("0054T", 2, ()), ("33924", 3, ("33471",))],
)
def test_an_add_on_code_names_its_primaries_or_leaves_them_to_the_contractor(
    ncci_shelf: Shelf, code: str, kind: int, primaries: tuple[str, ...]
) -> None:
    found = add_on.add_on(ncci_shelf, code.lower(), DAY)
    assert isinstance(found, add_on.AddOn)
    assert (found.code, found.kind, found.primaries) == (code, kind, primaries)
    assert found.release.name == "NCCI add-on codes, 2024 Q3"


def test_days_of_the_year_end_a_pair(ncci_shelf: Shelf) -> None:
    def primaries(day: date) -> tuple[str, ...]:
        found = add_on.add_on(ncci_shelf, "G2212", day)
        assert isinstance(found, add_on.AddOn)
        return found.primaries

    assert primaries(date(2024, 7, 1)) == ("99205",), "day 182 of 2024 was 30 June"
    assert primaries(date(2024, 12, 31)) == ("99205",)


def test_what_is_no_add_on_code_and_what_is_not_known(ncci_shelf: Shelf) -> None:
    assert add_on.add_on(ncci_shelf, "99205", DAY) is None
    assert add_on.add_ons_to(ncci_shelf, "99205", DAY) == ["G2212"]
    assert add_on.add_ons_to(ncci_shelf, "33470", DAY) == [], "the primary code was deleted in 2022"
    for day in (date(2024, 6, 30), date(2025, 1, 1)):
        assert isinstance(add_on.add_on(ncci_shelf, "22634", day), NotLoaded)
        assert isinstance(add_on.add_ons_to(ncci_shelf, "22633", day), NotLoaded)


@pytest.mark.usefixtures("any_size")
def test_what_a_corrected_list_leaves_out_is_gone(tmp_path: Path) -> None:
    for number, edits in enumerate((tables.AOC_EDITS, [edit for edit in tables.AOC_EDITS if edit[1] != "22634"])):
        (tmp_path / tables.AOC_NAME).write_bytes(tables.add_ons(edits))
        (made,) = import_file(tmp_path / "stores", tmp_path / tables.AOC_NAME)
        os.utime(made, (number, number))  # the clock of a file system may not tell two quick imports apart
    with open_shelf(tmp_path / "stores") as shelf:
        assert add_on.add_on(shelf, "22634", DAY) is None
        assert add_on.add_ons_to(shelf, "22633", DAY) == []
        assert add_on.add_ons_to(shelf, "96116", DAY) == ["96121"], "and what it keeps is told once"


@pytest.mark.usefixtures("any_size")
def test_the_workbook_reads_as_the_text_does(tmp_path: Path) -> None:
    source = tmp_path / "AOC_V2025Q1-MCR.xlsx"
    source.write_bytes(tables.add_ons_workbook())
    import_file(tmp_path / "stores", source)
    with open_shelf(tmp_path / "stores") as shelf:
        found = add_on.add_on(shelf, "33924", date(2025, 12, 31))
        assert isinstance(found, add_on.AddOn)
        assert (found.kind, found.primaries, found.release.rows) == (3, ("33471",), len(tables.AOC_EDITS))


@pytest.mark.usefixtures("any_size")
@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("aoc.txt", tables.add_ons(), "say them with --from"),
        ("aoc_v2024q3-medicaid.txt", tables.add_ons(), "a table of Medicaid"),
        (tables.AOC_NAME, tables.add_ons()[:-70], "Line 8 of .* is no line of the add-on code file"),
        (tables.AOC_NAME, tables.add_ons().replace(b"2019001", b"2019400"), "Line 3 .* damaged"),
        (tables.AOC_NAME, tables.add_ons() * 2, "a row twice"),
        (
            "AOC_V2024Q3-MCR.xlsx",
            tables.add_ons_workbook([("1", "22634", "", "2263", "", "2013001", "", "")]),
            "'2263'",
        ),
    ],
)
def test_what_is_damaged_or_unknown_is_refused(tmp_path: Path, name: str, data: bytes, sentence: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises((BrokenSourceError, UnknownSourceError), match=sentence):
        import_file(tmp_path / "stores", tmp_path / name)
