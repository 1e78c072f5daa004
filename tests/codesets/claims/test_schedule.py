"""mpfs.status, mpfs.pc_tc, mpfs.assistant, coverage.lcd: whether and to whom Medicare pays."""

from datetime import date, timedelta
from typing import Any

import pytest

from codesets.claims import ClaimLine, Result, Setting, check_claim
from codesets.coverage.lookup import Listing
from codesets.coverage.national import Level
from codesets.values import Dataset
from tests.codesets.claims.invented import DAY, InventedTables, claim, found, line, results

PREVENTIVE = InventedTables(
    drugs={
        "G0439": "Annual wellness visit, includes a personalized prevention plan of service (pps), subsequent visit",
        "G0296": "Counseling visit to discuss need for lung cancer screening using low dose ct scan (ldct)",
        "G0008": "Administration of influenza virus vaccine",
        "G0121": "Colorectal cancer screening; colonoscopy on individual not meeting criteria for high risk",
        "G0473": "Face-to-face behavioral counseling for obesity, group (2-10), 30 minutes",
        "G0122": "Colorectal cancer screening; barium enema",
        "G0028": "Documentation of medical reason(s) for not screening for tobacco use",
        "G0463": "Hospital outpatient clinic visit for assessment and management of a patient",
    },
    not_covered={"G0122"},
)
STATUSES: dict[str, Any] = {f"STAT{status}": {"status": status} for status in "ABCEINPRTXMQD"}
PARTS: dict[str, Any] = {f"PART{indicator}": {"pc_tc": indicator} for indicator in "0123456789"}
TABLES = InventedTables(
    fees=STATUSES
    | PARTS
    | {
        "99214": {},
        "G2211": {"global_days": "ZZZ"},
        "27447": {"assistant": "2", "co_surgeons": "1", "team": "0"},
        "64721": {"assistant": "0", "co_surgeons": "2"},
        "20610": {"assistant": "1"},
        "99221": {"nonfacility_na": True},
    },
)
LISTED = {"95886": {"E11.42": Listing.SUPPORTS, "R52": Listing.DENIES}, "95887": {}}


@pytest.mark.parametrize(
    ("status", "result"),
    {
        "A": "pass",
        "B": "fails",
        "C": "not_run",
        "E": "pass",
        "I": "fails",
        "N": "fails",
        "P": "fails",
        "R": "not_run",
        "X": "pass",
        "M": "warning",
        "Q": "warning",
        "D": "fails",
        "T": "pass",
    }.items(),
)
def test_status_codes(status: str, result: str) -> None:
    (finding,) = found("mpfs.status", claim(line(f"STAT{status}")), TABLES)
    assert (finding.result, finding.indicator) == (Result(result), status)
    assert finding.release is not None


def test_status_t_is_paid_alone_only() -> None:
    asked = claim(line("STATT"), line("99214"))
    assert Result.FAILS in results("mpfs.status", asked, TABLES)


@pytest.mark.parametrize(
    ("day", "others", "result"),
    [
        (date(2025, 3, 3), (line("99214", "25", on=date(2025, 3, 3)),), Result.FAILS),
        (date(2025, 3, 3), (line("99214", "25", on=date(2025, 3, 3)), line("G0439", on=date(2025, 3, 3))), Result.PASS),
        (date(2025, 3, 3), (line("99214", "25", on=date(2025, 3, 3)), line("90471", on=date(2025, 3, 3))), Result.PASS),
        (date(2024, 7, 15), (line("99214", "25"), line("G0439")), Result.FAILS),
        *(
            (date(2025, 3, 3), (line("99214", "25", on=date(2025, 3, 3)), other), result)
            for other, result in (
                *((line(code, on=date(2025, 3, 3)), Result.PASS) for code in ("G0296", "77067", "G0008", "90480")),
                *((line(code, on=date(2025, 3, 3)), Result.PASS) for code in ("G0121", "90715", "76706", "G0473")),
                *((line(code, on=date(2025, 3, 3)), Result.FAILS) for code in ("G0122", "G0028", "G0463", "J3301")),
                *((line(code, on=date(2025, 3, 3)), Result.WARNING) for code in ("80061", "77080")),
                (line("45380", "PT", on=date(2025, 3, 3)), Result.PASS),
                (line("20610", on=date(2025, 3, 3)), Result.FAILS),
                (line("G0999", on=date(2025, 3, 3)), Result.WARNING),
            )
        ),
    ],
)
def test_g2211_beside_a_visit_with_25(day: date, others: tuple[object, ...], result: Result) -> None:
    asked = claim(line("G2211", on=day), *others, on=day)  # type: ignore[arg-type]
    said = [one.result for one in found("visit.complexity", asked, PREVENTIVE)]
    assert said == [result]


