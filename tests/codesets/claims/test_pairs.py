"""ncci.ptp: which pair of lines is paid, which modifier opens an edit, and what is not known."""

from datetime import date

import pytest

from codesets.claims import Result, Setting
from codesets.values import Dataset, NotLoaded, Release
from tests.codesets.claims.invented import DAY, InventedTables, claim, found, line, results

RULE = "ncci.ptp"
TABLES = InventedTables(
    pairs={
        ("80053", "80048"): 0,
        ("29881", "29877"): 0,
        ("45385", "45380"): 1,
        ("20610", "99214"): 1,
        ("93306", "93308"): 1,
    }
)


@pytest.mark.parametrize(("one", "two"), [("80053", "80048"), ("80048", "80053"), ("29881", "29877")])
def test_indicator_0_fails_both_ways_round_whatever_the_modifier(one: str, two: str) -> None:
    for modifiers in ((), ("59",), ("XS",), ("LT",)):
        (finding,) = found(RULE, claim(line(one), line(two, *modifiers)), TABLES)
        assert finding.result is Result.FAILS
        assert finding.indicator == "0"
        assert set(finding.codes) == {one, two}


def test_indicator_1_fails_without_a_modifier_and_names_the_column_that_is_not_paid() -> None:
    (finding,) = found(RULE, claim(line("45380"), line("45385")), TABLES)
    assert finding.result is Result.FAILS
    assert finding.codes == ("45385", "45380")
    assert "45380 is not paid with 45385" in finding.rationale
    assert finding.release is not None
    assert "Medicare edit; another payer may differ" in finding.authority


@pytest.mark.parametrize("modifier", ["59", "XS", "XE", "XP", "XU"])
@pytest.mark.parametrize("column", [0, 1])
def test_59_and_x_open_it_on_either_column_and_the_record_must_show_it(modifier: str, column: int) -> None:
    lines = [line("45385"), line("45380")]
    lines[column] = line(lines[column].code, modifier)
    asked = claim(*lines)
    assert results(RULE, asked, TABLES) == {Result.WARNING}


@pytest.mark.parametrize(("modifier_on_column_1", "opened"), [(False, True), (True, False)])
def test_before_july_2019_59_opens_it_on_column_2_only(*, modifier_on_column_1: bool, opened: bool) -> None:
    day = date(2019, 6, 30)

    class Early(InventedTables):
        def _held(self, dataset: Dataset, on: date) -> bool:
            return True

        def release(self, dataset: Dataset, on: date) -> Release | NotLoaded:
            return super().release(dataset, DAY)

    one = ("59",) if modifier_on_column_1 else ()
    two = () if modifier_on_column_1 else ("59",)
    asked = claim(line("45385", *one, on=day), line("45380", *two, on=day), on=day)
    assert results(RULE, asked, Early(pairs=TABLES.pairs)) == {Result.WARNING if opened else Result.FAILS}


@pytest.mark.parametrize("modifier", ["22", "50", "51", "76", "77", "GA"])
def test_other_modifiers_never_open_an_edit(modifier: str) -> None:
    assert results(RULE, claim(line("45385"), line("45380", modifier)), TABLES) == {Result.FAILS}


@pytest.mark.parametrize("modifier", ["24", "27", "LC", "LD", "LM", "RC", "RI"])
def test_the_modifiers_that_lists_forget_open_it_where_they_belong(modifier: str) -> None:
    asked = (
        claim(line("20610"), line("99214", modifier))
        if modifier in {"24", "27"}
        else claim(line("45385"), line("45380", modifier))
    )
    assert Result.FAILS not in results(RULE, asked, TABLES)


@pytest.mark.parametrize("modifier", ["59", "XE", "XS"])
def test_59_on_a_visit_opens_nothing(modifier: str) -> None:
    (finding,) = found(RULE, claim(line("20610"), line("99214", modifier)), TABLES)
    assert finding.result is Result.FAILS
    assert "open nothing on a visit" in finding.rationale


def test_a_modifier_on_the_procedure_says_nothing_of_the_visit() -> None:
    (finding,) = found(RULE, claim(line("20610", "LT"), line("99214")), TABLES)
    assert finding.result is Result.WARNING
    assert "put 25 on 99214" in finding.remedy


def test_25_on_the_visit_opens_it_and_on_the_procedure_does_not() -> None:
    assert results(RULE, claim(line("20610"), line("99214", "25")), TABLES) == {Result.WARNING}
    assert results(RULE, claim(line("20610", "25"), line("99214")), TABLES) == {Result.FAILS}


def test_two_sites_pass_and_one_site_twice_is_only_a_warning() -> None:
    assert results(RULE, claim(line("45385", "RT"), line("45380", "LT")), TABLES) == {Result.PASS}
    assert results(RULE, claim(line("45385", "RT"), line("45380", "RT")), TABLES) == {Result.WARNING}


def test_every_pair_of_lines_must_be_open() -> None:
    asked = claim(line("45385"), line("45380", "59"), line("45380"))
    assert results(RULE, asked, TABLES) == {Result.FAILS}


def test_no_edit_passes_and_names_the_release() -> None:
    (finding,) = found(RULE, claim(line("99214"), line("36415")), TABLES)
    assert finding.result is Result.PASS
    assert finding.release is not None
    assert finding.release.name in finding.message


def test_other_days_and_single_codes_are_no_pair() -> None:
    assert found(RULE, claim(line("45385"), line("45380", on=date(2024, 7, 16))), TABLES) == []
    assert found(RULE, claim(line("45385"), line("45385")), TABLES) == []


def test_a_date_outside_every_release_gives_an_indication_and_never_a_pass() -> None:
    late = date(2027, 1, 4)
    (finding,) = found(RULE, claim(line("45385", on=late), line("45380", on=late), on=late), TABLES)
    assert finding.result is Result.NOT_RUN
    assert "the pair 45385/45380 had indicator 1" in finding.rationale
    (finding,) = found(RULE, claim(line("99214", on=late), line("36415", on=late), on=late), TABLES)
    assert finding.result is Result.NOT_RUN


def test_hospitals_have_a_table_of_their_own_and_inpatients_none() -> None:
    tables = InventedTables(pairs=TABLES.pairs, missing={Dataset.PTP_HOSPITAL})
    asked = (line("45385"), line("45380"))
    assert results(RULE, claim(*asked, setting=Setting.OUTPATIENT), tables) == {Result.NOT_RUN}
    assert results(RULE, claim(*asked, setting=Setting.ASC), tables) == {Result.FAILS}
    assert results(RULE, claim(*asked, setting=Setting.INPATIENT), tables) == set()


def test_another_payer_may_differ_so_it_is_warned() -> None:
    asked = (line("80053"), line("80048"))
    assert results(RULE, claim(*asked, payer="Medicare Part B"), TABLES) == {Result.FAILS}
    assert results(RULE, claim(*asked), TABLES) == {Result.FAILS}
    assert results(RULE, claim(*asked, payer="Aetna"), TABLES) == {Result.WARNING}


def test_medicaid_has_tables_of_its_own() -> None:
    (finding,) = found(RULE, claim(line("45385"), line("45380"), payer="Texas Medicaid"), TABLES)
    assert finding.result is Result.NOT_RUN
    assert "indicator 1" in finding.rationale
