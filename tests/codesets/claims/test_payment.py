"""mpfs.multiple, global.modifiers, coverage.frequency: what is paid less, what speaks of nothing, what is too early."""

from datetime import date, timedelta

import pytest

from codesets.claims import EarlierProcedure, Result, Setting
from tests.codesets.claims.invented import DAY, InventedTables, claim, found, line, results

TABLES = InventedTables(
    fees={
        "11402": {"multiple": "2", "global_days": "010"},
        "20610": {"multiple": "2", "global_days": "000"},
        "27447": {"multiple": "2", "global_days": "090"},
        "45385": {"multiple": "3", "global_days": "000"},
        "22614": {"multiple": "0", "global_days": "ZZZ"},
        "36415": {"multiple": "0"},
        "59400": {"global_days": "MMM"},
        "99999": {"global_days": "YYY"},
        "99213": {},
    }
)


def test_several_procedures_of_a_day_are_paid_by_their_indicator() -> None:
    (said,) = found("mpfs.multiple", claim(line("11402"), line("20610"), line("45385"), line("36415")), TABLES)
    assert (said.result, said.codes, said.indicator) == (Result.PASS, ("11402", "20610"), "2")
    assert "half" in said.rationale
    assert found("mpfs.multiple", claim(line("11402"), line("20610", on=DAY + timedelta(days=1))), TABLES) == []
    assert found("mpfs.multiple", claim(line("11402"), line("20610"), setting=Setting.ASC), TABLES) == []


@pytest.mark.parametrize(("code", "wrong"), [("22614", True), ("36415", True), ("20610", False)])
def test_51_where_nothing_is_reduced(code: str, *, wrong: bool) -> None:
    assert results("mpfs.multiple", claim(line(code, "51")), TABLES) == ({Result.FAILS} if wrong else set())


@pytest.mark.parametrize(
    ("code", "modifier", "wrong"),
    [("20610", "54", True), ("36415", "55", True), ("27447", "54", False), ("11402", "55", False)],
)
def test_54_and_55_divide_packages_of_10_or_90_days(code: str, modifier: str, *, wrong: bool) -> None:
    assert results("global.modifiers", claim(line(code, modifier)), TABLES) == ({Result.FAILS} if wrong else set())


@pytest.mark.parametrize("modifier", ["24", "58", "78", "79"])
def test_modifiers_of_a_period_want_one_that_runs(modifier: str) -> None:
    def judged(*earlier: EarlierProcedure) -> set[Result]:
        return results("global.modifiers", claim(line("99213", modifier), earlier=earlier), TABLES)

    assert judged() == {Result.WARNING}
    assert judged(EarlierProcedure("27447", DAY - timedelta(days=90))) == set()
    assert judged(EarlierProcedure("27447", DAY - timedelta(days=91))) == {Result.WARNING}
    assert judged(EarlierProcedure("UNKNOWN", DAY - timedelta(days=20))) == set()
    assert found("global.modifiers", claim(line("99213", modifier)), TABLES) == []


def test_earlier_maternity_care_and_the_contractors_period() -> None:
    def judged(code: str, days: int) -> set[Result]:
        earlier = (EarlierProcedure(code, DAY - timedelta(days=days)),)
        return results("global.package", claim(line("99213"), earlier=earlier), TABLES)

    assert judged("59400", 42) == {Result.WARNING}
    assert judged("59400", 43) == set()
    assert judged("99999", 30) == {Result.NOT_RUN}


@pytest.mark.parametrize(
    ("code", "earlier", "last", "result"),
    [
        ("G0439", "G0438", date(2023, 7, 31), Result.PASS),  # eleven full months: August to June
        ("G0439", "G0439", date(2023, 8, 1), Result.FAILS),
        ("G0438", "G0438", date(2010, 7, 1), Result.FAILS),
        ("G0402", "G0402", date(2001, 1, 1), Result.FAILS),
        ("G0121", "G0121", date(2014, 7, 1), Result.PASS),
        ("G0121", "G0121", date(2014, 8, 1), Result.FAILS),
        ("G0101", "G0101", date(2023, 7, 1), Result.WARNING),
        ("77067", "G0439", date(2024, 7, 1), Result.PASS),
    ],
)
def test_how_often_preventive_services_are_paid(code: str, earlier: str, last: date, result: Result) -> None:
    asked = claim(line(code), earlier=(EarlierProcedure(earlier, last),))
    assert results("coverage.frequency", asked, TABLES) == {result}
    assert found("coverage.frequency", claim(line(code), earlier=(), payer="Aetna"), TABLES) == []


def test_when_it_was_last_done_is_asked_for() -> None:
    (asked,) = found("coverage.frequency", claim(line("G0439")), TABLES)
    assert asked.result is Result.NOT_RUN
    assert "G0402, G0438, G0439" in asked.remedy
    assert found("coverage.frequency", claim(line("99213")), TABLES) == []