@pytest.mark.parametrize(
    ("lines", "instead"),
    [
        ((line("99417"),), "G2212"),
        ((line("99243"),), "99202"),
        ((line("99254"),), "initial visit"),
        ((line("45378", diagnoses=("Z12.11", "K57.30")),), "G0121"),
        ((line("45378", diagnoses=("K62.5", "Z12.11")),), ""),
        ((line("84153", diagnoses=("Z12.5",)),), "G0103"),
        ((line("90471"), line("90686")), "G0008"),
        ((line("90471"), line("90677")), "G0009"),
        ((line("90471"), line("90746")), "G0010"),
        ((line("90471"), line("90715")), ""),
        ((line("82274", diagnoses=("Z12.11",)),), "G0328"),
        ((line("82274", diagnoses=("K92.1",)),), ""),
        ((line("29877"), line("29876")), "G0289"),
        ((line("29877"), line("29881")), "the other arthroscopy only"),
        ((line("29874"), line("29881")), "G0289"),
        ((line("29877"),), ""),
    ],
)
def test_codes_of_medicares_own(lines: tuple[ClaimLine, ...], instead: str) -> None:
    said = found("medicare.substitutes", claim(*lines, payer="Medicare"), TABLES)
    assert [finding.result for finding in said] == ([Result.FAILS] if instead else [])
    assert all(instead in finding.remedy for finding in said)
    assert results("medicare.substitutes", claim(*lines), TABLES) == ({Result.WARNING} if instead else set())
    assert found("medicare.substitutes", claim(*lines, payer="Aetna"), TABLES) == []


def test_a_facility_has_its_own_code_for_an_injection_into_the_sacroiliac_joint() -> None:
    rule = "medicare.substitutes"
    for setting, wanted in ((Setting.ASC, 1), (Setting.OUTPATIENT, 1), (Setting.PRACTITIONER, 0)):
        assert len(found(rule, claim(line("27096"), payer="Medicare", setting=setting), TABLES)) == wanted


def test_a_place_where_the_service_is_not_done() -> None:
    assert Result.WARNING in results("mpfs.status", claim(line("99221"), place_of_service="11"), TABLES)
    assert results("mpfs.status", claim(line("99221"), place_of_service="21"), TABLES) == {Result.PASS}


@pytest.mark.parametrize("indicator", "0234579")
@pytest.mark.parametrize("part", ["26", "TC"])
def test_codes_without_two_parts_take_neither(indicator: str, part: str) -> None:
    assert results("mpfs.pc_tc", claim(line(f"PART{indicator}", part)), TABLES) == {Result.FAILS}


def test_codes_with_two_parts() -> None:
    assert results("mpfs.pc_tc", claim(line("PART1", "26"), line("PART1", "TC")), TABLES) == {Result.PASS}
    assert results("mpfs.pc_tc", claim(line("PART6", "26")), TABLES) == {Result.PASS}
    assert results("mpfs.pc_tc", claim(line("PART6", "TC")), TABLES) == {Result.FAILS}
    assert results("mpfs.pc_tc", claim(line("PART8", "TC")), TABLES) == {Result.FAILS}
    assert results("mpfs.pc_tc", claim(line("PART1")), TABLES) == {Result.NOT_RUN}


@pytest.mark.parametrize("place", ["19", "21", "22", "23"])
def test_the_technical_part_in_a_hospital_is_the_hospitals(place: str) -> None:
    def judged(code: str, *modifiers: str) -> set[Result]:
        return results("mpfs.pc_tc", claim(line(code, *modifiers), place_of_service=place), TABLES)

    assert judged("PART1") == {Result.FAILS}
    assert judged("PART1", "TC") == {Result.FAILS}
    assert judged("PART1", "26") == {Result.PASS}
    assert judged("PART3") == {Result.FAILS}
    assert judged("PART5") == {Result.FAILS}
    assert judged("PART0") == set()
    assert judged("PART7") == {Result.FAILS}
    assert judged("PART8", "26") == {Result.FAILS}
    assert judged("PART8") == (set() if place == "21" else {Result.FAILS})


def test_hospitals_bill_clinic_visits_as_g0463_and_mark_off_campus_departments() -> None:
    visit = claim(line("99214"), setting=Setting.OUTPATIENT, payer="Medicare")
    (finding,) = found("mpfs.pc_tc", visit, TABLES)
    assert "G0463" in finding.remedy
    off_campus = claim(line("G0463"), setting=Setting.OUTPATIENT, place_of_service="19")
    assert results("mpfs.pc_tc", off_campus, TABLES) == {Result.WARNING}
    marked = claim(line("G0463", "PO"), setting=Setting.OUTPATIENT, place_of_service="19")
    assert found("mpfs.pc_tc", marked, TABLES) == []


