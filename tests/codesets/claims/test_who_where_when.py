"""modifier.site, modifier.provider, telehealth.place, time.based, coverage.foot_care, inpatient.poa."""

from datetime import date

import pytest

from codesets.claims import Diagnosis, Result, Setting
from tests.codesets.claims.invented import DAY, InventedTables, claim, found, line, results

TABLES = InventedTables(
    titles={
        "M17.11": "Unilateral primary osteoarthritis, right knee",
        "M17.12": "Unilateral primary osteoarthritis, left knee",
        "M17.0": "Bilateral primary osteoarthritis of knee",
    }
)


@pytest.mark.parametrize(
    ("modifier", "pointed", "result"),
    [
        ("RT", ("M17.11",), {Result.PASS}),
        ("RT", ("M17.12",), {Result.FAILS}),
        ("LT", ("M17.11",), {Result.FAILS}),
        ("LT", ("M17.11", "M17.12"), {Result.PASS}),
        ("LT", ("M17.0",), {Result.PASS}),
        ("RT", ("I10",), set()),
        ("50", ("M17.11",), set()),
        ("FA", ("M17.11",), {Result.FAILS}),
        ("T5", ("M17.11",), {Result.PASS}),
    ],
)
def test_side_of_modifier_and_diagnosis(modifier: str, pointed: tuple[str, ...], result: set[Result]) -> None:
    asked = claim(line("20610", modifier, diagnoses=pointed), diagnoses=pointed)
    assert results("modifier.site", asked, TABLES) == result


@pytest.mark.parametrize(
    ("code", "modifier", "place", "result"),
    [
        ("99223", "AI", "21", set()),
        ("99233", "AI", "21", {Result.FAILS}),
        ("99213", "GE", "11", set()),
        ("99215", "GE", "11", {Result.FAILS}),
        ("99233", "FS", "21", set()),
        ("99213", "FS", "11", {Result.FAILS}),
        ("99233", "FS", "", {Result.NOT_RUN}),
    ],
)
def test_who_did_the_visit(code: str, modifier: str, place: str, result: set[Result]) -> None:
    assert results("modifier.provider", claim(line(code, modifier), place_of_service=place), TABLES) == result


@pytest.mark.parametrize(
    ("day", "place", "modifiers", "result", "said"),
    [
        (date(2024, 1, 1), "10", (), Result.WARNING, "is marked so"),
        (date(2024, 1, 1), "11", ("95",), Result.WARNING, "wants 02 or 10"),
        (date(2023, 12, 31), "11", ("95",), Result.WARNING, "is marked so"),
        (date(2023, 12, 31), "02", ("95",), Result.WARNING, "in-person visit with 95"),
        (date(2016, 12, 31), "02", ("GT",), Result.NOT_RUN, "not in our table"),
        (date(2024, 1, 1), "", ("95",), Result.NOT_RUN, "No place of service"),
    ],
)
def test_telehealth_by_the_rule_of_the_date(
    day: date, place: str, modifiers: tuple[str, ...], result: Result, said: str
) -> None:
    asked = claim(line("99213", *modifiers, on=day), on=day, place_of_service=place)
    (finding,) = found("telehealth.place", asked, TABLES)
    assert finding.result is result
    assert said in finding.rationale


def test_a_visit_in_person_is_no_matter_of_telehealth() -> None:
    assert found("telehealth.place", claim(line("99213"), place_of_service="11"), TABLES) == []


@pytest.mark.parametrize(
    ("minutes", "further", "result"),
    [(29, 0, Result.FAILS), (30, 0, Result.PASS), (103, 1, Result.FAILS), (104, 1, Result.PASS), (134, 2, Result.PASS)],
)
def test_minutes_of_critical_care(minutes: int, further: int, result: Result) -> None:
    lines = [line("99291", minutes=minutes)]
    lines += [line("99292", units=further, minutes=0)] if further else []
    assert results("time.based", claim(*lines), TABLES) == {result}


def test_anesthesia_says_who_and_how_long() -> None:
    assert results("time.based", claim(line("00790", "AA", minutes=60)), TABLES) == set()
    assert results("time.based", claim(line("00790", "P3", minutes=60)), TABLES) == {Result.FAILS}
    assert results("time.based", claim(line("00790", "AA")), TABLES) == {Result.NOT_RUN}
    assert results("time.based", claim(line("99291")), TABLES) == {Result.NOT_RUN}
    assert results("time.based", claim(line("00790"), setting=Setting.OUTPATIENT), TABLES) == set()


def test_routine_foot_care_wants_a_class_finding_from_medicare_patients() -> None:
    assert results("coverage.foot_care", claim(line("11719")), TABLES) == {Result.FAILS}
    assert results("coverage.foot_care", claim(line("11719", "Q8")), TABLES) == {Result.PASS}
    assert results("coverage.foot_care", claim(line("11721")), TABLES) == {Result.WARNING}
    assert results("coverage.foot_care", claim(line("11719"), payer="Aetna"), TABLES) == set()


def test_present_on_admission() -> None:
    def judged(*said: str) -> set[Result]:
        diagnoses = tuple(Diagnosis("J18.9", present_on_admission=one) for one in said)
        asked = claim(line("99213"), diagnoses=diagnoses, setting=Setting.INPATIENT, discharge=DAY)
        return results("inpatient.poa", asked, TABLES)

    assert judged("Y") == set()
    assert judged("1") == set()
    assert judged("") == {Result.NOT_RUN}
    assert judged("U") == {Result.WARNING}
    assert judged("X") == {Result.FAILS}
    assert found("inpatient.poa", claim(line("99213"), diagnoses=("J18.9",)), TABLES) == []
