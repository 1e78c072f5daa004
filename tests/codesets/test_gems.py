"""The general equivalence mappings, on a few lines in their layout."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from codesets import (
    BrokenSourceError,
    Dataset,
    IncompleteSourceError,
    NotLoaded,
    Shelf,
    import_file,
    importing,
    open_shelf,
)
from codesets.gems import GEM, from_icd9, from_icd10

LINES = "A000    0010  00000\nR402130 NoDx  11000\nT360X1A 9600  10111\nT360X1A E8560 10112\nZ9989   V469  10000\n"
BACK = "0010  A000    00000\n9600  T360X1A 10000\nV9199 O30899  10000\n"
DAY = date(2026, 5, 15)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    monkeypatch.setattr(importing, "LAYOUTS", [replace(GEM, at_least=2)])
    for name, text in (("2018_I10gem.txt", LINES), ("2018_I9gem.txt", BACK)):
        (tmp_path / name).write_text(text, encoding="ascii")
        import_file(tmp_path / "stores", tmp_path / name)
    with open_shelf(tmp_path / "stores") as opened:
        yield opened


def test_codes_are_crossed_over_both_ways(shelf: Shelf) -> None:
    back = from_icd10(shelf, Dataset.GEM_DIAGNOSES, "t36.0x1a", DAY)
    assert not isinstance(back, NotLoaded)
    assert [(one.target, one.approximate, one.combination, one.scenario, one.choice) for one in back] == [
        ("9600", True, True, 1, 1),
        ("E8560", True, True, 1, 2),
    ]
    forward = from_icd9(shelf, Dataset.GEM_DIAGNOSES, "001.0", DAY)
    assert not isinstance(forward, NotLoaded)
    assert [one.target for one in forward] == ["A000"]
    nothing = from_icd10(shelf, Dataset.GEM_DIAGNOSES, "R40.2130", DAY)
    assert not isinstance(nothing, NotLoaded)
    assert [one.target for one in nothing] == [""]
    assert from_icd10(shelf, Dataset.GEM_DIAGNOSES, "Z98", DAY) == []


def test_what_is_not_loaded_is_said(shelf: Shelf) -> None:
    assert isinstance(from_icd9(shelf, Dataset.GEM_PROCEDURES, "001.0", DAY), NotLoaded)
    assert isinstance(from_icd9(shelf, Dataset.GEM_DIAGNOSES, "001.0", date(2015, 1, 1)), NotLoaded)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (LINES + "T36", "Line 6"),
        (LINES + "A000    0010  00000\n", "Line 6"),
        ("A000    NoDx  00000\n" + LINES, "Line 1"),
    ],
)
def test_broken_lines_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, line: str) -> None:
    monkeypatch.setattr(importing, "LAYOUTS", [replace(GEM, at_least=2)])
    (tmp_path / "2018_I10gem.txt").write_text(text, encoding="ascii")
    with pytest.raises(BrokenSourceError, match=line):
        import_file(tmp_path / "stores", tmp_path / "2018_I10gem.txt")


def test_half_a_mapping_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "2018_I10gem.txt").write_text(LINES, encoding="ascii")
    with pytest.raises(IncompleteSourceError, match="20,000 or more"):
        import_file(tmp_path / "stores", tmp_path / "2018_I10gem.txt")
    monkeypatch.setattr(importing, "LAYOUTS", [replace(GEM, at_least=2)])
    (tmp_path / "2018_I10gem.txt").write_text("".join(LINES.splitlines(keepends=True)[:4]), encoding="ascii")
    with pytest.raises(IncompleteSourceError, match="ends at T360X1A"):
        import_file(tmp_path / "stores", tmp_path / "2018_I10gem.txt")
