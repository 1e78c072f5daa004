"""modifier.site, modifier.provider, telehealth.place, time.based, coverage.foot_care."""

from datetime import date

import pytest

from codesets.claims import Result
from tests.codesets.claims.invented import InventedTables, claim, found, line, results

TABLES = InventedTables(
    titles={
        "M17.11": "Unilateral primary osteoarthritis, right knee",
        "M17.12": "Unilateral primary osteoarthritis, left knee",
        "M17.0": "Bilateral primary osteoarthritis of knee",
        "H00.011": "Hordeolum externum right upper eyelid",
        "M65.331": "Trigger finger, right middle finger",
        "M65.311": "Trigger thumb, right thumb",
        "S90.112A": "Contusion of left great toe without damage to nail, initial encounter",
        "S90.122A": "Contusion of left lesser toe(s) without damage to nail, initial encounter",
        "I21.02": "ST elevation (STEMI) myocardial infarction involving left anterior descending coronary artery",
        "I21.11": "ST elevation (STEMI) myocardial infarction involving right coronary artery",
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
        ("E3", ("H00.011",), {Result.PASS}),
        ("E4", ("H00.011",), {Result.FAILS}),
        ("E1", ("H00.011",), {Result.FAILS}),
        ("F7", ("M65.331",), {Result.PASS}),
        ("F5", ("M65.331",), {Result.FAILS}),
        ("F5", ("M65.311",), {Result.PASS}),
        ("TA", ("S90.112A",), {Result.PASS}),
        ("T1", ("S90.112A",), {Result.FAILS}),
        ("T1", ("S90.122A",), {Result.PASS}),
        ("LD", ("I21.02",), set()),
        ("RC", ("I21.02",), {Result.FAILS}),
        ("RC", ("I21.11",), set()),
        ("LC", ("I10", "I21.11"), {Result.FAILS}),
        ("RI", ("I21.02",), set()),
        ("RT", ("I21.02",), set()),
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


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2020, 3, 5), "rural area"),
        (date(2020, 3, 6), "at home anywhere"),
        (date(2026, 2, 1), "at home anywhere"),
        (date(2027, 12, 31), "at home anywhere"),
        (date(2028, 1, 1), "rural area"),
    ],
)
def test_where_the_patient_may_be_by_the_law_of_the_date(day: date, said: str) -> None:
    (finding,) = found("telehealth.place", claim(line("99213", on=day), on=day, place_of_service="10"), TABLES)
    assert said in finding.remedy


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


def test_routine_foot_care_wants_a_class_finding_from_medicare_patients() -> None:
    assert results("coverage.foot_care", claim(line("11719")), TABLES) == {Result.FAILS}
    assert results("coverage.foot_care", claim(line("11719", "Q8")), TABLES) == {Result.PASS}
    assert results("coverage.foot_care", claim(line("11721")), TABLES) == {Result.WARNING}
    assert results("coverage.foot_care", claim(line("11719"), payer="Aetna"), TABLES) == set()
