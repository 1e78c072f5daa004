"""modifier.legality, pos.legality, coverage.notice, claim.counts: what stands on a line, and what never does."""

import pytest

from codesets.claims import Diagnosis, Result, Setting
from codesets.values import Status
from tests.codesets.claims.invented import InventedTables, claim, found, line, results

RULE = "modifier.legality"
TABLES = InventedTables()


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        ("J9035", "JW", "JZ"),
        ("45380", "59", "XS"),
        ("45380", "XE", "XS"),
        ("20610", "50", "RT"),
        ("20610", "LT", "RT"),
        ("72148", "26", "TC"),
        ("27447", "54", "55"),
        ("27447", "78", "79"),
        ("27447", "80", "82"),
        ("27447", "62", "80"),
        ("00790", "AA", "QX"),
        ("11042", "GA", "GZ"),
        ("J0885", "EA", "EC"),
        ("J0885", "JA", "JB"),
        ("45378", "52", "53"),
    ],
)
def test_contradictions_fail_in_either_order(code: str, one: str, other: str) -> None:
    for modifiers in ((one, other), (other, one)):
        said = [
            finding for finding in found(RULE, claim(line(code, *modifiers)), TABLES) if finding.result is Result.FAILS
        ]
        assert any(set(finding.codes) == {code, one, other} for finding in said)


@pytest.mark.parametrize(
    ("code", "modifiers"), [("99214", ("24", "57")), ("99214", ("24", "25")), ("A0428", ("GX", "GY"))]
)
def test_what_may_stand_together(code: str, modifiers: tuple[str, ...]) -> None:
    assert Result.FAILS not in results(RULE, claim(line(code, *modifiers)), TABLES)


@pytest.mark.parametrize("modifier", ["59", "XE", "XS", "XP", "XU"])
@pytest.mark.parametrize("visit", ["99213", "99232", "99291", "99375", "92014", "G0439"])
def test_59_and_x_never_stand_on_visits(modifier: str, visit: str) -> None:
    assert results(RULE, claim(line(visit, modifier)), TABLES) == {Result.FAILS}


@pytest.mark.parametrize("modifier", ["24", "25", "57"])
def test_24_25_and_57_stand_on_visits_only(modifier: str) -> None:
    assert results(RULE, claim(line("99213", modifier)), TABLES) == {Result.PASS}
    assert results(RULE, claim(line("20610", modifier)), TABLES) == {Result.FAILS}


def test_where_a_number_does_not_tell_a_visit_it_is_a_warning() -> None:
    assert results(RULE, claim(line("90791", "25")), TABLES) == {Result.WARNING}


def test_modifiers_that_ended_and_modifiers_that_only_the_list_knows() -> None:
    tables = InventedTables(invalid={"ZA": Status.TERMINATED, "0Y": Status.VALID, "0Z": Status.NOT_HELD})
    assert results(RULE, claim(line("Q5101", "ZA")), tables) == {Result.FAILS}
    assert results(RULE, claim(line("Q5101", "0Y")), tables) == {Result.PASS}
    assert results(RULE, claim(line("Q5101", "0Z")), tables) == {Result.WARNING}


def test_equal_lines_are_duplicates_unless_marked_as_done_again() -> None:
    def judged(*modifiers: str) -> set[Result]:
        return results("claim.duplicates", claim(line("71046", "LT"), line("71046", "LT", *modifiers)), TABLES)

    assert judged() == {Result.WARNING}
    assert judged("76") == set()
    assert judged("59") == set()
    assert judged("26") == set()


@pytest.mark.parametrize(
    ("code", "modifier", "setting", "result"),
    [
        ("45378", "73", Setting.PRACTITIONER, Result.FAILS),
        ("45378", "53", Setting.PRACTITIONER, Result.PASS),
        ("45378", "73", Setting.ASC, Result.PASS),
        ("45378", "53", Setting.ASC, Result.FAILS),
        ("20610", "50", Setting.OUTPATIENT, Result.PASS),
        ("72148", "26", Setting.OUTPATIENT, Result.WARNING),
        ("99213", "27", Setting.PRACTITIONER, Result.FAILS),
        ("99213", "27", Setting.OUTPATIENT, Result.PASS),
        ("27447", "JW", Setting.PRACTITIONER, Result.FAILS),
    ],
)
def test_kind_of_code_and_setting(code: str, modifier: str, setting: Setting, result: Result) -> None:
    asked = claim(line(code, modifier), setting=setting)
    said = found(RULE, asked, TABLES) + found("modifier.setting", asked, TABLES)
    assert {finding.result for finding in said} - {Result.PASS} == {result} - {Result.PASS}
    assert said


