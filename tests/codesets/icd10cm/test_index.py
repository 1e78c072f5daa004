"""The Alphabetic Index and its tables: recognised, walked as a coder does, and searched where they are loaded."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from codesets import (
    CodeSetError,
    Dataset,
    Release,
    Shelf,
    System,
    icd10cm,
    import_file,
    open_catalogue,
    open_shelf,
)
from codesets.errors import BrokenSourceError, IncompleteSourceError
from codesets.icd10cm.index import Behavior, Circumstance, drug, followed, leading_to, look_up, main_terms, neoplasm
from codesets.stores import arrays
from codesets.stores.store import Store
from tests.codesets.index_xml import index

DAY = date(2020, 1, 15)
DATASETS = {
    "diseases": Dataset.ICD10CM_INDEX,
    "causes": Dataset.ICD10CM_EXTERNAL_CAUSES,
    "neoplasms": Dataset.ICD10CM_NEOPLASMS,
    "drugs": Dataset.ICD10CM_DRUGS,
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    folder = tmp_path_factory.mktemp("index")
    for kind in DATASETS:
        source = folder / f"icd10cm_{kind}_2020.xml"
        source.write_text(index(kind), encoding="utf-8")
        import_file(folder / "codes", source)
    with open_shelf(folder / "codes") as opened:
        yield opened


def store(shelf: Shelf, kind: str) -> Store:
    (found,) = shelf.stores(DATASETS[kind])
    return found


def test_each_is_recognised_by_its_heading_and_dated_by_its_year(shelf: Shelf) -> None:
    assert {release.dataset for release in shelf.releases()} == set(DATASETS.values())
    assert {(release.first_day, release.last_day) for release in shelf.releases()} == {
        (date(2019, 10, 1), date(2020, 9, 30))
    }


def test_an_april_edition_is_in_force_from_april(tmp_path: Path) -> None:
    source = tmp_path / "icd10cm-index-April-1-2020-XML.xml"
    source.write_text(index("diseases"), encoding="utf-8")
    import_file(tmp_path / "codes", source)
    with open_shelf(tmp_path / "codes") as shelf:
        (release,) = shelf.releases()
    assert (release.first_day, release.name) == (
        date(2020, 4, 1),
        "ICD-10-CM Alphabetic Index FY2020, April 1 2020 update",
    )


@pytest.mark.parametrize(
    ("asked", "way", "code", "left"),
    [
        ("blueness", "Blueness, blue", "A00.9", 0),
        ("acute blueness", "Blueness, blue", "A00.9", 0),
        ("blueness with spots", "Blueness, blue > with spots", "A00.0", 0),
        ("pallor", "Pallor > pale", "A00.9", 0),
        ("blue nose", "Blueness, blue > nose > nose", "A01.1", 0),
        ("redness of the nose tip", "Redness > nose", "A01.1", 1),
        ("rosiness", "Rosiness", "", 0),
    ],
)
def test_a_way_through_the_index(shelf: Shelf, asked: str, way: str, code: str, left: int) -> None:
    trail = look_up(store(shelf, "diseases"), asked)[0]
    assert (trail.spoken, trail.code, len(trail.left)) == (way, code, left)


@pytest.mark.parametrize(
    ("kind", "code", "ways"),
    [
        ("diseases", "A00.0", ["Blueness, blue > with > spots"]),
        ("diseases", "A00.9", ["Blueness, blue", "Blueness, blue > pale"]),
        ("diseases", "A01.1XXA", ["Redness > nose", "Redness"]),
        ("neoplasms", "A00.0", ["Neoplasm, neoplastic > nose"]),
        ("drugs", "T99.1X1D", ["Paint"]),
        ("diseases", "B99.9", []),
    ],
)
def test_the_ways_that_lead_to_a_code(shelf: Shelf, kind: str, code: str, ways: list[str]) -> None:
    assert leading_to(store(shelf, kind), code) == ways


def test_what_is_no_main_term_leads_nowhere(shelf: Shelf) -> None:
    assert look_up(store(shelf, "diseases"), "greenness") == []
    assert look_up(store(shelf, "diseases"), "") == []
    assert followed(store(shelf, "diseases"), "Redness, by site") is None
    assert [term.title for term in main_terms(store(shelf, "diseases"), "Blue")] == ["Blueness, blue"]


def test_a_neoplasm_by_site_and_column(shelf: Shelf) -> None:
    table = store(shelf, "neoplasms")
    assert neoplasm(table, "nose", Behavior.MALIGNANT_PRIMARY) == [
        ("Neoplasm, neoplastic, nose", "A01.1"),
        ("Neoplasm, neoplastic, nose, tip", "A01.1"),
    ]
    assert neoplasm(table, "nose", Behavior.BENIGN) == [("Neoplasm, neoplastic, nose", "A00.0")]
    assert neoplasm(table, "toe", Behavior.BENIGN) == []


def test_a_drug_by_circumstance(shelf: Shelf) -> None:
    table = store(shelf, "drugs")
    assert drug(table, "blue paint", Circumstance.ADVERSE_EFFECT) == [("Paint, blue", "T99.2X5")]
    assert [code for _, code in drug(table, "paint", Circumstance.ACCIDENTAL)] == ["T99.1X1", "T99.2X1"]


@pytest.fixture
def searched(tmp_path: Path, small_source: Path, small_release: Release) -> Path:
    icd10cm.install_release(tmp_path / "codes", small_source, small_release)
    return tmp_path


def found(folder: Path, term: str) -> list[str]:
    with open_catalogue(folder / "codes") as catalogue:
        return [hit.code for hit in catalogue.search(term, DAY)]


def test_the_index_adds_its_words_to_the_search(searched: Path) -> None:
    assert found(searched, "pallor") == []
    source = searched / "icd10cm_index_2021.xml"
    source.write_text(index("diseases", 2021), encoding="utf-8")
    import_file(searched / "codes", source)  # of the year after the list: near enough
    assert found(searched, "pallor") == ["A00.9"]


def test_only_an_import_removes_the_arrays_of_an_older_index(searched: Path) -> None:
    source = searched / "icd10cm_index_2021.xml"
    source.write_text(index("diseases", 2021), encoding="utf-8")
    with open_catalogue(searched / "codes") as before:
        import_file(searched / "codes", source)
        assert found(searched, "pallor") == ["A00.9"]
        assert list(before.search("pallor", DAY)) == []
        assert len(list((searched / "codes").glob("*.arrays"))) == 2, "each catalogue has its own"
    icd10cm.prepare_search(searched / "codes")
    (left,) = (searched / "codes").glob("*.arrays")
    assert found(searched, "pallor") == ["A00.9"]
    assert left.exists()


def test_arrays_that_an_import_removes_under_a_question_are_made_again(
    searched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = arrays.read
    gone: list[Path] = []

    def removed_once(path: Path) -> dict[str, arrays.Array]:
        if not gone:
            path.unlink()
            gone.append(path)
        return read(path)

    monkeypatch.setattr(arrays, "read", removed_once)
    assert found(searched, "blueness with spots")
    assert gone


def test_an_index_of_another_time_does_not(searched: Path) -> None:
    source = searched / "icd10cm_index_2024.xml"
    source.write_text(index("diseases", 2024), encoding="utf-8")
    import_file(searched / "codes", source)
    assert found(searched, "pallor") == []


def test_codes_that_the_list_does_not_hold_are_not_found(searched: Path, small_release: Release) -> None:
    for kind in ("diseases", "neoplasms"):
        source = searched / f"{kind}_2020.xml"
        source.write_text(index(kind), encoding="utf-8")
        import_file(searched / "codes", source)
    with open_catalogue(searched / "codes") as catalogue:
        held = {hit.code for hit in catalogue.search("neoplasm nose blueness redness", DAY)}
        assert held
        assert all(catalogue.check(System.ICD10CM, code, DAY).billable for code in held)


def test_half_an_index_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "icd10cm_index_2020.xml"
    text = index("diseases")
    source.write_text(text[: len(text) // 2], encoding="utf-8")
    with pytest.raises(BrokenSourceError, match="line"):
        import_file(tmp_path / "codes", source)
    source.write_text(text.replace("<mainTerm><title>Zz", "<x><title>Zz").replace("</mainTerm>\n<x>", "</x>\n<x>"))
    with pytest.raises(CodeSetError):
        import_file(tmp_path / "codes", source)
    few = text[: text.index("<letter><title>Z")] + "</ICD10CM.index>"
    source.write_text(few, encoding="utf-8")
    with pytest.raises(IncompleteSourceError):
        import_file(tmp_path / "codes", source)
    assert not list((tmp_path / "codes").glob("*.sqlite"))
