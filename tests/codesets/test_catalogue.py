"""Validity on a day, entries with inherited notes, and Excludes1, on the bundled release."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codesets import Catalogue, NoteKind, Status, System, normalise

DAY = date(2026, 5, 15)


@pytest.mark.parametrize(
    ("asked", "code", "status"),
    [
        ("e1122", "E11.22", Status.VALID),
        ("E11.22", "E11.22", Status.VALID),
        ("b88.01", "B88.01", Status.VALID),
        ("C4A.0", "C4A.0", Status.VALID),
        ("s72301a", "S72.301A", Status.VALID),
        ("G35", "G35", Status.HEADER),
        ("Z91.012", "Z91.012", Status.HEADER),
        ("S72.90", "S72.90", Status.MISSING_SEVENTH),
        ("S72.90X", "S72.90", Status.MISSING_SEVENTH),
        ("S06.0X", "S06.0X", Status.HEADER),
        ("E11.222", "E11.222", Status.NOT_HELD),
        ("A08.12", "A08.12", Status.NOT_HELD),
        ("", "", Status.NOT_HELD),
    ],
)
def test_validity_on_a_day_of_the_release(catalogue: Catalogue, asked: str, code: str, status: Status) -> None:
    found = catalogue.check(System.ICD10CM, asked, DAY)
    assert (found.code, found.status) == (code, status)
    assert found.sentence.endswith(".")
    assert found.billable is (status is Status.VALID)


def test_what_stands_below_is_named(catalogue: Catalogue) -> None:
    header = catalogue.check(System.ICD10CM, "G35", DAY)
    assert [choice.code for choice in header.choices] == ["G35.A", "G35.B", "G35.C", "G35.D"]
    fracture = catalogue.check(System.ICD10CM, "S72.90", DAY)
    assert len(fracture.choices) == 16
    assert "S72.90XA" in fracture.sentence
    assert "10 more" in fracture.sentence


@pytest.mark.parametrize(("day", "covered"), [("2026-04-01", True), ("2026-09-30", True), ("2026-03-31", False)])
def test_the_range_includes_both_its_days(catalogue: Catalogue, day: str, covered: bool) -> None:  # noqa: FBT001
    status = catalogue.check(System.ICD10CM, "I10", date.fromisoformat(day)).status
    assert status is (Status.VALID if covered else Status.NOT_LOADED_FOR_DATE)


def test_outside_every_release_the_last_holder_is_named(catalogue: Catalogue) -> None:
    found = catalogue.check(System.ICD10CM, "I10", date(2025, 3, 3))
    assert found.release == catalogue.releases()[0]
    assert "3 Mar 2025" in found.sentence
    assert "1 Apr 2026 to 30 Sep 2026" in found.sentence
    assert found.billable
    assert not catalogue.check(System.ICD10CM, "G35", date(2025, 3, 3)).billable
    assert catalogue.check(System.ICD10CM, "A08.12", date(2025, 3, 3)).status is Status.NOT_HELD


def test_sets_that_are_not_loaded_say_so(catalogue: Catalogue) -> None:
    assert catalogue.check(System.HCPCS, "j0881", DAY).sentence == (
        "J0881 was not checked: HCPCS Level II is not loaded here."
    )
    assert catalogue.check(System.CPT, "99214", DAY).status is Status.NOT_LOADED


def test_an_entry_has_the_notes_of_what_stands_above_it(catalogue: Catalogue) -> None:
    entry = catalogue.entry("N1831", DAY)
    assert entry
    assert entry.parent
    assert (entry.code, entry.parent.code, entry.children) == ("N18.31", "N18.3", ())
    first = [note for note in entry.notes if note.kind is NoteKind.CODE_FIRST]
    assert {note.at for note in first} == {"N18"}
    assert any("E11.22" in note.text for note in first)
    assert {"N17-N19", "14"} <= {note.at for note in entry.notes}
    assert catalogue.entry("A08.12", DAY) is None


@pytest.mark.parametrize(
    ("code", "other", "excluded"),
    [
        ("E11.9", "E10.9", True),
        ("I10", "O13.1", True),
        ("I10", "O12.00", False),
        ("J44.1", "J45.20", False),
        ("E11.22", "N18.31", False),
    ],
)
def test_excludes1(catalogue: Catalogue, code: str, other: str, excluded: bool) -> None:  # noqa: FBT001
    assert bool(catalogue.excludes1(code, other, DAY)) is excluded


def test_threads_share_a_catalogue(catalogue: Catalogue) -> None:
    def ask(_: int) -> tuple[str, str]:
        return catalogue.check(System.ICD10CM, "E11.22", DAY).title, catalogue.search("migraine", DAY)[0].code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(200))) == {
            ("Type 2 diabetes mellitus with diabetic chronic kidney disease", "G43.909")
        }


@given(st.text(max_size=40))
def test_no_text_is_too_odd_to_ask_for(catalogue: Catalogue, text: str) -> None:
    found = catalogue.check(System.ICD10CM, text, DAY)
    assert (found.status is Status.VALID) is found.billable
    assert all(hit.billable for hit in catalogue.search(text, DAY))


def test_normalising_twice_changes_nothing() -> None:
    assert normalise(" e11 22") == normalise(normalise("e11.22")) == "E11.22"
    assert normalise("b20") == "B20"


@pytest.mark.parametrize("code", ["J44.1X", "E11.9XXX", "e1122x", "O99.8X", "J44X"])
def test_an_x_behind_a_code_that_takes_no_seventh_character_makes_it_another_code(
    catalogue: Catalogue, code: str
) -> None:
    assert catalogue.check(System.ICD10CM, code, date(2026, 5, 15)).status is Status.NOT_HELD


@pytest.mark.parametrize(("code", "held"), [("W19.XX", "W19"), ("S72.301X", "S72.301"), ("T36.0X1X", "T36.0X1")])
def test_padding_up_to_a_missing_seventh_character_is_understood(catalogue: Catalogue, code: str, held: str) -> None:
    found = catalogue.check(System.ICD10CM, code, date(2026, 5, 15))
    assert (found.status, found.code) == (Status.MISSING_SEVENTH, held)


def test_a_word_of_any_length_is_searched(catalogue: Catalogue) -> None:
    assert catalogue.search("x" * 200_000, date(2026, 5, 15)) == []
