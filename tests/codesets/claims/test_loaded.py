"""The rules over stores made by the real importers."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from codesets import open_catalogue
from codesets.claims import LoadedTables, Result, Setting, check_claim
from codesets.values import Dataset, NoteKind, NotLoaded, Release
from tests.codesets.claims.invented import claim, line

SUMMER = date(2026, 5, 15)
IN_2019 = date(2019, 3, 1)


def judged(rule: str, tables: LoadedTables, *lines: Any, **more: Any) -> list[tuple[Result, tuple[str, ...], str]]:
    findings = check_claim(claim(*lines, **more), tables)
    return [(one.result, one.codes, one.indicator) for one in findings if one.rule == rule]


@pytest.mark.parametrize(
    ("lines", "result", "indicator"),
    [
        ((line("80048"), line("80053")), Result.FAILS, "0"),
        ((line("93308", "59"), line("93306")), Result.WARNING, "1"),
        ((line("93308"), line("80053")), Result.PASS, ""),
        ((line("64400"), line("12001")), Result.FAILS, "1"),  # indicator 0 until 2019, 1 since 2022
        ((line("64400"), line("12002")), Result.PASS, ""),  # deleted on its first day: never applied
        ((line("64400"), line("12004")), Result.PASS, ""),  # deleted before the date of service
    ],
)
def test_pairs_of_the_official_layout(loaded: LoadedTables, lines: Any, result: Result, indicator: str) -> None:
    ((found, _, shown),) = judged("ncci.ptp", loaded, *lines)
    assert (found, shown) == (result, indicator)


def test_an_edition_with_files_missing_is_not_run(loaded: LoadedTables) -> None:
    findings = check_claim(claim(line("93306"), line("93308"), setting=Setting.OUTPATIENT), loaded)
    (finding,) = [one for one in findings if one.rule == "ncci.ptp"]
    assert finding.result is Result.NOT_RUN
    assert "files of" in finding.rationale


def test_units_and_add_ons_of_the_official_layout(loaded: LoadedTables) -> None:
    assert judged("ncci.mue", loaded, line("99213", units=3)) == [(Result.FAILS, ("99213",), "MUE 2, MAI 3")]
    assert judged("ncci.mue", loaded, line("A4206")) == [(Result.FAILS, ("A4206",), "MUE 0, MAI 3")]
    assert judged("ncci.add_on", loaded, line("22634"), line("22633")) == [(Result.PASS, ("22634", "22633"), "type 1")]
    assert judged("ncci.add_on", loaded, line("22634")) == [(Result.FAILS, ("22634",), "type 1")]
    assert judged("ncci.add_on", loaded, line("0054T"), line("27447"))[0][0] is Result.NOT_RUN


def test_the_fee_schedule_answers_for_its_quarter(loaded: LoadedTables) -> None:
    fee = loaded.fee("25600", date(2024, 7, 15))
    assert fee is not None
    assert fee.global_days == "090"
    ((result, codes, indicator),) = judged("global.package", loaded, line("99203"), line("25600"), earlier=())
    assert (result, codes, indicator) == (Result.FAILS, ("99203", "25600"), "090")
    listed = [one for one in check_claim(claim(line("25600")), loaded) if one.rule == "hcpcs.validity"]
    assert "Physician fee schedule" in listed[0].rationale


def test_hcpcs_has_units_and_validity_in_its_year(loaded: LoadedTables) -> None:
    drug = line("J0881", "EA", units=25, on=IN_2019)
    assert judged("drug.units", loaded, drug, on=IN_2019)[0] == (Result.NOT_RUN, ("J0881",), "1 microgram")
    ended = check_claim(claim(line("A0021", on=IN_2019), on=IN_2019), loaded)
    (finding,) = [one for one in ended if one.rule == "hcpcs.validity"]
    assert finding.result is Result.FAILS
    assert loaded.hcpcs("A0021", IN_2019) is None
    assert loaded.hcpcs("LT", IN_2019) is None  # a modifier is no code


def test_modifiers_end_too(loaded: LoadedTables) -> None:
    ended = check_claim(claim(line("J0881", "ZB", on=IN_2019), on=IN_2019), loaded)
    (finding,) = [one for one in ended if one.rule == "modifier.legality" and one.result is Result.FAILS]
    assert "was terminated on 31 Mar 2018" in finding.rationale


def test_diagnoses_of_the_bundled_release(loaded: LoadedTables) -> None:
    found = {
        codes[0]: result
        for result, codes, _ in judged(
            "icd10cm.validity", loaded, line("99213", on=SUMMER), diagnoses=("E11.22", "G35", "Z91.012"), on=SUMMER
        )
    }
    assert found == {"E11.22": Result.PASS, "G35": Result.FAILS, "Z91.012": Result.FAILS}
    visit = line("99213", on=SUMMER)
    assert judged("icd10cm.excludes1", loaded, visit, diagnoses=("E11.9", "E10.9"), on=SUMMER)[0][0] is Result.WARNING
    assert judged("icd10cm.excludes1", loaded, visit, diagnoses=("J44.1", "J45.20"), on=SUMMER)[0][0] is Result.PASS
    before = judged("icd10cm.validity", loaded, line("99213"), diagnoses=("E11.22",))
    assert before[0][0] is Result.NOT_RUN


@pytest.mark.parametrize("code", ["E11.9", "J44.1", "H28", "S06.0X1A", "Z68.41", "nonsense"])
def test_notes_are_those_of_the_code_page(loaded: LoadedTables, claims_folder: Path, code: str) -> None:
    with open_catalogue(claims_folder / "codesets") as catalogue:
        entry = catalogue.entry(code, SUMMER)
    notes = entry.notes if entry else ()
    assert loaded.notes(code, SUMMER) == tuple(
        note for note in notes if note.kind in {NoteKind.EXCLUDES1, NoteKind.CODE_FIRST}
    )
    assert loaded.notes(code, date(2024, 7, 15)) == ()


def test_articles_of_the_coverage_database(loaded: LoadedTables) -> None:
    def of(diagnosis: str, state: str) -> Result:
        asked = line("J0881", on=SUMMER, diagnoses=(diagnosis,))
        return judged("coverage.lcd", loaded, asked, on=SUMMER, diagnoses=(diagnosis,), state=state)[0][0]

    assert of("N18.30", "TX") is Result.PASS
    assert of("D50.9", "TX") is Result.WARNING
    assert of("I10", "TX") is Result.WARNING
    assert of("I10", "CA") is Result.PASS


def test_national_determinations_are_found_by_what_local_policies_refer_to(loaded: LoadedTables) -> None:
    assert [one.section for one in loaded.determinations(("11", "12"), SUMMER)] == ["110.3"]
    assert loaded.determinations((), SUMMER) == ()
    assert isinstance(loaded.release(Dataset.COVERAGE_NATIONAL, SUMMER), Release)


def test_releases_are_said_or_missing(loaded: LoadedTables) -> None:
    assert isinstance(loaded.release(Dataset.MPFS, date(2024, 7, 15)), Release)
    assert isinstance(loaded.release(Dataset.MPFS, SUMMER), NotLoaded)
    assert isinstance(loaded.release(Dataset.COVERAGE, SUMMER), Release)
    assert isinstance(loaded.release(Dataset.CPT, SUMMER), NotLoaded)
