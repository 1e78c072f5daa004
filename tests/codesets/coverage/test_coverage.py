"""The coverage database as CMS packs it: a zip of zips, HTML with line breaks, latin-1 among UTF-8."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from codesets import BrokenSourceError, NotLoaded, Shelf, UnknownSourceError, import_file, open_shelf
from codesets.coverage import lookup, national
from codesets.coverage.lookup import Listing

DAY = date(2026, 5, 15)
COPIED = (2026, 5, 1, 6, 0, 0)
LOOKUPS = {
    "contractor.csv": [
        ["contractor_id", "contractor_type_id", "contractor_version", "contractor_bus_name"],
        ["7", "9", "1", "Made-up Solutions, LLC"],
        ["8", "9", "1", "Northern Contractor"],
    ],
    "contractor_jurisdiction.csv": [
        ["contractor_id", "contractor_type_id", "contractor_version", "state_id", "term_date"],
        ["7", "9", "1", "45", ""],
        ["7", "9", "1", "33", "2019-01-01 00:00:00"],
        ["8", "9", "1", "60", ""],
    ],
    "state_lookup.csv": [
        ["state_id", "state_abbrev", "description"],
        ["33", "NY", "New York"],
        ["45", "TX", "Texas"],
        ["60", "QN", "New York - Queens"],
    ],
}
ARTICLES = {
    "article.csv": [
        [
            "article_id",
            "article_version",
            "title",
            "description",
            "article_eff_date",
            "article_rev_eff_date",
            "article_end_date",
        ],
        ["57606", "4", "Billing: Caf\xe9", '<p>First,\n<b>"line"</b></p>', "2019-10-01", "2026-01-01 00:00:00", ""],
        ["57606", "3", "Billing: before", "", "2019-10-01", "2025-01-01 00:00:00", ""],
        ["50000", "1", "Ended", "", "10/01/2015", "", "12/31/2025"],
        ["60001", "1", "Without diagnoses", "", "2020-01-01", "", ""],
    ],
    "article_x_hcpc_code.csv": [
        ["article_id", "article_version", "hcpc_code_id", "hcpc_code_version", "long_description"],
        ["57606", "4", "J0881", "1", "text"],
        ["57606", "3", "J0881", "1", "text"],
        ["50000", "1", "J0881", "1", "text"],
        ["60001", "1", "99999", "1", "text"],
        ["60001", "1", "XX000", "1", "Not Applicable"],
    ],
    "article_x_icd10_covered.csv": [
        ["article_id", "article_version", "icd10_code_id", "icd10_covered_group"],
        ["57606", "4", "N18.30", "1"],
        ["57606", "4", "N18.30", "2"],
    ],
    "article_x_icd10_noncovered.csv": [
        ["article_id", "article_version", "icd10_code_id", "icd10_noncovered_group"],
        ["57606", "4", "D50.9", "1"],
        ["57606", "4", "XX000", "1"],
    ],
    "article_related_documents.csv": [
        ["article_id", "article_version", "related_num", "r_article_id", "r_lcd_id"],
        ["57606", "4", "1", "", "33829"],
        ["57606", "4", "2", "12345", "0"],
    ],
    "article_related_ncd_documents.csv": [
        ["article_id", "article_version", "related_ncd_num", "r_ncd_id", "r_ncd_version"],
        ["57606", "4", "1", "11", "1"],
        ["57606", "4", "2", "12", "1"],
        ["60001", "1", "1", "0", "0"],
    ],
    "article_x_contractor.csv": [
        ["article_id", "article_version", "contractor_id", "contractor_type_id", "contractor_version"],
        ["57606", "4", "7", "9", "1"],
        ["57606", "4", "8", "9", "1"],
        ["57606", "3", "7", "9", "1"],
        ["50000", "1", "7", "9", "1"],
        ["60001", "1", "7", "9", "1"],
    ],
    **LOOKUPS,
}
LCDS = {
    "lcd.csv": [
        ["lcd_id", "lcd_version", "title", "indication", "orig_det_eff_date", "rev_eff_date", "rev_end_date"],
        ["33829", "9", "Wheelchairs", "<p>long</p>", "2015-10-01", "2024-02-02", ""],
    ],
    "lcd_x_hcpc_code.csv": [["lcd_id", "lcd_version", "hcpc_code_id"], ["33829", "9", "K0001"]],
    "lcd_x_contractor.csv": [["lcd_id", "lcd_version", "contractor_id"], ["33829", "9", "7"]],
    "lcd_related_documents.csv": [["lcd_id", "lcd_version", "r_article_id"], ["33829", "9", "57606"]],
    **LOOKUPS,
}
NATIONAL = {
    "ncd_trkg.csv": [
        [
            "NCD_id",
            "NCD_vrsn_num",
            "NCD_mnl_sect",
            "NCD_mnl_sect_title",
            "NCD_efctv_dt",
            "NCD_trmntn_dt",
            "cvrg_lvl_cd",
        ],
        ["11", "1", "110.3", "Anti-Inhibitor  Coagulant Complex", "1998-01-01 00:00:00", "", "1"],
        ["12", "1", "30.1", "Biofeedback Therapy", "1990-01-01 00:00:00", "2020-01-01", "2"],
        ["13", "1", "30.2", "Thermogenic Therapy", "", "", ""],
    ]
}
Tables = dict[str, list[list[str]]]


def packed(tables: Tables, copied: tuple[int, int, int, int, int, int] = COPIED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in tables.items():
            written = io.StringIO()
            csv.writer(written, quoting=csv.QUOTE_ALL).writerows(rows)
            archive.writestr(zipfile.ZipInfo(name, copied), written.getvalue().encode("latin-1"))
    return made.getvalue()


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    folder = tmp_path_factory.mktemp("coverage")
    articles = zipped(folder / "all_article.zip", {"all_article_csv.zip": packed(ARTICLES), "readme.txt": b"read me"})
    lcds = zipped(folder / "all_lcd.zip", {"all_lcd_csv.zip": packed(LCDS)})
    determinations = zipped(folder / "ncd.zip", {"ncd_csv.zip": packed(NATIONAL)})
    everything = zipped(
        folder / "all_data.zip",
        {path.name: path.read_bytes() for path in (articles, lcds, determinations)},
    )
    import_file(folder / "stores", everything)
    with open_shelf(folder / "stores") as opened:
        yield opened


def test_one_zip_makes_a_store_of_each_kind(shelf: Shelf) -> None:
    assert {(release.name, release.rows) for release in shelf.releases()} == {
        ("Medicare Coverage Database of 1 May 2026, articles", 4),
        ("Medicare Coverage Database of 1 May 2026, LCDs", 1),
        ("Medicare Coverage Database of 1 May 2026, national determinations", 3),
    }


def test_policies_for_a_code_in_a_state(shelf: Shelf) -> None:
    found = lookup.policies(shelf, "j0881", "tx", DAY)
    assert not isinstance(found, NotLoaded)
    (article,) = found
    assert (article.number, article.version, article.title) == ("A57606", 4, "Billing: Café")
    assert (article.contractors, article.related) == (("Made-up Solutions, LLC",), ("L33829",))
    lcds = lookup.policies(shelf, "K0001", "TX", DAY)
    assert not isinstance(lcds, NotLoaded)
    assert [(lcd.number, lcd.related) for lcd in lcds] == [("L33829", ("A57606",))]


def test_the_part_of_a_state_counts_and_an_ended_jurisdiction_does_not(shelf: Shelf) -> None:
    found = lookup.policies(shelf, "J0881", "NY", DAY)
    assert not isinstance(found, NotLoaded)
    assert [policy.contractors for policy in found] == [("Northern Contractor",)]
    assert lookup.policies(shelf, "J0881", "CA", DAY) == []


def test_a_day_before_the_copy_is_answered_by_the_days_of_the_documents(shelf: Shelf) -> None:
    found = lookup.policies(shelf, "J0881", "TX", date(2025, 6, 1))
    assert not isinstance(found, NotLoaded)
    assert [(policy.number, policy.version) for policy in found] == [("A50000", 1), ("A57606", 3)]
    assert lookup.policies(shelf, "J0881", "TX", date(2014, 1, 1)) == []


@pytest.mark.parametrize(
    ("code", "diagnosis", "listing"),
    [
        ("J0881", "n1830", Listing.SUPPORTS),
        ("J0881", "D50.9", Listing.DENIES),
        ("J0881", "E11.9", Listing.NOT_LISTED),
        ("99999", "E11.9", Listing.NO_LIST),
    ],
)
def test_what_a_policy_says_of_a_diagnosis(shelf: Shelf, code: str, diagnosis: str, listing: Listing) -> None:
    found = lookup.supports(shelf, code, diagnosis, "TX", DAY)
    assert not isinstance(found, NotLoaded)
    assert [support.listing for support in found] == [listing]


def test_national_determinations_are_those_that_the_documents_refer_to(shelf: Shelf) -> None:
    found = lookup.policies(shelf, "J0881", "TX", DAY)
    none = lookup.policies(shelf, "99999", "TX", DAY)
    assert isinstance(found, list)
    assert isinstance(none, list)
    assert [policy.national for policy in (*found, *none)] == [("11", "12"), ()]
    now, before = (national.of_ids(shelf, found[0].national, day) for day in (DAY, date(2019, 1, 1)))
    assert isinstance(now, list)
    assert isinstance(before, list)
    assert [(one.section, one.title, one.level) for one in now] == [
        ("110.3", "Anti-Inhibitor Coagulant Complex", national.Level.FULL)
    ]
    assert [one.section for one in before] == ["110.3", "30.1"]


def test_the_policies_that_list_a_diagnosis(shelf: Shelf) -> None:
    for diagnosis, listing in (("n1830", Listing.SUPPORTS), ("D50.9", Listing.DENIES)):
        found = lookup.listing(shelf, diagnosis, "TX", DAY)
        assert isinstance(found, list)
        assert [(one.policy.number, one.policy.version, one.listing) for one in found] == [("A57606", 4, listing)]
    assert lookup.listing(shelf, "N18.30", "CA", DAY) == []
    assert isinstance(lookup.listing(Shelf([]), "N18.30", "TX", DAY), NotLoaded)


def test_without_a_state_it_is_those_of_all(shelf: Shelf) -> None:
    found = lookup.policies(shelf, "J0881", "", DAY)
    assert isinstance(found, list)
    assert [policy.contractors for policy in found] == [("Made-up Solutions, LLC", "Northern Contractor")]


def test_of_two_copies_the_first_after_the_day_answers(tmp_path: Path) -> None:
    for copied, title in (((2026, 1, 1, 0, 0, 0), "January"), ((2026, 3, 1, 0, 0, 0), "March")):
        tables = {**LCDS, "lcd.csv": [LCDS["lcd.csv"][0], ["33829", "9", title, "", "2015-10-01", "", ""]]}
        import_file(tmp_path / "stores", zipped(tmp_path / "lcd.zip", {"lcd_csv.zip": packed(tables, copied)}))
    with open_shelf(tmp_path / "stores") as shelf:
        titles = []
        for day in (date(2025, 12, 1), date(2026, 2, 1), date(2026, 5, 1)):
            found = lookup.policies(shelf, "K0001", "TX", day)
            assert not isinstance(found, NotLoaded)
            titles.append(found[0].title)
        assert titles == ["January", "March", "March"]


def test_nothing_loaded() -> None:
    assert isinstance(lookup.policies(Shelf([]), "J0881", "TX", DAY), NotLoaded)
    assert isinstance(lookup.supports(Shelf([]), "J0881", "E11.9", "TX", DAY), NotLoaded)
    assert isinstance(national.of_ids(Shelf([]), ["11"], DAY), NotLoaded)


def test_rows_that_are_cut_off_or_have_no_date_are_refused(tmp_path: Path) -> None:
    short = {**LCDS, "lcd_x_contractor.csv": [LCDS["lcd_x_contractor.csv"][0], ["33829", "9"]]}
    with pytest.raises(BrokenSourceError, match=r"Line 2 of lcd_x_contractor\.csv has 2 cells instead of 3"):
        import_file(tmp_path / "stores", zipped(tmp_path / "a.zip", {"lcd_csv.zip": packed(short)}))
    odd = {**LCDS, "lcd.csv": [LCDS["lcd.csv"][0], ["33829", "9", "t", "", "soon", "", ""]]}
    with pytest.raises(BrokenSourceError, match="no date where one belongs"):
        import_file(tmp_path / "stores", zipped(tmp_path / "b.zip", {"lcd_csv.zip": packed(odd)}))
    unnamed = {**LCDS, "lcd_x_hcpc_code.csv": [LCDS["lcd_x_hcpc_code.csv"][0], ["x", "9", "K0001"]]}
    with pytest.raises(BrokenSourceError, match="names no document"):
        import_file(tmp_path / "stores", zipped(tmp_path / "c.zip", {"lcd_csv.zip": packed(unnamed)}))
    assert not list((tmp_path / "stores").glob("*.sqlite*"))


def test_a_zip_without_times_needs_the_operators_word(tmp_path: Path) -> None:
    source = zipped(tmp_path / "a.zip", {"lcd_csv.zip": packed(LCDS, (1980, 1, 1, 0, 0, 0))})
    with pytest.raises(UnknownSourceError, match="--from"):
        import_file(tmp_path / "stores", source)
    assert import_file(tmp_path / "stores", source, date(2026, 5, 1))
