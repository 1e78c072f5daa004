"""What the fee schedule says of a code, whichever of its files was read, and what a service is paid where."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from codesets import Shelf, import_file, open_shelf
from codesets.cpt import validity
from codesets.errors import BrokenSourceError, IncompleteSourceError, UnknownSourceError
from codesets.mpfs import localities, payment, schedule
from codesets.values import Dataset, NotLoaded, Release, Status
from tests.codesets.mpfs import tables

DAY = date(2025, 11, 3)


def _fee(shelf: Shelf, code: str, modifier: str = "", on: date = DAY, *, qualifying: bool = False) -> schedule.Fee:
    found = schedule.fee(shelf, code, on, modifier, qualifying=qualifying)
    assert isinstance(found, schedule.Fee)
    return found


def test_columns_are_found_by_the_words_above_them(mpfs_shelf: Shelf) -> None:
    found = _fee(mpfs_shelf, "27447")
    assert (found.status, found.global_days, found.work, found.malpractice) == (
        "A",
        "090",
        Decimal("19.60"),
        Decimal("4.03"),
    )
    assert (found.preoperative, found.intraoperative, found.postoperative) == (
        Decimal("0.10"),
        Decimal("0.69"),
        Decimal("0.21"),
    )
    assert (found.multiple, found.bilateral, found.assistant, found.co_surgeons, found.team) == (
        "2",
        "1",
        "2",
        "1",
        "0",
    )
    assert (found.nonfacility_na, found.facility_na) == (True, False)
    assert _fee(mpfs_shelf, "45380").endoscopic_base == "45378"
    assert found.release.name == "Physician fee schedule, October 2025"


def test_a_column_that_came_in_2026_moves_none_of_the_others(mpfs_shelf: Shelf) -> None:
    day = date(2026, 2, 1)
    before = _fee(mpfs_shelf, "27447")
    now = _fee(mpfs_shelf, "27447", on=day)
    assert replace(now, conversion_factor=before.conversion_factor, release=before.release) == before
    assert now.conversion_factor == Decimal("33.4009")
    assert _fee(mpfs_shelf, "27447", on=day, qualifying=True).conversion_factor == Decimal("33.5675")


def test_descriptions_of_others_are_not_kept(mpfs_shelf: Shelf) -> None:
    assert [_fee(mpfs_shelf, code).description for code in ("45380", "99213", "D0120")] == ["", "", ""]
    assert _fee(mpfs_shelf, "V5364").description == "Dysphagia screening"
    for store in mpfs_shelf:
        assert b"text of the A" not in store.path.read_bytes()


def test_components_and_days(mpfs_shelf: Shelf) -> None:
    assert schedule.fee(mpfs_shelf, "71046", DAY) is None
    rows = schedule.components(mpfs_shelf, "71046", DAY)
    assert isinstance(rows, list)
    assert [row.modifier for row in rows] == ["26"]
    assert isinstance(schedule.fee(mpfs_shelf, "99213", date(2025, 9, 30)), NotLoaded)
    assert isinstance(schedule.components(mpfs_shelf, "99213", date(2026, 4, 1)), NotLoaded)


@pytest.mark.usefixtures("any_size")
def test_the_text_reads_as_the_csv_does(tmp_path: Path, mpfs_shelf: Shelf) -> None:
    (tmp_path / "PPRRVU2025_Oct.txt").write_bytes(tables.fixed())
    import_file(tmp_path / "stores", tmp_path / "PPRRVU2025_Oct.txt")
    with open_shelf(tmp_path / "stores") as shelf:
        for row in tables.ROWS:
            csv = _fee(mpfs_shelf, row[0], row[1])
            assert replace(_fee(shelf, row[0], row[1]), release=csv.release) == csv


def test_a_service_is_paid_by_place_and_setting(mpfs_shelf: Shelf) -> None:
    visit = _fee(mpfs_shelf, "99213")
    assert payment.amount(visit) == Decimal("88.95")
    assert payment.amount(visit, facility=True) == Decimal("63.72")
    miami = localities.locality(mpfs_shelf, "09102", "4", DAY)
    assert isinstance(miami, localities.Locality)
    assert payment.amount(visit, miami) == Decimal("94.98")
    assert payment.amount(_fee(mpfs_shelf, "V5364")) is None


def test_localities_of_a_state_and_their_counties(mpfs_shelf: Shelf) -> None:
    found = localities.of_state(mpfs_shelf, "ak", DAY)
    assert isinstance(found, list)
    assert [(one.contractor, one.number, one.name, one.work) for one in found] == [
        ("02102", "01", "ALASKA", Decimal("1.5"))
    ]
    counties = localities.counties(mpfs_shelf, "9102", "4", DAY)
    assert isinstance(counties, list)
    assert [(one.state, one.area, one.counties) for one in counties] == [("FLORIDA", "MIAMI", "DADE AND MONROE")]
    assert localities.locality(mpfs_shelf, "1", "1", DAY) is None
    outside = date(2024, 12, 31)
    assert isinstance(localities.of_state(mpfs_shelf, "AL", outside), NotLoaded)
    assert isinstance(localities.counties(mpfs_shelf, "9102", "4", outside), NotLoaded)


@pytest.mark.usefixtures("any_size")
@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("PPRRVU2025_Oct.csv", tables.relative_values()[:-30], "has 2[0-9] columns instead of 31"),
        ("PPRRVU2025_Oct.csv", tables.relative_values().replace(b"BILAT", b"OTHER"), "column BILAT SURG stands not"),
        ("PPRRVU2025_Oct.csv", tables.relative_values().replace(b"19.60", b"19,60"), "has 32 columns instead of 31"),
        ("PPRRVU2025_Oct.csv", tables.relative_values().replace(b"19.60", b"19.6O"), "Line 11 .* damaged"),
        ("PPRRVU2025_Oct.csv", tables.relative_values((tables.VISIT, tables.VISIT)), "a row twice"),
        ("PPRRVU2025_Oct.txt", tables.fixed()[:-90], "Line 8 .* breaks off"),
        ("PPRRVU.txt", tables.fixed(), "say them with --from"),
        ("GPCI2025.csv", tables.INDICES.replace("1.081", "x").encode(), "Line 5 .* damaged"),
        ("GPCI2025.csv", tables.INDICES.replace("PE GPCI", "GPCI").encode(), "PE GPCI is not in the header"),
        ("25LOCCO.csv", tables.COUNTIES.replace("9102,4", "9102,X").encode(), "Line 8 .* damaged"),
    ],
)
def test_what_is_damaged_or_unknown_is_refused(tmp_path: Path, name: str, data: bytes, sentence: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises((BrokenSourceError, IncompleteSourceError, UnknownSourceError), match=sentence):
        import_file(tmp_path / "stores", tmp_path / name)


def test_the_schedule_tells_that_a_code_is_in_use(mpfs_shelf: Shelf) -> None:
    found = schedule.holds(mpfs_shelf, "27447", DAY)
    assert isinstance(found, Release)
    assert found.dataset is Dataset.MPFS
    assert schedule.holds(mpfs_shelf, "00000", DAY) is None
    assert isinstance(schedule.holds(mpfs_shelf, "27447", date(2031, 1, 1)), NotLoaded)
    checked = validity.check(mpfs_shelf, "27447", DAY, [schedule.holds])
    assert (checked.status, checked.release) == (Status.VALID, found)
