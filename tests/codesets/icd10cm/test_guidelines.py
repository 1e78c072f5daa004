"""The guidelines are cut by their section numbers, and a quote comes from the edition of the day."""

from datetime import date
from pathlib import Path

import pytest

from codesets import BrokenSourceError, CodeSetError, IncompleteSourceError, import_file, open_shelf
from codesets.icd10cm.guidelines import Guideline, guideline, sections
from codesets.values import NotLoaded
from tests.codesets.guidelines_pdf import COVER, pages, pdf

DAY = date(2026, 5, 15)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("guidelines")
    source = folder / "fy-2026-guidelines.pdf"
    source.write_bytes(pdf(pages()))
    import_file(folder / "codes", source)
    return folder / "codes"


@pytest.mark.parametrize(
    ("number", "title", "text"),
    [
        ("I.A.1", "The Alphabetic Index and Tabular List", "The index is a list of terms."),
        ("I.C.9.a", "First kind", "Rule of chapter 9, first line, and second line."),
        ("I.C.9.a.1.a", "Confirmed cases only", "Code only what is confirmed."),
        ("I.C.21.b", "Second kind", ""),
        ("II", "Selection of Principal Diagnosis", "The circumstances of admission decide."),
        ("IV.A.1.", "Outpatient Surgery", ""),
    ],
)
def test_a_section_by_its_number(loaded: Path, number: str, title: str, text: str) -> None:
    with open_shelf(loaded) as shelf:
        found = guideline(shelf, number, DAY)
    assert isinstance(found, Guideline)
    assert (found.title, found.text) == (title, text)
    assert found.release.name == "ICD-10-CM Official Guidelines FY2026"


def test_a_number_out_of_turn_is_text(loaded: Path) -> None:
    with open_shelf(loaded) as shelf:
        found = guideline(shelf, "I.A.2", DAY)
        assert guideline(shelf, "I.A.7", DAY) is None
    assert isinstance(found, Guideline)
    assert "7. A line that starts with a number out of turn is text." in found.text


def test_page_numbers_count_from_the_cover(loaded: Path) -> None:
    with open_shelf(loaded) as shelf:
        found = guideline(shelf, "I.C.1.a", DAY)
    assert isinstance(found, Guideline)
    assert found.page == 4


def test_outside_the_edition_it_is_not_loaded(loaded: Path) -> None:
    with open_shelf(loaded) as shelf:
        found = guideline(shelf, "I.A.1", date(2027, 1, 1))
    assert isinstance(found, NotLoaded)
    assert found.nearest is not None


def test_the_table_of_contents_starts_nothing() -> None:
    assert [number for number, *_ in sections(["\n".join(COVER), "Section I. Conventions ......... 7"])] == []


def test_half_a_document_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "guidelines.pdf"
    source.write_bytes(pdf(pages(chapters=3)))
    with pytest.raises(IncompleteSourceError):
        import_file(tmp_path / "codes", source)
    source.write_bytes(pdf(pages())[:3_000])
    with pytest.raises(CodeSetError):
        import_file(tmp_path / "codes", source)
    source.write_bytes(b"%PDF-1.7 and nothing else")
    with pytest.raises(BrokenSourceError):
        import_file(tmp_path / "codes", source)
    assert not list((tmp_path / "codes").glob("*.sqlite"))
