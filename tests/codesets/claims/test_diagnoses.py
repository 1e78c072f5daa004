"""icd10cm.*: valid on which date, uncertain where, side by side, in which order, and with which companion."""

from datetime import date
from typing import Any

import pytest

from codesets.claims import Diagnosis, Result, Setting, Sex, check_claim
from codesets.claims.rules.base import WITH_TERMS, fetch
from codesets.updating.addresses import SOURCES
from codesets.values import Dataset, NoteKind, Status
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
        (Status.TERMINATED, Result.FAILS),
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
    (misread,) = found("hcpcs.validity", claim(line("992I3")), TABLES)
    assert "99213 may be meant" in misread.message


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


def test_excludes1_of_a_date_without_a_release_is_an_indication() -> None:
    tables = InventedTables(noted={"E11": [(NoteKind.EXCLUDES1, "type 1 diabetes mellitus (E10.-)")]})
    late = date(2026, 10, 2)
    asked = claim(line("99213", on=late), diagnoses=("E11.9", "E10.9"), on=late)
    (finding,) = found("icd10cm.excludes1", asked, tables)
    assert finding.result is Result.NOT_RUN
    assert "E11 had an Excludes1 note for E11.9 and E10.9: an indication" in finding.rationale


def test_a_code_that_no_release_holds_is_no_failure_where_none_covers_the_day() -> None:
    late = date(2026, 10, 2)
    tables = InventedTables(invalid={"I99.Z": Status.NOT_HELD, "J9999": Status.NOT_HELD})
    asked = claim(line("J9999", on=late), diagnoses=("I99.Z",), on=late)
    assert results("icd10cm.validity", asked, tables) == {Result.NOT_RUN}
    assert results("hcpcs.validity", asked, tables) == {Result.NOT_RUN}


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
        (("I10", "Z03.89"), Result.PASS),  # not in the list of I.C.21.c.16
        (("N97.9", "Z31.82"), Result.PASS),
        (("N97.9", "Z31.81"), Result.FAILS),
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
            "L97": [
                (NoteKind.CODE_FIRST, "any associated underlying condition, such as:"),
                (NoteKind.CODE_FIRST, "diabetic ulcers (E11.621)"),
            ],
            "J18": [(NoteKind.CODE_FIRST, "associated influenza, if applicable (J09.X1)")],
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
    assert judged("J18.9") == judged("L97.412") == {Result.PASS}  # a note that speaks of what need not be there


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


@pytest.mark.parametrize(
    ("code", "age", "sex", "result"),
    [
        ("O09.02", 30, Sex.FEMALE, set()),
        ("O09.02", 30, Sex.MALE, {Result.FAILS}),
        ("O09.02", 70, Sex.FEMALE, {Result.WARNING}),
        ("O09.02", None, None, {Result.NOT_RUN}),
        ("Z00.129", 17, None, set()),
        ("Z00.129", 18, None, {Result.WARNING}),
        ("Z00.00", 14, None, {Result.WARNING}),
        ("Z38.00", 0, None, set()),
        ("Z38.00", 1, None, {Result.WARNING}),
        ("I10", None, None, set()),
    ],
)
def test_age_and_sex(code: str, age: int | None, sex: Sex | None, result: set[Result]) -> None:
    assert results("icd10cm.age_sex", claim(line("99213"), diagnoses=(code,), age=age, sex=sex), TABLES) == result


def test_procedures_of_a_stay_take_the_discharge_date_and_stand_on_no_other_claim() -> None:
    tables = InventedTables(invalid={"0DTJ4ZX": Status.NOT_HELD})

    def judged(code: str, **more: Any) -> set[Result]:
        return results("icd10pcs.validity", claim(line(code), **more), tables)

    stay = {"setting": Setting.INPATIENT, "discharge": DAY}
    assert judged("0DTJ4ZZ", **stay) == {Result.PASS}
    assert judged("0DTJ4ZX", **stay) == {Result.FAILS}
    assert judged("0DTJ4ZZ", setting=Setting.INPATIENT) == {Result.NOT_RUN}
    assert judged("0DTJ4ZZ", **(stay | {"discharge": date(2026, 12, 1)})) == {Result.PASS}
    assert judged("0DTJ4ZX", **(stay | {"discharge": date(2026, 12, 1)})) == {Result.NOT_RUN}
    assert judged("0DTJ4ZZ") == {Result.FAILS}
    assert found("hcpcs.validity", claim(line("0DTJ4ZZ"), **stay), tables) == []


def test_the_remedy_for_a_missing_table_fetches_that_day_and_a_cpt_code_wants_its_owners_file() -> None:
    missing = {Dataset.HCPCS, Dataset.CPT, Dataset.ICD10CM}
    tables = InventedTables(invalid=dict.fromkeys(("J3301", "99213", "I10"), Status.NOT_LOADED), missing=missing)
    asked = claim(line("J3301"), line("99213"), diagnoses=("I10",))
    remedies = {one.codes[0]: one.remedy for one in check_claim(asked, tables) if one.rule.endswith("validity")}
    command = f"`caseconsultant codes update --date {DAY.isoformat()}`"
    assert command in remedies["J3301"]
    assert command in remedies["I10"]
    assert "licensed CPT file" in remedies["99213"]
    assert "cpt_licence" in remedies["99213"]
    assert "update" not in remedies["99213"]


def test_the_command_that_fetches_a_table_asks_for_the_terms_where_they_must_be_accepted() -> None:
    fetched = {dataset for source in SOURCES if source.terms for dataset in source.datasets}
    assert fetched - {Dataset.MUE_DME} == WITH_TERMS  # no rule asks for the limits of equipment suppliers
    day = DAY.isoformat()
    assert f"`caseconsultant codes update --date {day} --accept-terms`" in fetch(DAY, Dataset.MPFS)
    assert f"`caseconsultant codes update --date {day}`" in fetch(DAY, Dataset.HCPCS)
    assert "`caseconsultant codes update --accept-terms`" in fetch(DAY, Dataset.COVERAGE)
