"""global.package: visits and procedures around an operation."""

from datetime import date, timedelta
from typing import Any

import pytest

from codesets.claims import EarlierProcedure, Result, Setting
from codesets.values import Dataset
from tests.codesets.claims.invented import DAY, InventedTables, claim, found, line, results

RULE = "global.package"
TABLES = InventedTables(
    fees={
        "20610": {"global_days": "000"},
        "11402": {"global_days": "010"},
        "25600": {"global_days": "090"},
        "27447": {"global_days": "090"},
        "59400": {"global_days": "MMM"},
        "93000": {"global_days": "XXX"},
        "17999": {"global_days": "YYY"},
        "99213": {},
        "99203": {},
        "99214": {},
        "99291": {},
    }
)


def asked(*lines: Any, **more: Any) -> Any:
    return claim(*lines, **({"earlier": ()} | more))


def operated(code: str, days_ago: int, *modifiers: str, **more: str) -> EarlierProcedure:
    return EarlierProcedure(code, DAY - timedelta(days=days_ago), modifiers, **more)


@pytest.mark.parametrize("code", ["G0380", "G0384"])
def test_a_visit_to_a_type_b_emergency_department_is_a_visit(code: str) -> None:
    assert results(RULE, asked(line(code), line("20610")), TABLES) == {Result.FAILS}


@pytest.mark.parametrize("procedure", ["20610", "11402"])
def test_a_visit_on_the_day_of_a_minor_procedure_needs_25(procedure: str) -> None:
    assert results(RULE, asked(line("99214"), line(procedure)), TABLES) == {Result.FAILS}
    assert results(RULE, asked(line("99214", "57"), line(procedure)), TABLES) == {Result.FAILS}
    assert results(RULE, asked(line("99214", "25"), line(procedure)), TABLES) == {Result.WARNING}


def test_no_pair_edit_does_not_mean_that_no_modifier_is_needed() -> None:
    visit_and_fracture = asked(line("99203"), line("25600"))
    assert results("ncci.ptp", visit_and_fracture, TABLES) == {Result.PASS}
    (finding,) = found(RULE, visit_and_fracture, TABLES)
    assert finding.result is Result.FAILS
    assert finding.indicator == "090"
    assert "57" in finding.remedy


@pytest.mark.parametrize(("modifier", "result"), [("57", Result.WARNING), ("25", Result.WARNING), ("59", Result.FAILS)])
def test_57_is_for_the_decision_for_a_major_operation(modifier: str, result: Result) -> None:
    assert results(RULE, asked(line("99203", modifier), line("25600")), TABLES) == {result}


@pytest.mark.parametrize(("days_before", "said"), [(0, True), (1, True), (2, False)])
def test_a_major_operation_includes_the_day_before_it(days_before: int, *, said: bool) -> None:
    visit = line("99203", on=DAY - timedelta(days=days_before))
    assert bool(found(RULE, asked(visit, line("25600")), TABLES)) is said


def test_maternity_the_contractors_period_and_none() -> None:
    assert results(RULE, asked(line("99213"), line("59400")), TABLES) == {Result.WARNING}
    assert results(RULE, asked(line("99213"), line("17999")), TABLES) == {Result.NOT_RUN}
    assert results(RULE, asked(line("99213"), line("93000")), TABLES) == {Result.PASS}


@pytest.mark.parametrize(("days_ago", "within"), [(1, True), (90, True), (91, False)])
def test_ninety_days_after_a_major_operation(days_ago: int, *, within: bool) -> None:
    earlier = (operated("27447", days_ago, provider="7", specialty="20"),)
    followed = asked(line("99213"), earlier=earlier, provider="7", specialty="20")
    assert bool(found(RULE, followed, TABLES)) is within


@pytest.mark.parametrize(("days_ago", "within"), [(10, True), (11, False)])
def test_ten_days_after_a_minor_one(days_ago: int, *, within: bool) -> None:
    followed = asked(line("99213"), earlier=(operated("11402", days_ago, provider="7"),), provider="7")
    assert bool(found(RULE, followed, TABLES)) is within


