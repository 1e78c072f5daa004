"""icd10cm.*: valid on which date, uncertain where, side by side, in which order, and with which companion."""

from datetime import date

import pytest

from codesets.claims import Diagnosis, Result, Setting, Sex
from codesets.values import NoteKind, Status
from tests.codesets.claims.invented import DAY, InventedTables, claim, found, line, results

TABLES = InventedTables()


def test_an_inpatient_stay_takes_the_discharge_date_and_others_the_lines_date() -> None:
    tables = InventedTables()
    discharge = date(2024, 10, 2)
    stay = claim(line("99213"), diagnoses=("I10",), setting=Setting.INPATIENT, discharge=discharge)
    assert results("icd10cm.validity", stay, tables) == {Result.PASS}
    assert {day for _, day in tables.asked} == {discharge}
    tables.asked.clear()
    assert results("icd10cm.validity", claim(line("99213"), diagnoses=("I10",)), tables) == {Result.PASS}
    assert {day for _, day in tables.asked} == {DAY}


def test_a_stay_without_its_discharge_is_not_run() -> None:
    stay = claim(line("99213"), diagnoses=("I10",), setting=Setting.INPATIENT)
    (finding,) = found("icd10cm.validity", stay, TABLES)
    assert finding.result is Result.NOT_RUN
    assert "discharge" in finding.remedy


def test_a_line_over_the_first_of_october_is_split_but_no_stay() -> None:
    spanning = line("99213", on=date(2024, 9, 28), through=date(2024, 10, 3))
    failed = [one for one in found("icd10cm.validity", claim(spanning), TABLES) if one.result is Result.FAILS]
    assert [finding.codes for finding in failed] == [("99213",)]
    stay = claim(spanning, setting=Setting.INPATIENT, discharge=date(2024, 10, 3))
    assert found("icd10cm.validity", stay, TABLES) == []
    within = line("99213", on=date(2024, 10, 1), through=date(2024, 10, 3))
    assert found("icd10cm.validity", claim(within), TABLES) == []


@pytest.mark.parametrize(
    ("status", "result"),
    [
        (Status.VALID, Result.PASS),
        (Status.HEADER, Result.FAILS),
        (Status.MISSING_SEVENTH, Result.FAILS),
        (Status.NOT_HELD, Result.FAILS),
        (Status.NOT_LOADED, Result.NOT_RUN),
        (Status.NOT_LOADED_FOR_DATE, Result.NOT_RUN),
    ],
)
def test_each_status_has_its_result(status: Status, result: Result) -> None:
    tables = InventedTables(invalid={"G35": status, "99213": status})
    (finding,) = found("icd10cm.validity", claim(line("99213"), diagnoses=("G35",)), tables)
    assert finding.result is result
    assert (finding.remedy == "") is (result is Result.PASS)
    (procedure,) = found("hcpcs.validity", claim(line("99213")), tables)
    assert procedure.result is result


def test_a_missing_side_is_asked_for_unless_others_notes_have_it() -> None:
    tables = InventedTables(invalid={"M17.1": Status.HEADER})
    (finding,) = found("icd10cm.validity", claim(line("99213"), diagnoses=("M17.1",)), tables)
    assert "unspecified code" in finding.remedy
    assert "other clinicians' notes" in finding.remedy


def test_what_has_no_form_of_a_procedure_code_fails() -> None:
    assert results("hcpcs.validity", claim(line("ABC")), TABLES) == {Result.FAILS}


@pytest.mark.parametrize(
    ("code", "setting", "result"),
    [
        ("J18.9", Setting.PRACTITIONER, Result.FAILS),
        ("J18.9", Setting.OUTPATIENT, Result.FAILS),
        ("J18.9", Setting.INPATIENT, Result.PASS),
        ("U07.1", Setting.INPATIENT, Result.FAILS),
        ("B20", Setting.INPATIENT, Result.FAILS),
        ("A92.5", Setting.INPATIENT, Result.FAILS),
        ("J09.X2", Setting.INPATIENT, Result.FAILS),
    ],
)
def test_uncertain_diagnoses_by_setting(code: str, setting: Setting, result: Result) -> None:
    asked = claim(line("99213"), diagnoses=(Diagnosis(code, uncertain=True),), setting=setting, discharge=DAY)
    assert results("icd10cm.uncertain", asked, TABLES) == {result}
    certain = claim(line("99213"), diagnoses=(code,), setting=setting, discharge=DAY)
    assert found("icd10cm.uncertain", certain, TABLES) == []


