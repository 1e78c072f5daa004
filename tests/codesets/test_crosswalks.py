"""The equivalence mappings on a page: both ways, combinations, and an ICD-9-CM code that somebody still has."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from codesets import Dataset, Shelf, import_file, importing, open_shelf
from codesets.crosswalks import crosswalk_facts, of_icd9
from codesets.gems import GEM
from codesets.stores.installing import nothing

BACK = (
    "A000    0010  00000\nI5023   4280  10112\nI5023   42823 10000\nI5023   42823 10111\n"
    "R402130 NoDx  11000\nT360X1A 9600  10111\nT360X1A E8560 10112\nT360X1A E9308 10112\n"
    "Z9989   V469  10000\n"
)
FORWARD = "0010  A000    00000\n25000 E119    10000\n25002 E1165   10000\n2501  E119    10000\nV469  Z9989   10000\n"
DAY = date(2026, 5, 15)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    monkeypatch.setattr(importing, "LAYOUTS", [replace(GEM, at_least=2, lacks=nothing)])
    for name, text in (("2017_I10gem.txt", BACK), ("2018_I9gem.txt", FORWARD)):
        (tmp_path / name).write_text(text, encoding="ascii")
        import_file(tmp_path / "stores", tmp_path / name)
    with open_shelf(tmp_path / "stores") as opened:
        yield opened


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("A00.0", {"in ICD-9-CM": "001.0", "from ICD-9-CM": "001.0"}),
        ("E11.9", {"from ICD-9-CM": "250.00 (approximately), 250.1 (approximately)"}),
        ("T36.0X1A", {"in ICD-9-CM": "960.0 with E856.0 or E930.8"}),
        ("R40.2130", {"in ICD-9-CM": "no equivalent"}),
        ("I50.23", {"in ICD-9-CM": "428.23 (approximately); 428.23 with 428.0"}),
        ("I10", {}),
    ],
)
def test_both_ways_are_told_each_from_its_own_mapping(shelf: Shelf, code: str, said: dict[str, str]) -> None:
    found = list(crosswalk_facts(shelf, Dataset.GEM_DIAGNOSES, code, DAY))
    assert {fact.what: fact.text for fact in found} == said
    years = {"in ICD-9-CM": "GEM 2017", "from ICD-9-CM": "GEM 2018"}
    assert all(fact.source.startswith(years[fact.what]) for fact in found)


def test_an_icd9_code_leads_to_its_successors(shelf: Shelf) -> None:
    found = of_icd9(shelf, "250.00", DAY)
    assert found is not None
    assert found.text == "E11.9 (approximately)"
    assert of_icd9(shelf, "250.99", DAY) is None
    assert of_icd9(Shelf([]), "250.00", DAY) is None
