"""Every table: it says what it is and where its facts stand, is sorted, names nothing twice, and has no loose ends."""

from importlib import resources
from pathlib import Path

import pytest

from codesets.own_words import tables

FOLDER = Path(str(resources.files("codesets.own_words")))
TABLES = sorted(path.stem for path in FOLDER.glob("*.tsv"))
KEYS = {
    "abbreviations": ("abbreviation", "expansion"),
    "cpt_labels": ("code",),
    "drug_names": ("said",),
    "indicators": ("indicator", "value"),
    "lay_terms": ("term",),
    "modifiers": ("modifier",),
    "place_of_service": ("code",),
    "successors": ("code",),
    "procedure_words": ("said",),
}
"""What no two rows of a table have in common."""

each = pytest.mark.parametrize("name", TABLES)


def test_every_table_is_tested() -> None:
    assert set(TABLES) == set(KEYS)


@each
def test_the_first_lines_say_what_it_is_whose_words_it_has_and_where_the_facts_stand(name: str) -> None:
    lines = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    remark = " ".join(line for line in lines[: lines.index(next(x for x in lines if not x.startswith("#")))])
    assert "own words" in remark.partition("Source")[0]
    assert "Source" in remark


@each
def test_nothing_stands_twice_and_cells_are_clean(name: str) -> None:
    found = tables.rows(name)
    keys = [tuple(row[column] for column in KEYS[name]) for row in found]
    assert len(set(keys)) == len(keys) > 40
    assert all(cell == cell.strip() and "  " not in cell for row in found for cell in row.values())


@pytest.mark.parametrize("name", sorted(set(TABLES) - {"indicators"}))
def test_it_is_sorted(name: str) -> None:
    firsts = [row[KEYS[name][0]] for row in tables.rows(name)]
    fold = str.lower if name == "abbreviations" else str
    assert firsts == sorted(firsts, key=fold)


def test_a_row_that_lacks_a_cell_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken.tsv").write_text("# ours\none\ttwo\nonly\n", encoding="utf-8")
    monkeypatch.setattr(resources, "files", lambda _: tmp_path)
    with pytest.raises(ValueError, match="shorter"):
        tables.rows("broken")
