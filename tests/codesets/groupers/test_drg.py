"""Inpatient stays grouped, with the package and without it. The groups are those of CMS's definitions manual."""

import sys
from dataclasses import replace
from datetime import date

import pytest

from codesets.groupers import Drg, InpatientCase, Unavailable, group, standing

MAY = date(2026, 5, 15)
INFARCTION = InpatientCase("I21.09", MAY, "M", ("J96.01",))


@pytest.mark.parametrize(
    ("case", "number"),
    [
        (INFARCTION, "280"),
        (replace(INFARCTION, secondary=()), "282"),
        (replace(INFARCTION, discharge_status="20"), "283"),
        (InpatientCase("b20", MAY, "F"), "977"),
        (InpatientCase("K35.80", MAY, "F", procedures=("0dtj4zz",)), "399"),
        (InpatientCase("N40.0", MAY, "M"), "726"),
    ],
)
def test_a_stay_has_its_group(case: InpatientCase, number: str) -> None:
    found = group(case)
    assert isinstance(found, Drg)
    assert (found.number, found.source) == (number, "MS-DRG v43.1")
    assert found.title


def test_a_procedure_of_the_operating_room_makes_it_surgical() -> None:
    found = group(InpatientCase("K35.80", MAY, "F", procedures=("0DTJ4ZZ",)))
    assert isinstance(found, Drg)
    assert found.surgical


@pytest.mark.parametrize(
    ("discharged", "version"),
    [
        (date(2026, 3, 31), "v43"),
        (date(2026, 4, 1), "v43.1"),
        (date(2026, 9, 30), "v43.1"),
        (date(2024, 10, 1), "v42"),
        (date(2019, 9, 30), "v36"),
        (date(2020, 12, 31), "v38"),
    ],
)
def test_the_version_is_that_of_the_day_of_discharge(discharged: date, version: str) -> None:
    found = group(replace(INFARCTION, discharged=discharged))
    assert isinstance(found, Drg)
    assert found.version == version
    assert found.first_day <= discharged <= found.last_day


@pytest.mark.parametrize("discharged", [date(2026, 10, 1), date(2015, 10, 1), date(2023, 4, 1), date(2021, 1, 1)])
def test_a_day_that_no_version_covers_is_said(discharged: date) -> None:
    found = group(replace(INFARCTION, discharged=discharged))
    assert isinstance(found, Unavailable)
    assert "has no version for a discharge on" in found.sentence


def test_a_principal_diagnosis_that_is_no_code_is_not_shortened_into_one() -> None:
    found = group(replace(INFARCTION, principal="I21.099"))
    assert isinstance(found, Unavailable)
    assert "does not group by I21.099" in found.sentence


def test_what_the_grouper_does_not_take_is_noted() -> None:
    adult, newborn = group(INFARCTION), group(InpatientCase("Z38.00", MAY, "F", age=0))
    assert isinstance(adult, Drg)
    assert isinstance(newborn, Drg)
    assert not any("newborn" in note for note in adult.notes)
    assert any("birth weight" in note for note in newborn.notes)


def test_a_complication_acquired_in_hospital_does_not_raise_the_group() -> None:
    fall = InpatientCase("I10", MAY, "F", ("S72.001A",))
    present, acquired = (group(replace(fall, present_on_admission={"S72.001A": indicator})) for indicator in ("Y", "N"))
    assert isinstance(present, Drg)
    assert isinstance(acquired, Drg)
    assert (present.number, acquired.number) == ("304", "305")


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [name for name in sys.modules if name.split(".")[0] == "drgpy"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "drgpy", None)
    assert group(INFARCTION) == Unavailable("MS-DRG", "MS-DRG: not loaded; install caseconsultant[drg]")


def test_the_standing_names_version_and_payment_year_or_why_there_is_none() -> None:
    assert standing(MAY) == ["MS-DRG v43.1 is loaded", "CMS-HCC V28, payment year 2027, is loaded"]
    before = standing(date(2010, 1, 1))
    assert "no version for a discharge on 1 Jan 2010" in before[0]
    assert "payment year 2011" in before[1]