def test_33_and_pt_have_their_payers() -> None:
    rule = "modifier.setting"
    assert results(rule, claim(line("45378", "33"), payer="Medicare Part B"), TABLES) == {Result.WARNING}
    assert results(rule, claim(line("45385", "PT"), payer="Aetna"), TABLES) == {Result.WARNING}
    assert results(rule, claim(line("45385", "PT"), payer="Medicare"), TABLES) == set()


def test_pricing_first_four_at_most_and_none_twice() -> None:
    assert results(RULE, claim(line("27447", "LT", "62")), TABLES) == {Result.WARNING}
    assert results(RULE, claim(line("27447", "62", "LT")), TABLES) == {Result.PASS}
    assert Result.FAILS in results(RULE, claim(line("27447", "LT", "LT")), TABLES)
    assert Result.FAILS in results(RULE, claim(line("27447", "62", "22", "LT", "KX", "GC")), TABLES)
    assert results(RULE, claim(line("27447", "0Z")), TABLES) == {Result.WARNING}


@pytest.mark.parametrize(
    ("code", "place", "setting", "result"),
    [
        ("99213", "11", Setting.PRACTITIONER, Result.PASS),
        ("99213", "77", Setting.PRACTITIONER, Result.FAILS),
        ("99213", "21", Setting.PRACTITIONER, Result.WARNING),
        ("99284", "11", Setting.PRACTITIONER, Result.WARNING),
        ("99284", "23", Setting.PRACTITIONER, Result.PASS),
        ("45378", "24", Setting.ASC, Result.PASS),
        ("45378", "22", Setting.ASC, Result.FAILS),
        ("99213", "", Setting.PRACTITIONER, Result.NOT_RUN),
    ],
)
def test_the_place_of_service(code: str, place: str, setting: Setting, result: Result) -> None:
    assert results("pos.legality", claim(line(code), place_of_service=place, setting=setting), TABLES) == {result}


def test_a_line_may_have_a_place_of_its_own() -> None:
    asked = claim(line("99284", place_of_service="23"), place_of_service="11")
    assert results("pos.legality", asked, TABLES) == {Result.PASS}


def test_notices_are_medicares() -> None:
    (gz,) = found("coverage.notice", claim(line("11042", "GZ"), payer="Medicare"), TABLES)
    assert "owes nothing" in gz.rationale
    (other,) = found("coverage.notice", claim(line("11042", "GZ"), payer="Aetna"), TABLES)
    assert "Medicare" in other.rationale


def test_room_for_diagnoses_and_pointers() -> None:
    thirteen = tuple(Diagnosis(f"I{number:02}") for number in range(10, 23))
    assert results("claim.counts", claim(line("99213", diagnoses=("I10",)), diagnoses=thirteen), TABLES) == {
        Result.FAILS
    }
    outpatient = claim(line("99213"), diagnoses=thirteen, setting=Setting.OUTPATIENT)
    assert found("claim.counts", outpatient, TABLES) == []
    five = tuple(one.code for one in thirteen[:5])
    assert results("claim.counts", claim(line("99213", diagnoses=five), diagnoses=thirteen[:6]), TABLES) == {
        Result.FAILS
    }
    assert results("claim.counts", claim(line("99213", diagnoses=("E11.9",)), diagnoses=("I10",)), TABLES) == {
        Result.FAILS
    }
    assert results("claim.counts", claim(line("99213"), diagnoses=("I10",)), TABLES) == {Result.NOT_RUN}
    assert results("claim.counts", claim(line("99213", units=0), diagnoses=("I10",)), TABLES) == {
        Result.FAILS,
        Result.NOT_RUN,
    }
    (none,) = found("claim.counts", claim(line("99213")), TABLES)
    assert (none.result, '"diagnoses"' in none.remedy) == (Result.NOT_RUN, True)
