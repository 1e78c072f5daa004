"""ncci.mue, bilateral.units, ncci.add_on, time.units: how many, how often, and beside what."""

from datetime import date

import pytest

from codesets.claims import Result, Setting
from codesets.claims.rules.time_units import most_units
from codesets.values import Dataset
from tests.codesets.claims.invented import InventedTables, claim, found, line, results

PRACTITIONER, OUTPATIENT = Dataset.MUE_PRACTITIONER, Dataset.MUE_OUTPATIENT
TABLES = InventedTables(
    limits={
        ("99213", PRACTITIONER): (2, 3),
        ("99213", OUTPATIENT): (6, 3),
        ("G0439", PRACTITIONER): (1, 2),
        ("12011", PRACTITIONER): (2, 1),
        ("99499", PRACTITIONER): (0, 2),
        ("20610", PRACTITIONER): (1, 2),
        ("69210", PRACTITIONER): (2, 3),
    },
    fees={
        "20610": {"bilateral": "1", "global_days": "000"},
        "69210": {"bilateral": "1"},
        "12011": {"bilateral": "0"},
        "73562": {"bilateral": "3"},
        "58661": {"bilateral": "2"},
        "99292": {"global_days": "ZZZ"},
        "0001A": {"bilateral": "9"},
    },
    add_ons={
        "11046": (1, ("11043",)),
        "22634": (1, ("22633",)),
        "63053": (1, ("22630", "22633", "22634")),
        "0054T": (2, ()),
        "64727": (3, ("64702",)),
    },
)


def test_mai_3_and_2_add_up_all_lines_of_the_day() -> None:
    assert results("ncci.mue", claim(line("99213", units=2)), TABLES) == {Result.PASS}
    assert results("ncci.mue", claim(line("99213", units=2), line("99213", "25")), TABLES) == {Result.FAILS}
    assert results("ncci.mue", claim(line("G0439"), line("G0439")), TABLES) == {Result.FAILS}
    other_day = line("G0439", on=date(2024, 7, 16))
    assert results("ncci.mue", claim(line("G0439"), other_day), TABLES) == {Result.PASS}


def test_a_line_over_several_days_is_to_be_split() -> None:
    span = line("99213", units=5, through=date(2024, 7, 19))
    (finding,) = found("ncci.mue", claim(span), TABLES)
    assert (finding.result, "one for each day" in finding.remedy) == (Result.NOT_RUN, True)
    assert results("ncci.mue", claim(span, line("99213", on=date(2024, 7, 17))), TABLES) == {Result.NOT_RUN}
    one_day = line("99213", units=5, through=date(2024, 7, 15))
    assert results("ncci.mue", claim(one_day), TABLES) == {Result.FAILS}
    after = line("99213", units=5, on=date(2024, 7, 20))
    assert results("ncci.mue", claim(span, after), TABLES) == {Result.NOT_RUN, Result.FAILS}


def test_mai_1_counts_each_line_alone() -> None:
    assert results("ncci.mue", claim(line("12011", units=2), line("12011", "59", units=2)), TABLES) == {Result.PASS}
    assert results("ncci.mue", claim(line("12011", units=3)), TABLES) == {Result.FAILS}


def test_0_is_not_payable_rather_than_over() -> None:
    (finding,) = found("ncci.mue", claim(line("99499")), TABLES)
    assert finding.result is Result.FAILS
    assert "not payable in this setting" in finding.rationale


def test_absent_is_not_unlimited() -> None:
    (finding,) = found("ncci.mue", claim(line("36415", units=900)), TABLES)
    assert finding.result is Result.NOT_RUN
    assert "does not mean unlimited" in finding.rationale


@pytest.mark.parametrize(
    ("rule", "said"),
    [("ncci.mue", "There, 99213 had 2 (MAI 3): an ind"), ("ncci.add_on", "There, 11046 stood in it: an")],
)
def test_a_date_outside_every_release_gives_an_indication(rule: str, said: str) -> None:
    late = date(2026, 10, 2)
    asked = claim(line("99213", on=late), line("11046", on=late), on=late)
    (finding,) = found(rule, asked, TABLES)
    assert finding.result is Result.NOT_RUN
    assert said in finding.rationale
    assert "not a result" in finding.rationale
    assert "--accept-terms" in finding.remedy


def test_the_setting_chooses_the_table() -> None:
    asked = line("99213", units=5)
    assert results("ncci.mue", claim(asked), TABLES) == {Result.FAILS}
    assert results("ncci.mue", claim(asked, setting=Setting.OUTPATIENT), TABLES) == {Result.PASS}
    assert results("ncci.mue", claim(asked, payer="Medicaid"), TABLES) == {Result.NOT_RUN}


def test_an_asc_has_twice_the_value_where_50_would_stand() -> None:
    both = claim(line("20610", "RT"), line("20610", "LT"), setting=Setting.ASC)
    assert results("ncci.mue", both, TABLES) == {Result.PASS}
    unknown = InventedTables(limits=TABLES.limits, missing={Dataset.MPFS})
    assert results("ncci.mue", both, unknown) == {Result.NOT_RUN}