def test_excludes1_is_a_warning_that_says_why_and_what_payers_do() -> None:
    tables = InventedTables(noted={"E11": [(NoteKind.EXCLUDES1, "type 1 diabetes mellitus (E10.-)")]})
    for codes in (("E11.9", "E10.9"), ("E10.9", "E11.9")):
        (finding,) = found("icd10cm.excludes1", claim(line("99213"), diagnoses=codes), tables)
        assert finding.result is Result.WARNING
        assert "unrelated" in finding.remedy
        assert "query" in finding.remedy
        assert "payers deny" in finding.remedy
        assert "I.A.12.a" in finding.authority
    assert results("icd10cm.excludes1", claim(line("99213"), diagnoses=("E11.9", "I10")), tables) == {Result.PASS}


def test_excludes1_of_a_date_without_a_release_is_not_run() -> None:
    tables = InventedTables(invalid=dict.fromkeys(("E11.9", "E10.9"), Status.NOT_LOADED_FOR_DATE))
    assert results("icd10cm.excludes1", claim(line("99213"), diagnoses=("E11.9", "E10.9")), tables) == {Result.NOT_RUN}


@pytest.mark.parametrize(
    ("codes", "result"),
    [
        (("I10", "Z79.4"), Result.PASS),
        (("W19.XXXA", "S52.501A"), Result.FAILS),
        (("S52.501A", "W19.XXXA"), Result.PASS),
        (("Y92.009", "S52.501A"), Result.FAILS),
        (("B96.20", "N39.0"), Result.FAILS),
        (("R65.20", "A41.9"), Result.FAILS),
        (("Z3A.20", "O09.02"), Result.FAILS),
        (("Z68.41", "E66.01"), Result.FAILS),
        (("Z59.01", "I10"), Result.FAILS),
        (("I10", "Z00.00"), Result.FAILS),
        (("Z00.00", "I10"), Result.PASS),
        (("I10", "Z00.6"), Result.PASS),
        (("Z38.00", "Z03.89"), Result.PASS),
        (("C50.911", "Z51.11"), Result.FAILS),
        (("Z51.11", "C50.911"), Result.PASS),
    ],
)
def test_what_may_stand_first(codes: tuple[str, ...], result: Result) -> None:
    assert results("icd10cm.first_listed", claim(line("99213"), diagnoses=codes), TABLES) == {result}


def test_code_first_notes() -> None:
    tables = InventedTables(
        titles={"H28": "Cataract in diseases classified elsewhere"},
        noted={
            "H28": [(NoteKind.CODE_FIRST, "underlying disease, such as: hypoparathyroidism (E20.-)")],
            "I50": [(NoteKind.CODE_FIRST, "heart failure due to hypertension (I11.0)")],
        },
    )

    def judged(*codes: str) -> set[Result]:
        return results("icd10cm.first_listed", claim(line("99213"), diagnoses=codes), tables)

    assert judged("H28", "E20.0") == {Result.FAILS}
    assert judged("E20.0", "H28") == {Result.PASS}
    assert judged("I10", "H28") == {Result.WARNING}
    assert judged("I50.9") == {Result.WARNING}
    assert judged("I11.0", "I50.9") == {Result.PASS}


@pytest.mark.parametrize(
    ("codes", "result"),
    [
        (("O09.02", "Z3A.20"), Result.PASS),
        (("O09.02",), Result.WARNING),
        (("O03.9",), Result.PASS),
        (("O03.9", "Z3A.08"), Result.FAILS),
        (("I10", "Z3A.08"), Result.FAILS),
        (("Z34.01", "O09.02", "Z3A.20"), Result.FAILS),
        (("O80", "Z37.0", "Z3A.39"), Result.PASS),
        (("O80", "Z3A.39"), Result.FAILS),
        (("O80", "O70.0", "Z37.0", "Z3A.39"), Result.FAILS),
        (("I10", "Z68.41"), Result.WARNING),
        (("E66.01", "Z68.41"), Result.PASS),
        (("I10", "Z79.4"), Result.WARNING),
        (("E11.9", "Z79.4"), Result.PASS),
        (("Z51.11", "I10"), Result.FAILS),
        (("A41.9", "R65.20"), Result.PASS),
        (("I10", "R65.20"), Result.FAILS),
        (("B20", "Z21"), Result.FAILS),
        (("S52.501A", "W19.XXXA", "Y92.009", "Y92.89"), Result.FAILS),
        (("I10", "I10"), Result.FAILS),
        (("S52.501S", "M25.531"), Result.WARNING),
        (("M25.531", "S52.501S"), Result.PASS),
    ],
)
def test_companions(codes: tuple[str, ...], result: Result) -> None:
    assert results("icd10cm.pairing", claim(line("99213"), diagnoses=codes), TABLES) == {result}


def test_codes_of_pregnancy_on_a_mans_claim() -> None:
    codes = ("O09.02", "Z3A.20")
    assert results("icd10cm.pairing", claim(line("99213"), diagnoses=codes, sex=Sex.MALE), TABLES) == {Result.FAILS}
    assert results("icd10cm.pairing", claim(line("99213"), diagnoses=codes, sex=Sex.FEMALE), TABLES) == {Result.PASS}
