"""What a code's page holds, what became of a code between two releases, and what may have been meant by a wrong one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from codesets import Catalogue, Release, Status, System, icd10cm, open_catalogue

DAY = date(2026, 5, 15)
THEN, NOW = date(2020, 1, 15), date(2020, 11, 15)

NEWER = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.tabular><version>2</version>
<chapter><name>1</name><desc>Made-up diseases (A00-A09)</desc>
<section id="A00-A09"><desc>Colours (A00-A09)</desc>
<diag><name>A00</name><desc>Blueness</desc>
  <diag><name>A00.0</name><desc>Blueness with dots</desc></diag>
  <diag><name>A00.9</name><desc>Blueness, unspecified</desc>
    <diag><name>A00.91</name><desc>Blueness of right eye</desc></diag>
    <diag><name>A00.92</name><desc>Blueness of left eye</desc></diag>
  </diag>
</diag>
<diag><name>A02</name><desc>Greenness</desc></diag>
</section></chapter>
</ICD10CM.tabular>
"""


@pytest.fixture
def two(tmp_path: Path, small_source: Path, small_release: Release) -> Iterator[Catalogue]:
    newer = tmp_path / "newer.xml"
    newer.write_text(NEWER, encoding="utf-8")
    later = replace(
        small_release,
        name="Made-up FY2021",
        first_day=date(2020, 10, 1),
        last_day=date(2021, 9, 30),
        rows=4,
        digest="1" * 64,
    )
    for source, release in ((small_source, small_release), (newer, later)):
        icd10cm.install_release(tmp_path / "codes", source, release)
    with open_catalogue(tmp_path / "codes") as catalogue:
        yield catalogue


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("A00.0", [("revised", "Blueness with spots", "Blueness with dots")]),
        ("A00.9", [("became a header", "Blueness, unspecified", "Blueness, unspecified")]),
        ("A02", [("added", "", "Greenness")]),
        ("A01", [("deleted", "Redness", "")]),
        ("A00", []),
    ],
)
def test_history_between_two_releases(two: Catalogue, code: str, changes: list[tuple[str, str, str]]) -> None:
    page = two.page(code, NOW)
    assert page
    assert [(one.happened.value, one.was, one.title) for one in page.changes] == changes
    assert all((one.since.name, one.release.name) == ("Made-up FY2020", "Made-up FY2021") for one in page.changes)


def test_deleted_and_not_yet_valid_say_so(two: Catalogue) -> None:
    gone = two.check(System.ICD10CM, "A01.1XXA", NOW)
    assert gone.status is Status.NOT_HELD
    assert "deleted after 30 Sep 2020" in gone.sentence
    early = two.check(System.ICD10CM, "A02", THEN)
    assert early.status is Status.NOT_HELD
    assert "not yet valid: Made-up FY2021" in early.sentence


def test_a_missing_side_is_said(two: Catalogue) -> None:
    found = two.check(System.ICD10CM, "A00.9", NOW)
    assert "its side is missing" in found.sentence
    assert [choice.code for choice in found.choices] == ["A00.91", "A00.92"]


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("E11.222", "E11.22"),
        ("EI1.22", "E11.22"),
        ("S72.3O1A", "S72.301A"),
        ("T14.91A", "T14.91XA"),
        ("T14.91A.", "T14.91XA"),
    ],
)
def test_what_may_have_been_meant(catalogue: Catalogue, asked: str, meant: str) -> None:
    found = catalogue.check(System.ICD10CM, asked, DAY)
    assert found.status is Status.NOT_HELD
    assert [choice.code for choice in found.suggestions] == [meant]
    assert meant in found.sentence


@pytest.mark.parametrize("asked", ["e11.22.", " E11.22 ", "E1122,", "e 11.22"])
def test_careless_spelling_is_understood(catalogue: Catalogue, asked: str) -> None:
    assert catalogue.check(System.ICD10CM, asked, DAY).status is Status.VALID


def test_a_page_stands_in_its_place(catalogue: Catalogue) -> None:
    page = catalogue.page("n1831", DAY)
    assert page
    assert [one.code for one in page.hierarchy] == ["14", "N17-N19", "N18", "N18.3"]
    assert (page.previous and page.previous.code, page.following and page.following.code) == ("N18.30", "N18.32")
    assert page.validity.status is Status.VALID
    assert {"N18", "N17-N19"} <= {note.at for note in page.notes}
    assert catalogue.page("A08.12", DAY) is None


def test_the_beginning_of_a_code_lists_the_codes(catalogue: Catalogue) -> None:
    assert [hit.code for hit in catalogue.search("e11.2", DAY)] == ["E11.21", "E11.22", "E11.29"]
    assert [hit.code for hit in catalogue.search("N18.31", DAY)] == ["N18.31"]
    assert len(catalogue.search("S72", DAY, 7)) == 7
