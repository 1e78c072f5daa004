"""Order file, tables, index and definitions: validity on a day, and codes built character by character."""

from datetime import date
from pathlib import Path

import pytest

from codesets import BrokenSourceError, NotLoaded, Shelf, Status, UnknownSourceError, import_file, open_shelf
from codesets.icd10pcs import lookup, validity
from codesets.values import Choice, Dataset
from tests.codesets.icd10pcs.conftest import ORDER, TABLES, order_lines

DAY = date(2020, 2, 2)


@pytest.mark.parametrize(
    ("code", "day", "status", "sentence"),
    [
        ("0016070", DAY, Status.VALID, "0016070 is in ICD-10-PCS FY2020, in force 1 Oct 2019 to 30 Sep 2020."),
        ("OO16O7O", DAY, Status.VALID, "0016070 is in"),
        ("001", DAY, Status.HEADER, "next comes Body Part: 6 (Ventricle), U (Canal)."),
        ("00160", DAY, Status.HEADER, "00160 has 5 of the seven characters"),
        ("0016075", DAY, Status.NOT_HELD, "0016075 is not in ICD-10-PCS FY2020"),
        ("0016070", date(2020, 10, 1), Status.NOT_LOADED_FOR_DATE, "covers 1 Oct 2020, so 0016070 was not checked"),
        ("0016075", date(2020, 10, 1), Status.NOT_HELD, "and none covers 1 Oct 2020."),
    ],
)
def test_validity(pcs_shelf: Shelf, code: str, day: date, status: Status, sentence: str) -> None:
    found = validity.check(pcs_shelf, code, day)
    assert found.status is status
    assert sentence in found.sentence


def test_a_set_that_is_not_loaded() -> None:
    assert validity.check(Shelf([]), "0016070", DAY).status is Status.NOT_LOADED


def test_a_code_is_built_from_the_tables(pcs_shelf: Shelf) -> None:
    assert lookup.following(pcs_shelf, "0016", DAY) == lookup.Axis(5, "Approach", (Choice("0", "Open"),))
    assert lookup.following(pcs_shelf, "001", DAY) == lookup.Axis(
        4, "Body Part", (Choice("6", "Ventricle"), Choice("U", "Canal"))
    )
    assert lookup.following(pcs_shelf, "001U0", DAY) is None
    assert lookup.following(pcs_shelf, "0016070", DAY) is None
    assert isinstance(lookup.following(pcs_shelf, "001", date(2021, 1, 1)), NotLoaded)
    axes = lookup.built(pcs_shelf, "0016071", DAY)
    assert isinstance(axes, tuple)
    meant = ["Surgical", "Nerves", "Bypass", "Ventricle", "Open", "Own tissue", "Mastoid"]
    assert [axis.values[0].title for axis in axes] == meant
    assert lookup.built(pcs_shelf, "001607Z", DAY) is None
    assert lookup.built(pcs_shelf, "001U070", DAY) is None


def test_the_index_leads_to_codes_and_terms(pcs_shelf: Shelf) -> None:
    (line,) = _terms(pcs_shelf, "laminaria abortion")
    assert line == lookup.IndexTerm(("Abortion", "Laminaria"), "code", "", ("10A07ZW",))
    (deep,) = _terms(pcs_shelf, "retained")
    assert deep.path == ("Abortion", "Products", "Retained")
    (see, _) = _terms(pcs_shelf, "uterus")
    assert (see.path, see.relation, see.target, see.codes) == (
        ("Abdominohysterectomy",),
        "see",
        "Excision, Uterus",
        ("0UB9",),
    )
    (use,) = _terms(pcs_shelf, "abdominal plexus")
    assert (use.relation, use.target) == ("use", "Nerve, Sympathetic")


def test_titles_are_searched(pcs_shelf: Shelf) -> None:
    hits = lookup.search(pcs_shelf, "percutaneous bypass", DAY)
    assert not isinstance(hits, NotLoaded)
    assert (hits[0].code, hits[0].coverage) == ("0016071", 1.0)


def test_definitions_are_kept(pcs_shelf: Shelf) -> None:
    (store,) = pcs_shelf.stores(Dataset.ICD10PCS_DEFINITIONS)
    assert store.rows("SELECT term, definition, explanation, includes FROM definition") == [
        ("Bypass", "Another way", "Round about", "Shunt\nDetour")
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (order_lines(ORDER[:2]) + order_lines(ORDER)[-30:], "Line 3 .* is no line of the order file"),
        (order_lines(ORDER[:2]) + "".join(order_lines().splitlines(keepends=True)[3:]), "order number 00004"),
        (order_lines((*ORDER, ("0026", 1, "a", "b"))), "Line 6 .* is no line"),
    ],
)
def test_broken_order_files_are_refused(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "icd10pcs_order_2020.txt").write_text(text, encoding="utf-8")
    with pytest.raises(BrokenSourceError, match=complaint):
        import_file(tmp_path / "stores", tmp_path / "icd10pcs_order_2020.txt")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (TABLES[:-40], "damaged"),
        (TABLES.replace('<label code="1">Mastoid</label>', ""), "makes 1 codes where it says 2"),
        (TABLES.replace('<label code="0">Nerves</label>', ""), "not three characters"),
    ],
)
def test_broken_tables_are_refused(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "tables.xml").write_text(text, encoding="utf-8")
    with pytest.raises(BrokenSourceError, match=complaint):
        import_file(tmp_path / "stores", tmp_path / "tables.xml")
    assert not list((tmp_path / "stores").glob("*.sqlite*"))


def test_the_operator_may_narrow_the_days_within_the_year_of_the_file(tmp_path: Path) -> None:
    source = tmp_path / "tables.xml"
    source.write_text(TABLES, encoding="utf-8")
    with pytest.raises(UnknownSourceError, match="--from says 1 Apr 2021"):
        import_file(tmp_path / "stores", source, date(2021, 4, 1))
    import_file(tmp_path / "stores", source, date(2020, 4, 1))
    with open_shelf(tmp_path / "stores") as shelf:
        assert shelf.releases()[0].first_day == date(2020, 4, 1)


def test_an_april_update_is_known_by_its_name(tmp_path: Path) -> None:
    source = tmp_path / "April 1 2020 ICD-10-PCS tables.xml"
    source.write_text(TABLES, encoding="utf-8")
    import_file(tmp_path / "stores", source)
    with open_shelf(tmp_path / "stores") as shelf:
        release = shelf.releases()[0]
        assert (release.name, release.in_force) == (
            "ICD-10-PCS tables FY2020, April 1 2020 update",
            "1 Apr 2020 to 30 Sep 2020",
        )


def _terms(shelf: Shelf, term: str) -> list[lookup.IndexTerm]:
    found = lookup.index_terms(shelf, term, DAY)
    assert not isinstance(found, NotLoaded)
    return found
