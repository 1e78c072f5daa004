"""The loader against the official file, and against the list of codes that the same package carries."""

from pathlib import Path

import pytest

from codesets import NoteKind
from codesets.errors import UnknownSourceError
from codesets.icd10cm import releases
from codesets.icd10cm.tabular import Level, Node, read


@pytest.fixture(scope="module")
def nodes() -> list[Node]:
    return read(releases.bundled())


def test_the_april_2026_release_has_as_many_billable_codes_as_its_publisher_says(nodes: list[Node]) -> None:
    assert sum(node.billable for node in nodes) == 74_719


def test_every_code_and_no_other_stands_in_the_list_that_the_package_carries(nodes: list[Node]) -> None:
    listed = next(releases.bundled().parent.glob("code-list-*.txt")).read_text(encoding="utf-8").split()
    codes = {word for word in listed if not word.isdigit() and "-" not in word}
    assert {node.code.replace(".", "") for node in nodes if node.level is Level.CODE} == codes


def test_seventh_characters_are_padded_and_inherited(nodes: list[Node]) -> None:
    titles = {node.code: node.title for node in nodes if node.billable}
    assert titles["T14.91XA"] == "Suicide attempt, initial encounter"
    assert titles["O31.00X0"].startswith("Papyraceous fetus, unspecified trimester")
    assert "S72.90" not in titles


def test_death_before_regaining_consciousness_has_no_later_encounter(nodes: list[Node]) -> None:
    codes = {node.code for node in nodes}
    assert "S06.2X7A" in codes
    assert not {"S06.2X7D", "S06.2X7S", "S06.2X8D"} & codes
    assert {"S06.2X6D", "S06.2X6S"} <= codes


def test_notes_stay_where_they_stand(nodes: list[Node]) -> None:
    header = next(node for node in nodes if node.code == "N18" and node.level is Level.CODE)
    leaf = next(node for node in nodes if node.code == "N18.31")
    assert (NoteKind.USE_ADDITIONAL, "kidney transplant status (Z94.0)") in header.notes
    assert leaf.notes == ()


def test_a_block_that_is_also_a_code_is_both(nodes: list[Node]) -> None:
    assert {node.level for node in nodes if node.code == "B20"} == {Level.BLOCK, Level.CODE}


def test_the_package_is_found_without_importing_it() -> None:
    import sys

    assert releases.release_of(releases.bundled()).rows == 74_719
    assert "simple_icd_10_cm" not in sys.modules


def test_a_file_of_unknown_content_has_no_guessed_range(tmp_path: Path) -> None:
    other = tmp_path / "tabular.xml"
    other.write_bytes(b"<ICD10CM.tabular><version>2027</version></ICD10CM.tabular>")
    with pytest.raises(UnknownSourceError, match="not known"):
        releases.release_of(other)
