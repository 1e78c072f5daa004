"""Abbreviations and lay terms: each one that names a disease is asked of the bundled tabular list."""

from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from codesets import Catalogue, own_words, words
from codesets.icd10cm.tabular import read
from codesets.own_words import About, Expansion

DAY = date(2026, 5, 15)
TRAPS = ("CP", "ED", "MS", "PE", "RA")
"""What must never be expanded without a look at the section and the neighbours."""


@pytest.fixture(scope="module")
def vocabulary(codes_folder: Path) -> frozenset[str]:
    """The stems of everything the tabular list says: titles and notes."""
    from codesets.icd10cm import releases

    found: set[str] = set()
    for node in read(releases.bundled()):
        found.update(words.stems(node.title))
        for _, text in node.notes:
            found.update(words.stems(text))
    return frozenset(found)


def diseases() -> list[tuple[str, Expansion]]:
    return [
        (short, expansion)
        for short, expansions in own_words.abbreviations().items()
        for expansion in expansions
        if expansion.about is About.DISEASE
    ]


def test_there_are_about_five_hundred_abbreviations_and_no_two_differ_by_case_alone() -> None:
    spelled = Counter(short.lower() for short in own_words.abbreviations())
    assert len(spelled) > 500
    assert max(spelled.values()) == 1


def test_an_ambiguous_abbreviation_says_what_decides_and_a_plain_one_has_nothing_to_decide() -> None:
    for short, expansions in own_words.abbreviations().items():
        for expansion in expansions:
            ambiguous = len(expansions) > 1
            assert bool(expansion.sections) is bool(expansion.near) is ambiguous, short
            assert not (ambiguous and expansion.small), short
        for first, second in pairwise(expansions):
            assert not set(first.near) & set(second.near), short


@pytest.mark.parametrize("short", TRAPS)
def test_the_traps_have_several_meanings(short: str) -> None:
    assert len(own_words.abbreviations()[short]) > 1


@pytest.mark.parametrize("short", ["AGE", "ALS", "BID", "CAP", "ECHO", "HIT", "MAT", "MEN", "SOB", "TEN", "TIPS"])
def test_what_is_a_word_of_english_is_an_abbreviation_in_capitals_only(short: str) -> None:
    assert not any(expansion.small for expansion in own_words.abbreviations()[short])


def test_every_word_of_every_disease_stands_in_the_tabular_list(vocabulary: frozenset[str]) -> None:
    unknown = {(short, one.words): set(words.stems(one.words)) - vocabulary for short, one in diseases()}
    assert {name: stems for name, stems in unknown.items() if stems} == {}


def test_every_disease_finds_a_code_that_has_all_its_words(catalogue: Catalogue) -> None:
    assert len(diseases()) > 300
    for short, expansion in diseases():
        (hit,) = catalogue.search(expansion.words, DAY, 1)
        assert hit.coverage > 0.75, (short, hit)


@pytest.mark.parametrize(
    ("short", "code"),
    [
        ("AFib", "I48.91"),
        ("BPH", "N40.0"),
        ("CKD3b", "N18.32"),
        ("COPD", "J44.9"),
        ("DVT", "I82.409"),
        ("GERD", "K21.9"),
        ("HTN", "I10"),
        ("NASH", "K75.81"),
        ("OSA", "G47.33"),
        ("T2DM", "E11.9"),
        ("UTI", "N39.0"),
    ],
)
def test_what_a_plain_abbreviation_leads_to(catalogue: Catalogue, short: str, code: str) -> None:
    (expansion,) = own_words.abbreviations()[short]
    assert catalogue.search(expansion.words, DAY, 1)[0].code == code


def test_there_are_more_than_five_hundred_lay_terms_in_small_letters() -> None:
    terms = own_words.lay_terms()
    assert len(terms) > 500
    assert all(term == term.lower() for term in terms)


def test_a_lay_term_says_what_the_list_would_not_find_by_itself() -> None:
    """Where both sides have the same stems, the search needs no help."""
    assert [
        term
        for term, clinical in own_words.lay_terms().items()
        if words.key(words.stems(term)) == words.key(words.stems(clinical))
    ] == []


def test_every_word_of_the_clinical_wording_stands_in_the_tabular_list(vocabulary: frozenset[str]) -> None:
    unknown = {term: set(words.stems(said)) - vocabulary for term, said in own_words.lay_terms().items()}
    assert {term: stems for term, stems in unknown.items() if stems} == {}


def test_every_clinical_wording_finds_a_code_that_has_all_its_words(catalogue: Catalogue) -> None:
    for term, clinical in own_words.lay_terms().items():
        (hit,) = catalogue.search(clinical, DAY, 1)
        assert hit.coverage > 0.75, (term, hit)


@pytest.mark.parametrize(
    ("term", "code"),
    [
        ("heart attack", "I21.9"),
        ("high blood pressure", "I10"),
        ("pink eye", "H10.9"),
        ("ringing in the ears", "H93.19"),
        ("stroke", "I63.9"),
        ("tennis elbow", "M77.10"),
        ("water on the knee", "M25.469"),
    ],
)
def test_what_a_lay_term_leads_to(catalogue: Catalogue, term: str, code: str) -> None:
    assert catalogue.search(own_words.lay_terms()[term], DAY, 1)[0].code == code


@pytest.mark.parametrize(
    ("word", "heading", "sentence", "expected"),
    [
        ("ED", "HPI", "seen in the ED yesterday", "emergency department"),
        ("ED", "Problem list", "ED on sildenafil", "erectile dysfunction"),
        ("MS", "Assessment", "relapsing MS on ocrelizumab", "multiple sclerosis"),
        ("MS", "Exam", "MS alert and oriented", "mental status"),
        ("PE", "Assessment", "acute PE on heparin", "pulmonary embolism NOS"),
        ("PE", "Objective", "PE unremarkable", "physical examination"),
        ("CP", "Chief complaint", "exertional CP", "chest pain"),
        ("CP", "Developmental history", "spastic CP since birth", "cerebral palsy"),
        ("RA", "Vitals", "spo2 98 percent on RA", "room air"),
        ("copd", "", "", "chronic obstructive pulmonary disease"),
        ("AFIB", "", "", "atrial fibrillation"),
        ("HTN", "", "", "hypertension"),
    ],
)
def test_the_section_and_the_neighbors_decide(word: str, heading: str, sentence: str, expected: str) -> None:
    found = own_words.meant(word, heading, sentence.lower().split())
    assert found is not None
    assert found.words == expected


@pytest.mark.parametrize("word", [*TRAPS, "hit", "als", "sob", "knee", ""])
def test_what_nothing_decides_remains_open(word: str) -> None:
    assert own_words.meant(word) is None


def test_a_heading_is_read_word_by_word() -> None:
    """ "Problem list" is no section of obstetrics (OB), "Assessment" none of ear, nose and throat (ENT)."""
    assert own_words.meant("GBS", "Problem list") is None
    assert own_words.meant("PND", "Assessment") is None


def test_as_much_for_one_meaning_as_for_another_decides_nothing() -> None:
    assert own_words.meant("MS", "", ["plaques", "rheumatic"]) is None