@pytest.mark.parametrize(
    ("lines", "setting", "result"),
    [
        ((("20610", "50"),), "practitioner", Result.PASS),
        ((("20610", "RT"), ("20610", "LT")), "practitioner", Result.FAILS),  # MUE 1, MAI 2: the second line denies
        ((("69210", "RT"), ("69210", "LT")), "practitioner", Result.WARNING),
        ((("20610", "50"),), "asc", Result.FAILS),
        ((("12345", "50"),), "asc", Result.FAILS),
        ((("20610", "RT"), ("20610", "LT")), "asc", Result.PASS),
        ((("12011", "50"),), "practitioner", Result.FAILS),
        ((("12011", "RT"), ("12011", "LT")), "practitioner", Result.WARNING),
        ((("58661", "50"),), "practitioner", Result.FAILS),
        ((("73562", "50"),), "practitioner", Result.PASS),
        ((("73562", "RT"), ("73562", "LT")), "practitioner", Result.PASS),
        ((("0001A", "50"),), "practitioner", Result.FAILS),
    ],
)
def test_both_sides_by_indicator_and_setting(lines: tuple[tuple[str, str], ...], setting: str, result: Result) -> None:
    asked = claim(*(line(code, modifier) for code, modifier in lines), setting=Setting(setting))
    assert results("bilateral.units", asked, TABLES) == {result}


def test_50_is_one_unit_and_one_side_is_no_matter_of_this_rule() -> None:
    assert results("bilateral.units", claim(line("20610", "50", units=2)), TABLES) == {Result.FAILS}
    assert found("bilateral.units", claim(line("20610", "RT")), TABLES) == []


@pytest.mark.parametrize(
    ("codes", "result"),
    [
        (("11046", "11043"), Result.PASS),
        (("11046",), Result.FAILS),
        (("11046", "99213"), Result.FAILS),
        (("0054T",), Result.FAILS),
        (("0054T", "27130"), Result.NOT_RUN),
        (("64727", "64702"), Result.PASS),
        (("64727", "64721"), Result.WARNING),
        (("99213", "36415"), Result.PASS),
        (("99292",), Result.FAILS),  # ZZZ in the fee schedule only
        (("99292", "99291"), Result.NOT_RUN),
    ],
)
def test_an_add_on_stands_beside_its_primary(codes: tuple[str, ...], result: Result) -> None:
    assert results("ncci.add_on", claim(*map(line, codes)), TABLES) == {result}


@pytest.mark.parametrize(("missing", "said"), [(set(), "does not name"), ({Dataset.ADD_ON}, "is not loaded")])
def test_a_list_that_is_not_loaded_is_not_said_to_be_silent(missing: set[Dataset], said: str) -> None:
    tables = InventedTables(fees=TABLES.fees, missing=missing)
    (finding,) = (one for one in found("ncci.add_on", claim(line("99292"), line("99291")), tables) if one.indicator)
    assert said in finding.rationale


@pytest.mark.parametrize(
    ("code", "primary"),
    [
        *(("G2211", "99214"), ("96131", "96130"), ("96133", "96132"), ("96137", "96136"), ("96139", "96138")),
        *(("G2213", "99284"), ("G3003", "G3002")),
    ],
)
def test_add_ons_outside_the_list(code: str, primary: str) -> None:
    assert results("ncci.add_on", claim(line(code), line(primary)), TABLES) == {Result.PASS}
    assert results("ncci.add_on", claim(line(code), line("36415")), TABLES) == {Result.FAILS}


@pytest.mark.parametrize(("day", "result"), [(date(2025, 12, 31), Result.FAILS), (date(2026, 1, 1), Result.PASS)])
def test_g2211_with_a_visit_at_home_from_2026(day: date, result: Result) -> None:
    asked = claim(line("G2211", on=day), line("99348", on=day), on=day)
    assert results("ncci.add_on", asked, TABLES) == {result}


def test_an_add_on_to_an_add_on_says_that_its_own_primary_is_not_here() -> None:
    passed, open_end = sorted(
        found("ncci.add_on", claim(line("22634"), line("63053")), TABLES), key=lambda one: one.result
    )[::-1]
    assert (passed.codes, passed.result) == (("63053", "22634"), Result.PASS)
    assert open_end.result is Result.NOT_RUN
    assert "22633" in open_end.message


def test_the_primary_of_another_day_does_not_count() -> None:
    asked = claim(line("11046"), line("11043", on=date(2024, 7, 16)))
    assert Result.FAILS in results("ncci.add_on", asked, TABLES)


@pytest.mark.parametrize(("minutes", "units"), [(0, 0), (7, 0), (8, 1), (22, 1), (23, 2), (37, 2), (38, 3), (52, 3)])
def test_the_eight_minute_rule(minutes: int, units: int) -> None:
    assert most_units(minutes) == units


def test_timed_therapy_needs_minutes_and_its_discipline() -> None:
    asked = claim(line("97110", "GP", units=2, minutes=24), line("97140", "GP", minutes=8))
    assert results("time.units", asked, TABLES) == {Result.FAILS}
    enough = claim(line("97110", "GP", units=2, minutes=24), line("97140", "GP", minutes=14))
    assert results("time.units", enough, TABLES) == {Result.PASS}
    assert results("time.units", claim(line("97110", "GP")), TABLES) == {Result.NOT_RUN}
    assert Result.FAILS in results("time.units", claim(line("97110", minutes=15)), TABLES)