@pytest.mark.parametrize(
    ("code", "modifier", "result"),
    [
        ("99213", "", Result.FAILS),
        ("99213", "24", Result.WARNING),
        ("99213", "57", Result.WARNING),
        ("99213", "78", Result.FAILS),
        ("99291", "FT", Result.WARNING),
        ("20610", "", Result.FAILS),
        ("20610", "58", Result.WARNING),
        ("20610", "78", Result.WARNING),
        ("20610", "79", Result.WARNING),
        ("20610", "24", Result.FAILS),
    ],
)
def test_within_the_period_a_modifier_must_set_the_service_apart(code: str, modifier: str, result: Result) -> None:
    carried = (modifier,) if modifier else ()
    followed = asked(line(code, *carried), earlier=(operated("27447", 30, provider="7"),), provider="7")
    assert results(RULE, followed, TABLES) == {result}


@pytest.mark.parametrize(
    ("ours", "theirs", "result"),
    [
        ({"provider": "7"}, {"provider": "7"}, Result.FAILS),
        ({"provider": "7", "specialty": "20"}, {"provider": "8", "specialty": "20"}, Result.NOT_RUN),
        ({"provider": "7", "specialty": "20"}, {"provider": "8", "specialty": "11"}, Result.WARNING),
        ({}, {"provider": "8"}, Result.NOT_RUN),
    ],
)
def test_the_package_binds_the_practitioner_and_the_group(
    ours: dict[str, str], theirs: dict[str, str], result: Result
) -> None:
    followed = asked(line("99213"), earlier=(operated("27447", 30, **theirs),), **ours)
    assert results(RULE, followed, TABLES) == {result}


def test_on_the_day_itself_visits_are_included_and_procedures_are_the_pair_edits_matter() -> None:
    earlier = (operated("27447", 0, provider="7"),)
    assert results(RULE, asked(line("99213"), earlier=earlier, provider="7"), TABLES) == {Result.FAILS}
    assert results(RULE, asked(line("99213", "25"), earlier=earlier, provider="7"), TABLES) == {Result.WARNING}
    assert found(RULE, asked(line("20610"), earlier=earlier, provider="7"), TABLES) == []


def test_care_that_was_handed_over_is_billed_with_55() -> None:
    followed = asked(line("99213"), earlier=(operated("27447", 30, "54", provider="7"),), provider="8")
    (finding,) = found(RULE, followed, TABLES)
    assert finding.result is Result.WARNING
    assert "55" in finding.remedy


def test_an_operation_of_years_ago_needs_no_schedule_of_its_day() -> None:
    assert found(RULE, asked(line("99213"), earlier=(operated("27447", 1800),)), TABLES) == []
    unknown = asked(line("99213"), earlier=(operated("99999", 90),))
    assert results(RULE, unknown, TABLES) == {Result.NOT_RUN}


def test_without_earlier_procedures_it_is_not_run_and_says_what_to_send() -> None:
    (finding,) = found(RULE, claim(line("99213")), TABLES)
    assert finding.result is Result.NOT_RUN
    assert "last 90 days" in finding.remedy


def test_an_operation_of_an_unknown_year_is_not_run() -> None:
    day = date(2023, 2, 1)
    followed = asked(line("99213", on=day), on=day, earlier=(EarlierProcedure("27447", date(2022, 12, 1)),))
    assert results(RULE, followed, TABLES) == {Result.NOT_RUN}


def test_facilities_have_no_global_period_and_a_missing_schedule_is_said() -> None:
    assert found(RULE, asked(line("99203"), line("25600"), setting=Setting.OUTPATIENT), TABLES) == []
    unknown = InventedTables(missing={Dataset.MPFS})
    assert results(RULE, asked(line("99203"), line("25600")), unknown) == {Result.NOT_RUN}
