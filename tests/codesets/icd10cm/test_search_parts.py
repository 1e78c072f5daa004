"""The parts of the search: typing errors, variants, 7th characters, the arrays on disk."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from codesets import Catalogue, StoreUnusableError, words
from codesets.icd10cm.search import gene_series
from codesets.icd10cm.search.index_phrases import forms
from codesets.icd10cm.search.phrases import split
from codesets.icd10cm.search.spelling import Spelling
from codesets.icd10cm.search.spelling import spellings as made_from
from codesets.icd10cm.search.variants import variants
from codesets.stores import arrays
from tests.codesets.diseases import common_diseases
from tests.codesets.typing_errors import typing_errors

DAY = date(2026, 5, 15)


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling(made_from(["Migraine with aura", "Pneumonia due to virus", "pneumonias", "Heart attack", "Mitral"]))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("migrane", ["migraine"]),
        ("mirgaine", ["migraine"]),
        ("pnuemonia", ["pneumonia"]),
        ("pneumonnja", ["pneumonia"]),
        ("atack", ["attack"]),
        ("mitrall", ["mitral"]),
        ("virs", []),
        ("xylophone", []),
        ("", []),
        ("naïve", []),
    ],
)
def test_a_typing_error_is_mended_within_two_edits(spelling: Spelling, typed: str, meant: list[str]) -> None:
    assert spelling.mended(typed) == meant


def test_known_words_are_known(spelling: Spelling) -> None:
    assert spelling.knows("migraine")
    assert not spelling.knows("migrane")
    assert not spelling.knows("zzz")


@pytest.mark.parametrize(
    ("term", "among"),
    [
        ("heart atack", "heart attack"),
        ("COPD", "chronic obstructive pulmonary disease"),
        ("MS", "multiple sclerosis"),
        ("carcinoma of lung", "malignant neoplasm of lung"),
        ("lung metastasis", "lung secondary malignant neoplasm"),
        ("diabetes with neuropathy", "diabetes neuropathy type 2"),
        ("SPG11", "hereditary spastic paraplegia"),
        ("LQTS2", "long QT syndrome 2"),
        ("cataract 20, multiple types", "congenital cataract"),
        ("X-linked retinal dystrophy", "hereditary retinal dystrophy"),
        ("xenomitral attack", "mitral attack"),
        ("autosomal dominant deafness 9", "sensorineural hearing loss bilateral"),
    ],
)
def test_what_a_question_may_have_meant(spelling: Spelling, term: str, among: str) -> None:
    found = variants(term, spelling)
    assert found[0] == (words.stems(term), 0.0, "")
    assert set(words.stems(among)) in [set(stems) for stems, *_ in found]
    assert all(cost <= 0 for _, cost, _ in found)


@pytest.mark.parametrize("term", ["type 1 diabetes", "gestational diabetes", "diabetes insipidus"])
def test_diabetes_of_a_named_type_stays_what_it_is(spelling: Spelling, term: str) -> None:
    assert all("2" not in stems for stems, *_ in variants(term, spelling))


@pytest.mark.parametrize(
    ("word", "disease"),
    [
        ("CMT2A", "Charcot-Marie-Tooth disease 2A"),
        ("dfnb1", "sensorineural hearing loss, bilateral 1"),
        ("RP", ""),
        ("B12", ""),
        ("CMS1500", ""),
        ("T2", ""),
    ],
)
def test_a_numbered_disease_of_a_gene_series(word: str, disease: str) -> None:
    assert gene_series.disease(word) == disease


@pytest.mark.parametrize(
    ("text", "required", "optional"),
    [
        ("Hypertension (arterial) (benign)", "hypertension", "arterial benign"),
        ("Migraine, unspecified, not intractable", "migraine", "unspecified not intractable"),
        ("Goiter without obstruction", "goiter", "without obstruction"),
        ("Unspecified fracture", "fracture", "unspecified"),
    ],
)
def test_required_and_optional_words(text: str, required: str, optional: str) -> None:
    assert tuple(map(set, split(text))) == (set(words.stems(required)), set(words.stems(optional)))


def test_forms_of_a_main_term() -> None:
    assert forms("Abnormal, abnormality") == ["Abnormal", "abnormality"]
    assert forms("Malposition, congenital") == ["Malposition  congenital"]


@pytest.mark.parametrize(
    ("term", "code"),
    [
        ("fracture of left femur, subsequent encounter with delayed healing", "S72.92XG"),
        ("sequela of sprained ankle", "S93.409S"),
        ("sprained ankle", "S93.409A"),
    ],
)
def test_the_seventh_character_that_is_said(catalogue: Catalogue, term: str, code: str) -> None:
    assert catalogue.search(term, DAY, 1)[0].code == code


def test_common_diseases_and_their_typing_errors(catalogue: Catalogue) -> None:
    codes = {disease.term: disease.code for disease in common_diseases()}
    found = {term: [hit.code for hit in catalogue.search(term, DAY, 5)] for term in codes}
    assert share(found[term][:1] == [code] for term, code in codes.items()) >= 0.92
    assert share(code in found[term] for term, code in codes.items()) >= 0.97
    errors = typing_errors(list(codes), count=200)
    mended = [catalogue.search(error.typed, DAY, 1) for error in errors]
    assert (
        share(bool(hits) and hits[0].code == codes[error.meant] for hits, error in zip(mended, errors, strict=True))
        >= 0.9
    )


def share(right: Iterator[bool]) -> float:
    counted = list(right)
    return sum(counted) / len(counted)


def test_arrays_come_back_as_they_were_written(tmp_path: Path) -> None:
    written = {
        "numbers": np.arange(7, dtype=np.int32).reshape(7, 1),
        "words": np.array([b"a", b"bc"], "S40"),
        "none": np.empty(0, np.float32),
    }
    arrays.write(tmp_path / "made.arrays", written)
    found = arrays.read(tmp_path / "made.arrays")
    assert list(found) == list(written)
    assert all(np.array_equal(found[name], written[name]) for name in written)
    assert not found["numbers"].flags.writeable
    assert [path.name for path in tmp_path.glob("made*")] == ["made.arrays"]


@pytest.mark.parametrize(
    "content", [b"", b"CCARRAY1", b"something else entirely, and long enough", b"CCARRAY1" + b"\xff" * 40]
)
def test_what_is_no_file_of_arrays_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.arrays").write_bytes(content)
    with pytest.raises(StoreUnusableError, match=r"odd\.arrays"):
        arrays.read(tmp_path / "odd.arrays")
