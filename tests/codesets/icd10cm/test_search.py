"""What people write finds what they mean: terms of our own, with the codes that a coder would take."""

from datetime import date

import pytest

from codesets import Catalogue, words

DAY = date(2026, 5, 15)

TERMS = {
    "type 2 diabetes": "E11.9",
    "diabetes type II": "E11.9",
    "chronic kidney disease stage 3a": "N18.31",
    "hypertension": "I10",
    "high blood pressure": "I10",
    "hyperlipidaemia": "E78.5",
    "iron deficiency anaemia": "D50.9",
    "oesophageal varices": "I85.00",
    "diarrhoea": "R19.7",
    "asthma": "J45.909",
    "migraine": "G43.909",
    "pneumonia": "J18.9",
    "fracture of femur": "S72.90XA",
    "fractured left femur": "S72.92XA",
    "acute appendicitis": "K35.80",
    "breast cancer": "C50.919",
    "malignant tumour of prostate": "C61",
    "congestive heart failure": "I50.9",
    "urinary tract infection": "N39.0",
    "low back pain": "M54.50",
    "sprained ankle": "S93.409A",
    "carpal tunnel syndrome of right wrist": "G56.01",
    "Crohn's disease": "K50.90",
    "renal failure": "N19",
    "multiple sclerosis": "G35.D",
    "obesity": "E66.9",
}


@pytest.mark.parametrize(("term", "code"), TERMS.items())
def test_the_first_hit(catalogue: Catalogue, term: str, code: str) -> None:
    assert catalogue.search(term, DAY, 1)[0].code == code


def test_hits_are_billable_and_best_first(catalogue: Catalogue) -> None:
    hits = catalogue.search("diabetes with kidney disease", DAY, 10)
    assert len({hit.code for hit in hits}) == 10
    assert all(hit.billable for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert set(words.stems("diabetes kidney")) <= set(words.stems(hits[0].matched))


@pytest.mark.parametrize("term", ["", "   ", "the of and", "zzxqy", "\x00", "🙂"])
def test_nothing_sensible_finds_nothing(catalogue: Catalogue, term: str) -> None:
    assert catalogue.search(term, DAY) == []


@pytest.mark.parametrize("term", ['"; DROP TABLE node; --', "NOT OR AND"])
def test_what_a_query_language_would_obey_is_read_as_words(catalogue: Catalogue, term: str) -> None:
    hits = catalogue.search(term, DAY)
    assert hits
    assert all(set(words.stems(hit.understood or term)) & set(words.stems(hit.matched)) for hit in hits)


def test_an_exact_phrase_is_found_in_any_order_and_other_words_are_not(catalogue: Catalogue) -> None:
    asked = [words.stems("stage 3a chronic kidney disease"), words.stems("stage 3a"), words.stems("migraine")]
    found = catalogue.exact(asked, DAY)
    assert {term: hit.code for term, hit in found.items()} == {asked[0]: "N18.31", asked[2]: "G43.909"}
    assert all(hit.coverage == 1.0 and not hit.assumed for hit in found.values())


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("oedema", "edema"),
        ("haemorrhoids", "hemorrhoid"),
        ("leukaemia", "leukemia"),
        ("localised infection", "localized infections"),
        ("tumour", "neoplasm"),
        ("renal calculi, type II", "kidney calculi type 2"),
        ("Parkinson\u2019s disease", "parkinson disease"),
    ],
)
def test_spellings_meet(british: str, american: str) -> None:
    assert words.stems(british) == words.stems(american)


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("migraines", "migraine"),
        ("headaches", "headache"),
        ("fractures", "fracture"),
        ("diseases", "disease"),
        ("bruises", "bruise"),
        ("exercises", "exercise"),
        ("abscesses", "abscess"),
        ("diagnoses", "diagnosis"),
    ],
)
def test_plurals_meet(plural: str, singular: str) -> None:
    assert words.stems(plural) == words.stems(singular)


def test_a_plural_finds_what_its_singular_finds(catalogue: Catalogue) -> None:
    assert catalogue.search("migraines", DAY, 5) == catalogue.search("migraine", DAY, 5)
