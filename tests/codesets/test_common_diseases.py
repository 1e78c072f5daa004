"""The list of common diseases is right before anything is measured with it: billable, and where the index says."""

import csv
import xml.etree.ElementTree as ET
from collections import defaultdict
from datetime import date

import pytest

from codesets import Catalogue, Status, System
from tests.codesets.diseases import Disease, common_diseases
from tests.codesets.typing_errors import SHORTEST, TypingError, neighbours, typing_errors
from tests.reference import REFERENCE

OFFICIAL = REFERENCE / "data" / "icd10cm"
DAY = date(2026, 5, 15)
NEOPLASM_TABLE = "Neoplasm table"


def test_there_are_enough_and_none_stands_twice() -> None:
    terms = [disease.term.lower() for disease in common_diseases()]
    assert len(terms) >= 300
    assert terms == sorted(set(terms))


def test_every_code_is_billable(catalogue: Catalogue) -> None:
    found = {disease.term: catalogue.check(System.ICD10CM, disease.code, DAY).status for disease in common_diseases()}
    assert {term for term, status in found.items() if status is not Status.VALID} == set()


@pytest.mark.shared
def test_the_alphabetic_index_leads_to_every_code() -> None:
    index = alphabetic_index() | neoplasm_table()
    wrong = [disease for disease in common_diseases() if not leads(index, disease)]
    assert wrong == []


def leads(index: dict[str, set[str]], disease: Disease) -> bool:
    """Whether the index has the code at that path, or the part of it that the tabular list completes."""
    return any(disease.code.startswith(code.rstrip("-.")) for code in index.get(disease.index, ()))


def alphabetic_index() -> dict[str, set[str]]:
    """Path ("Pain > low back") to codes; the main index of FY2025, which FY2026 changed in a few places only."""
    found: dict[str, set[str]] = defaultdict(set)
    path: list[str] = []
    with (OFFICIAL / "ICD10CM_2025_Index.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            path = [*path[: int(row["Level"])], " ".join(row["Term"].split())]
            if row["Code"]:
                found[" > ".join(path)].add(row["Code"])
    return dict(found)


def neoplasm_table() -> dict[str, set[str]]:
    """The sites of the first level with their codes of primary malignant neoplasms."""
    (file,) = OFFICIAL.glob("*neoplasm*.xml")
    sites = ET.parse(file).getroot().findall("./letter/mainTerm/term")  # noqa: S314 - an official file
    return {
        f"{NEOPLASM_TABLE} > {(site.findtext('title') or '').strip()}": {site.findtext("cell[@col='2']") or "-"}
        for site in sites
    }


@pytest.fixture(scope="module")
def errors() -> list[TypingError]:
    return typing_errors([disease.term for disease in common_diseases()])


def test_there_are_four_hundred_typing_errors_of_every_kind(errors: list[TypingError]) -> None:
    assert len(errors) == len({error.typed for error in errors}) == 400
    kinds = [error.kind for error in errors]
    assert all(kinds.count(kind) > 70 for kind in ("drop", "double", "swap", "neighbour"))


def test_the_same_seed_makes_the_same_errors_and_another_makes_others(errors: list[TypingError]) -> None:
    terms = [disease.term for disease in common_diseases()]
    assert typing_errors(terms) == errors
    assert typing_errors(terms, seed=1) != errors
    assert typing_errors(terms, count=10) == errors[:10]


def test_an_error_is_one_edit_inside_one_long_word(errors: list[TypingError]) -> None:
    for error in errors:
        typed, meant = error.typed.split(), error.meant.split()
        (changed,) = [(a, b) for a, b in zip(typed, meant, strict=True) if a != b]
        assert len(changed[1]) >= SHORTEST
        assert changed[0][0] == changed[1][0]
        assert len(changed[0]) - len(changed[1]) == {"drop": -1, "double": 1}.get(error.kind, 0)


def test_no_error_is_another_term_of_the_list(errors: list[TypingError]) -> None:
    terms = {disease.term.lower() for disease in common_diseases()}
    assert not terms & {error.typed.lower() for error in errors}


@pytest.mark.parametrize(("letter", "keys"), [("q", "wa"), ("g", "fhtyvb"), ("m", "njk"), ("p", "ol"), ("'", "")])
def test_the_neighbours_of_a_key(letter: str, keys: str) -> None:
    assert sorted(neighbours(letter)) == sorted(keys)
