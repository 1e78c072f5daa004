"""The gate on synthetic notes: identifiers go, codes stay, and what it is not sure of does not leave."""

import random
import time
from contextlib import suppress
from pathlib import Path

import pytest

from assistant import CurrentAssistant
from assistant.redaction import RefusedError, redact
from codesets import Catalogue, CurrentCatalogue
from consultations.ports import UnsureError
from tests.assistant.synthetic_notes import left_of, notes

NOTES = notes(50)


def test_fifty_notes_lose_their_identifiers_and_no_code(catalogue: Catalogue) -> None:
    identifiers, missed, destroyed = 0, [], []
    for note in NOTES:
        redacted = redact(note.text, note.known, catalogue.knows)
        identifiers += len(note.identifiers)
        missed += [words for words in note.identifiers if left_of(words, redacted.text)]
        destroyed += [code for code in note.codes if redacted.text.count(code) < note.codes.count(code)]
    assert identifiers > 450
    assert 1 - len(missed) / identifiers >= 0.98, missed
    assert destroyed == []


def test_five_hundred_others_too(catalogue: Catalogue) -> None:
    """Notes that nobody looked at while the gate was written, of the same shapes."""
    others = notes(500, first_seed=90_000)
    redacted = [redact(note.text, note.known, catalogue.knows).text for note in others]
    missed = [w for note, text in zip(others, redacted, strict=True) for w in note.identifiers if left_of(w, text)]
    assert 1 - len(missed) / sum(len(note.identifiers) for note in others) >= 0.98, missed
    for note, text in zip(others, redacted, strict=True):
        assert all(text.count(code) >= note.codes.count(code) for code in note.codes)


def test_the_lines_and_the_words_come_back(catalogue: Catalogue) -> None:
    for note in NOTES[:10]:
        redacted = redact(note.text, note.known, catalogue.knows)
        assert redacted.text.count("\n") == note.text.count("\n")
        assert redacted.restored(redacted.text) == note.text


@pytest.mark.parametrize(
    "text",
    [
        "CPT 99213-25 and 20610-RT, 45385 vs 45380-59; J0881 x 40, Q5101-JZ, 0001U, 3044F, G2211",
        "E11.22, N18.31 and I10; also C50.911, S52.501A, T84.52XA, M1A.0110, U07.1, undotted E1122 and C50911",
        "NDC 00069-0150-01, ICD-10-PCS 0DTJ4ZZ and 0016070, LCD L33394, article A52420, CO-97, POS 11",
        "Type 2 diabetes mellitus with diabetic neuropathy; Crohn's disease, Barrett's esophagus, Graves disease",
        "BP 128/76, HR 72, A1C 7.9, eGFR 48, B12 deficiency, C5-C6 fusion, metformin 500 mg BID, 5/5 strength",
        "Should we report 99213 or 99214? Medicare Advantage denied 11721 and 11055 as bundled.",
    ],
)
def test_codes_and_clinical_words_stay(text: str, catalogue: Catalogue) -> None:
    assert redact(text, [], catalogue.knows).text == text


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("mr gutierrez has a pacemaker implanted by dr wu in march 2019.", ["gutierrez", "wu", "march 2019"]),
        ("MRN 45385 was seen; zip 99214", ["45385", "99214"]),
        ("Patient is a 9 yo boy, initials T.J.R., brought by Delphine.", ["T.J.R.", "Delphine"]),
        ("A 93-year-old woman, aged 93; ninety-three years old", ["93", "ninety-three"]),
        ("Write to jo dot smith at gmail dot com or 2001:db8:0:0:1:0:0:7", ["smith", "gmail", "2001"]),
        ("She lives in Baton Rouge, works as a welder, wound debrided 6/3", ["Baton", "Rouge", "6/3"]),
        ("Please advise,\nMark", ["Mark"]),
    ],
)
def test_identifiers_of_other_shapes_go(text: str, gone: list[str], catalogue: Catalogue) -> None:
    redacted = redact(text, [], catalogue.knows).text
    assert not [words for words in gone if words in redacted]


def test_what_the_case_names_goes_even_where_it_is_a_word(catalogue: Catalogue) -> None:
    redacted = redact("We asked Young about a young man. The Bell practice.", ["Young Bell"], catalogue.knows)
    assert "Young" not in redacted.text
    assert "Bell" not in redacted.text
    assert "a young man" in redacted.text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("JOHN OKAFOR WAS SEEN TODAY FOR HIS KNEE PAIN AND WE GAVE AN INJECTION OF TRIAMCINOLONE. " * 3, "capitals"),
        ("john okafor was seen today for his knee pain and we gave an injection of triamcinolone. " * 3, "capitals"),
        ("Пациент Иванов, I10", "script"),
        ("Seen for [NAME-1], I10", "placeholders"),
        ("Jo\u200bhn was seen", "invisible"),
        ("aGVsbG8gd29ybGQ" * 5, "long string"),
        ("I10 is right. " * 4000, "too long"),
        ("Reach her @the_office", "address"),
    ],
)
def test_it_refuses_when_it_is_not_sure(text: str, why: str, catalogue: Catalogue) -> None:
    with pytest.raises(RefusedError, match=why):
        redact(text, [], catalogue.knows)


def test_a_refusal_says_nothing_of_the_text(catalogue: Catalogue) -> None:
    with pytest.raises(RefusedError) as refused:
        redact("Reach Okafor @the_office", [], catalogue.knows)
    assert "Okafor" not in str(refused.value)


@pytest.mark.parametrize(
    "piece", ["A", "Aa ", "1", "1-", "a.", "Dr. ", "Aa-", "patient: ", "(1", "1/", "Mar ", "\u00c0'"]
)
def test_the_longest_text_takes_no_time_that_grows(piece: str, catalogue: Catalogue) -> None:
    """The worst that fits in what the gate reads at all; by far less than a draft may take."""
    text = (piece * 40_000)[:39_000]
    began = time.perf_counter()
    with suppress(RefusedError):
        redact(text, [], catalogue.knows)
    assert time.perf_counter() - began < 5


def test_any_text_comes_back_or_is_refused(catalogue: Catalogue) -> None:
    letters = "abcXYZ0123456789 .,;:-/()[]@\n'\u2019\u00e9\u0141#"
    for seed in range(300):
        chance = random.Random(seed)
        text = "".join(chance.choice(letters) for _ in range(chance.randint(0, 200)))
        try:
            redacted = redact(text, ["Ann Bee"], catalogue.knows)
        except RefusedError:
            continue
        assert redacted.restored(redacted.text) == text


def test_precedents_pass_the_same_gate(codes_folder: Path) -> None:
    pilot = CurrentAssistant(CurrentCatalogue(codes_folder))
    passed = pilot.redacted("Mrs. Wanda Kowalczyk was seen 3/4/2026 for E11.22.", ["dana@lakeside.example"])
    assert "Kowalczyk" not in passed
    assert "2026" not in passed
    assert "E11.22" in passed
    with pytest.raises(UnsureError):
        pilot.redacted("a" * 50_000, [])
