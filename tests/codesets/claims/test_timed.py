"""time.infusion, time.anesthesia: one initial service, full hours, and who gave anesthesia for how long."""

from typing import Any

import pytest

from codesets.claims import ClaimLine, Result, Setting
from tests.codesets.claims.invented import InventedTables, claim, found, line, results

TABLES = InventedTables()


def infused(*lines: ClaimLine, **more: Any) -> list[Result]:
    return sorted({finding.result for finding in found("time.infusion", claim(*lines, **more), TABLES)})


@pytest.mark.parametrize(
    ("minutes", "further", "result"),
    [(15, 0, "fails"), (16, 0, "pass"), (90, 1, "fails"), (91, 1, "pass"), (150, 2, "fails"), (151, 2, "pass")],
)
def test_hours_of_an_infusion(minutes: int, further: int, result: str) -> None:
    lines = [line("96365", minutes=minutes)] + ([line("96366", units=further, minutes=0)] if further else [])
    assert infused(*lines) == [Result(result)]


@pytest.mark.parametrize(("minutes", "result"), [(30, "fails"), (31, "pass")])
def test_hydration_is_more_than_half_an_hour(minutes: int, result: str) -> None:
    assert infused(line("96360", minutes=minutes)) == [Result(result)]


def test_minutes_that_were_not_sent_are_asked_for() -> None:
    (asked,) = found("time.infusion", claim(line("96413"), line("96415", minutes=60)), TABLES)
    assert (asked.result, "minutes" in asked.remedy) == (Result.NOT_RUN, True)


def test_an_encounter_has_one_initial_service() -> None:
    two = (line("96374"), line("96409"))
    assert infused(*two) == [Result.FAILS]
    assert infused(line("96374", units=2)) == [Result.FAILS]
    assert infused(line("96374", "59"), line("96409")) == [Result.WARNING]
    assert infused(line("96374"), line("96375")) == []
    assert infused(*two, setting=Setting.INPATIENT) == []


def test_hospitals_bill_the_highest_as_the_initial_service() -> None:
    lines = (line("96374"), line("96367", minutes=40))
    assert infused(*lines) == []
    (wrong,) = found("time.infusion", claim(*lines, setting=Setting.OUTPATIENT), TABLES)
    assert (wrong.result, wrong.codes) == (Result.FAILS, ("96374", "96367"))
    assert "96365" in wrong.remedy
    right = (line("96409"), line("96367"), line("96375"), line("96361", minutes=91))
    assert Result.FAILS not in infused(*right, setting=Setting.OUTPATIENT)


def test_anesthesia_says_who_and_how_long() -> None:
    rule = "time.anesthesia"
    (timed,) = found(rule, claim(line("00790", "AA", minutes=62)), TABLES)
    assert (timed.result, "4.1 time units" in timed.rationale) == (Result.PASS, True)
    assert results(rule, claim(line("00790", "AA", minutes=62, units=62)), TABLES) == {Result.PASS}
    assert results(rule, claim(line("00790", "AA", minutes=62, units=5)), TABLES) == {Result.WARNING}
    assert Result.FAILS in results(rule, claim(line("00790", "P3", minutes=60)), TABLES)
    (who, _) = found(rule, claim(line("00790", "QS", minutes=60)), TABLES)
    assert (who.result, "monitored" in who.rationale) == (Result.FAILS, True)
    assert results(rule, claim(line("00790", "AA")), TABLES) == {Result.NOT_RUN}
    assert found(rule, claim(line("00790"), setting=Setting.OUTPATIENT), TABLES) == []


def test_of_several_anesthetics_the_highest_is_paid() -> None:
    rule = "time.anesthesia"
    two = claim(line("00790", "AA", minutes=60), line("00840", "AA", minutes=30))
    assert Result.WARNING in results(rule, two, TABLES)
    with_add_on = claim(line("01967", "AA", minutes=60), line("01968", "AA", minutes=30))
    assert results(rule, with_add_on, TABLES) == {Result.PASS}
