"""How many units are paid, in which setting, and what an absent code does not say."""

import os
from datetime import date
from pathlib import Path

import pytest

from codesets import Dataset, IncompleteSourceError, Shelf, import_file, open_shelf
from codesets.errors import BrokenSourceError, UnknownSourceError
from codesets.ncci import mue
from codesets.values import NotLoaded
from tests.codesets.ncci import tables
from tests.codesets.workbooks import workbook

DAY = date(2024, 7, 15)


@pytest.mark.parametrize(
    ("code", "units", "indicator"), [("99213", 2, 3), ("g0439", 1, 2), ("J3301", 16, 3), ("K0001", 2, 1)]
)
def test_a_limit_has_its_units_and_says_how_they_are_counted(
    ncci_shelf: Shelf, code: str, units: int, indicator: int
) -> None:
    found = mue.limit(ncci_shelf, code, DAY)
    assert isinstance(found, mue.Mue)
    assert (found.code, found.units, found.indicator, found.payable) == (code.upper(), units, indicator, True)
    assert found.release.name == "NCCI MUE, practitioner, 2024 Q3"


def test_zero_is_not_payable_and_absent_is_not_unlimited(ncci_shelf: Shelf) -> None:
    found = mue.limit(ncci_shelf, "A4206", DAY)
    assert isinstance(found, mue.Mue)
    assert (found.units, found.payable) == (0, False)
    assert mue.limit(ncci_shelf, "99999", DAY) is None


def test_the_setting_and_the_day_choose_the_table(ncci_shelf: Shelf) -> None:
    found = mue.limit(ncci_shelf, "99213", DAY, Dataset.MUE_OUTPATIENT)
    assert isinstance(found, mue.Mue)
    assert found.units == 6
    assert mue.limit(ncci_shelf, "99213", DAY, Dataset.MUE_DME) == NotLoaded(Dataset.MUE_DME, DAY, None)
    assert isinstance(mue.limit(ncci_shelf, "99213", date(2024, 10, 1)), NotLoaded)


@pytest.mark.usefixtures("any_size")
def test_what_a_corrected_table_leaves_out_is_gone(tmp_path: Path) -> None:
    for number, limits in enumerate((tables.MUE_LIMITS, tables.MUE_LIMITS[1:])):
        (tmp_path / tables.MUE_NAME).write_bytes(tables.mue(limits))
        (made,) = import_file(tmp_path / "stores", tmp_path / tables.MUE_NAME)
        os.utime(made, (number, number))  # the clock of a file system may not tell two quick imports apart
    with open_shelf(tmp_path / "stores") as shelf:
        assert mue.limit(shelf, tables.MUE_LIMITS[0][0], DAY) is None
        assert isinstance(mue.limit(shelf, "99213", DAY), mue.Mue)


@pytest.mark.usefixtures("any_size")
def test_the_workbook_reads_as_the_text_does(tmp_path: Path) -> None:
    header = ["HCPCS/\nCPT Code", "DME Supplier Services MUE Values", "MUE Adjudication Indicator", "MUE Rationale"]
    source = tmp_path / "MCR_MUE_DMESupplierServices_Eff_10-01-2024.xlsx"
    source.write_bytes(workbook([["CPT codes are copyright."], header, *tables.MUE_LIMITS]))
    import_file(tmp_path / "stores", source)
    with open_shelf(tmp_path / "stores") as shelf:
        found = mue.limit(shelf, "J3301", date(2024, 12, 31), Dataset.MUE_DME)
        assert isinstance(found, mue.Mue)
        assert (found.units, found.release.first_day) == (16, date(2024, 10, 1))


@pytest.mark.usefixtures("any_size")
@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("MUE_Practitioner.csv", tables.mue(), "say them with --from"),
        ("MCD_MUE_PractitionerServices_Eff_07-01-2024.csv", tables.mue(), "a table of Medicaid"),
        (tables.MUE_NAME, tables.mue()[:-5], "breaks off in line 10"),
        (tables.MUE_NAME, tables.mue().replace(b",16,", b",sixteen,"), "'sixteen' is no number of units"),
        (tables.MUE_NAME, tables.mue().replace(b"1 Line Edit", b"4 Line Edit"), "is no adjudication indicator"),
        (tables.MUE_NAME, tables.mue() + tables.mue(), "Line 1[2-6] .* is damaged"),
        (tables.MUE_NAME, tables.mue() + b'"', "is not comma separated"),
        (tables.MUE_NAME, tables.mue(service="Other"), "no layout that this version reads"),
    ],
)
def test_what_is_damaged_or_unknown_is_refused(tmp_path: Path, name: str, data: bytes, sentence: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises((BrokenSourceError, UnknownSourceError), match=sentence):
        import_file(tmp_path / "stores", tmp_path / name)


@pytest.mark.parametrize(
    ("service", "least"), [("Practitioner", "13,000"), ("Outpatient Hospital", "13,000"), ("DME Supplier", "2,500")]
)
def test_each_setting_has_a_number_of_limits_that_is_half_a_table(tmp_path: Path, service: str, least: str) -> None:
    (tmp_path / tables.MUE_NAME).write_bytes(tables.mue(service=service))
    with pytest.raises(IncompleteSourceError, match=f"{least} or more rows, but the file yields 6"):
        import_file(tmp_path / "stores", tmp_path / tables.MUE_NAME)
