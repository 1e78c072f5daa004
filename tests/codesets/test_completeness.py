"""What `codes status` says of each dataset on a day."""

from datetime import date
from pathlib import Path

import pytest

from codesets import Dataset, Shelf, open_shelf
from codesets.completeness import EXPECTED, Standing, full_name, reports, standing_of, summary
from tests.codesets.releases import installed

DAY = date(2026, 5, 15)
SPRING = (date(2026, 4, 1), date(2026, 6, 30))
WINTER = (date(2026, 1, 1), date(2026, 3, 31))
SUMMER = (date(2026, 7, 1), date(2026, 9, 30))


def test_every_dataset_is_told_of() -> None:
    assert {expected.dataset for expected in EXPECTED} == set(Dataset)
    found = reports(Shelf([]), DAY)
    assert {report.standing for report in found} == {Standing.MISSING}
    said = {report.dataset: report.sentence for report in found}
    assert said[Dataset.HCPCS] == "HCPCS Level II: not loaded; `caseconsultant codes update` fetches it."
    assert "your own licensed file" in said[Dataset.CPT]


@pytest.mark.parametrize(
    ("days", "standing", "sentence"),
    [
        ([SPRING], Standing.CURRENT, "HCPCS Level II: hcpcs 2026-04-01, in force 1 Apr 2026 to 30 Jun 2026."),
        ([WINTER], Standing.OUT_OF_DATE, "out of date; the newest is hcpcs 2026-01-01, in force to 31 Mar 2026;"),
        ([SUMMER], Standing.OUT_OF_DATE, "nothing that is in force on 15 May 2026; the first comes into force later"),
        ([WINTER, SUMMER], Standing.OUT_OF_DATE, "out of date; the newest is hcpcs 2026-01-01"),
    ],
)
def test_how_a_dataset_stands(tmp_path: Path, days: list[tuple[date, date]], standing: Standing, sentence: str) -> None:
    for first, last in days:
        installed(tmp_path, Dataset.HCPCS, first, last)
    _says(tmp_path, Dataset.HCPCS, standing, sentence)


def test_missing_parts_are_named(tmp_path: Path) -> None:
    for part in ("1", "3"):
        installed(tmp_path, Dataset.PTP_PRACTITIONER, *SPRING, part)
    installed(tmp_path, Dataset.PTP_PRACTITIONER, *WINTER, "2")
    _says(
        tmp_path,
        Dataset.PTP_PRACTITIONER,
        Standing.INCOMPLETE,
        "is loaded without file 2, file 4; `caseconsultant codes update`",
    )
    for part in ("2", "4"):
        installed(tmp_path, Dataset.PTP_PRACTITIONER, *SPRING, part)
    _says(tmp_path, Dataset.PTP_PRACTITIONER, Standing.CURRENT, "in force")


def test_copies_without_an_end_grow_old(tmp_path: Path) -> None:
    installed(tmp_path, Dataset.COVERAGE_NATIONAL, date(2026, 3, 1), date.max)
    _says(tmp_path, Dataset.COVERAGE_NATIONAL, Standing.OUT_OF_DATE, "the copy is of 1 Mar 2026")
    installed(tmp_path, Dataset.COVERAGE_NATIONAL, date(2026, 5, 1), date.max)
    _says(tmp_path, Dataset.COVERAGE_NATIONAL, Standing.CURRENT, "in force 1 May 2026 on")
    installed(tmp_path, Dataset.GEM_DIAGNOSES, date(2017, 10, 1), date.max, "icd9")
    _says(tmp_path, Dataset.GEM_DIAGNOSES, Standing.INCOMPLETE, "is loaded without ICD-10-CM to ICD-9-CM; import it")
    installed(tmp_path, Dataset.GEM_DIAGNOSES, date(2016, 10, 1), date.max, "icd10")
    _says(tmp_path, Dataset.GEM_DIAGNOSES, Standing.CURRENT, "in force")


def test_the_summary_counts_what_stands_how(tmp_path: Path) -> None:
    installed(tmp_path, Dataset.HCPCS, *SPRING)
    installed(tmp_path, Dataset.ADD_ON, *WINTER)
    installed(tmp_path, Dataset.PTP_HOSPITAL, *SPRING, "1")
    with open_shelf(tmp_path) as shelf:
        said = summary(reports(shelf, DAY), DAY)
    assert said == (
        f"On 15 May 2026, of {len(EXPECTED)} sets 1 is in force, 1 is incomplete, 1 is out of date,"
        f" {len(EXPECTED) - 3} are not loaded."
    )


def test_of_two_releases_in_force_the_newer_one_answers(tmp_path: Path) -> None:
    installed(tmp_path, Dataset.ICD10CM, date(2025, 10, 1), date(2026, 9, 30))
    installed(tmp_path, Dataset.ICD10CM, date(2026, 4, 1), date(2026, 9, 30))
    installed(tmp_path, Dataset.ICD10CM, *WINTER)
    with open_shelf(tmp_path) as shelf:
        releases = shelf.releases()
    stand = [standing_of(release, releases, DAY) for release in releases]
    assert stand == ["in force", "of earlier days", "in force, but a newer one answers"]
    assert standing_of(releases[0], releases, date(2026, 3, 1)) == "of later days"


def test_a_part_is_named_where_the_release_does_not_tell_it(tmp_path: Path) -> None:
    installed(tmp_path, Dataset.PTP_PRACTITIONER, *SPRING, "1")
    installed(tmp_path, Dataset.CPT, *SPRING, "long")
    installed(tmp_path, Dataset.GEM_DIAGNOSES, *SPRING, "icd9")
    with open_shelf(tmp_path) as shelf:
        named = {full_name(release) for release in shelf.releases()}
    assert named == {
        "ncci-ptp-practitioner 2026-04-01, file 1",
        "cpt 2026-04-01, long descriptors",
        "gem-diagnoses 2026-04-01",
    }


def _says(folder: Path, dataset: Dataset, standing: Standing, sentence: str) -> None:
    with open_shelf(folder) as shelf:
        found = next(report for report in reports(shelf, DAY) if report.dataset is dataset)
    assert found.standing is standing
    assert sentence in found.sentence