@pytest.mark.parametrize(
    ("code", "modifier", "result"),
    [
        ("27447", "80", Result.PASS),
        ("27447", "AS", Result.PASS),
        ("64721", "80", Result.WARNING),
        ("20610", "82", Result.FAILS),
        ("27447", "62", Result.WARNING),
        ("64721", "62", Result.PASS),
        ("20610", "62", Result.FAILS),
        ("27447", "66", Result.FAILS),
    ],
)
def test_who_stands_at_the_table(code: str, modifier: str, result: Result) -> None:
    assert results("mpfs.assistant", claim(line(code, modifier)), TABLES) == {result}


@pytest.mark.parametrize(
    ("pointed", "result"),
    [(("E11.42",), "pass"), (("I10", "E11.42"), "pass"), (("R52",), "warning"), (("I10",), "warning"), ((), "not_run")],
)
def test_an_article_supports_the_diagnoses_or_does_not(pointed: tuple[str, ...], result: str) -> None:
    tables = InventedTables(local=LISTED)
    asked = claim(line("95886", diagnoses=pointed), diagnoses=pointed, state="TX", payer="Medicare")
    assert results("coverage.lcd", asked, tables) == {Result(result)}


def test_a_policy_without_a_list_is_to_be_read() -> None:
    asked = claim(line("95887", diagnoses=("I10",)), diagnoses=("I10",), state="TX")
    (finding,) = found("coverage.lcd", asked, InventedTables(local=LISTED))
    assert (finding.result, finding.indicator) == (Result.WARNING, "A56789")


def test_coverage_needs_a_state_and_a_release() -> None:
    (finding,) = found("coverage.lcd", claim(line("95886")), TABLES)
    assert (finding.result, "state" in finding.remedy) == (Result.NOT_RUN, True)
    unknown = InventedTables(missing={Dataset.COVERAGE})
    assert results("coverage.lcd", claim(line("95886"), state="TX"), unknown) == {Result.NOT_RUN}
    (none,) = found("coverage.lcd", claim(line("95886"), state="TX"), TABLES)
    assert "no promise of coverage" in none.rationale


def test_a_missing_schedule_is_said_once_a_day_however_many_the_lines() -> None:
    asked = claim(line("99214"), line("80053"), line("99221"), line("99214", on=DAY + timedelta(days=1)))
    unknown = InventedTables(missing={Dataset.MPFS})
    assert found("mpfs.status", asked, unknown) == []
    missing = [one for one in check_claim(asked, unknown) if "fee schedule" in one.rationale]
    assert [one.codes for one in missing] == [("80053", "99214", "99221"), ("99214",)]


@pytest.mark.parametrize("rule", ["mpfs.pc_tc", "mpfs.assistant", "bilateral.units"])
def test_without_a_schedule_of_the_date_it_is_not_run(rule: str) -> None:
    unknown = InventedTables(missing={Dataset.MPFS})
    asked = claim(line("27447", "26", "80", "50"))
    assert results(rule, asked, unknown) == {Result.NOT_RUN}


@pytest.mark.parametrize(
    ("level", "result", "said"),
    [
        (Level.FULL, Result.PASS, "covers it"),
        (Level.RESTRICTED, Result.WARNING, "under conditions"),
        (Level.NONE, Result.WARNING, "does not cover it"),
        (Level.UNSAID, Result.WARNING, "in its text"),
    ],
)
def test_a_national_determination_is_the_one_that_local_policies_refer_to(
    level: Level, result: Result, said: str
) -> None:
    tables = InventedTables(local=LISTED, bound={"95886"}, national={"11": level})
    (finding,) = found("coverage.ncd", claim(line("95886"), line("95887"), state="TX"), tables)
    assert (finding.result, finding.indicator, finding.codes) == (result, "210.3", ("95886",))
    assert said in finding.rationale
    assert "A56789 refers to" in finding.rationale
    assert found("coverage.ncd", claim(line("95886"), state="TX", payer="Aetna"), tables) == []
    assert found("coverage.ncd", claim(line("95886")), tables) == []


def test_national_determinations_that_are_not_loaded_are_fetched_without_terms() -> None:
    unknown = InventedTables(local=LISTED, bound={"95886"}, missing={Dataset.COVERAGE_NATIONAL})
    (finding,) = found("coverage.ncd", claim(line("95886"), line("95887"), state="TX"), unknown)
    assert (finding.result, finding.codes) == (Result.NOT_RUN, ("95886",))
    assert "`caseconsultant codes update`" in finding.remedy
