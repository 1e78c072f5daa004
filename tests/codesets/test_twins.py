"""One list in two forms is loaded once; a correction of a list is loaded beside it, and goes before it."""

from datetime import date
from pathlib import Path

import pytest

from codesets import import_file, open_shelf
from codesets.mpfs import schedule
from tests.codesets.mpfs import tables
from tests.codesets.mutations import unchecked_sizes


@pytest.fixture(autouse=True)
def small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    unchecked_sizes(monkeypatch)


def _imported(folder: Path, name: str, data: bytes) -> tuple[Path, list[str]]:
    (folder / name).write_bytes(data)
    said: list[str] = []
    (made,) = import_file(folder / "stores", folder / name, report=said.append)
    return made, said


def test_the_same_schedule_as_csv_and_as_text_is_loaded_once(tmp_path: Path) -> None:
    first, _ = _imported(tmp_path, "PPRRVU2025_Oct.csv", tables.relative_values())
    again, said = _imported(tmp_path, "PPRRVU2025_Oct.txt", tables.fixed())
    assert again == first
    assert said[-1] == (
        "Physician fee schedule, October 2025 is loaded already: another file with the same rows was imported before"
    )
    assert [path.name for path in (tmp_path / "stores").glob("mpfs*")] == [first.name]


def test_a_correction_is_loaded_beside_it_and_answers(tmp_path: Path) -> None:
    first, _ = _imported(tmp_path, "PPRRVU2025_Oct.csv", tables.relative_values())
    corrected, said = _imported(
        tmp_path, "PPRRVU2025_Oct.txt", tables.fixed().replace(b"Dysphagia screening", b"Dysphagia Screening")
    )
    assert corrected != first
    assert said[-1].endswith("is ready; it goes before what was loaded for these days")
    with open_shelf(tmp_path / "stores") as shelf:
        found = schedule.fee(shelf, "V5364", date(2025, 10, 2))
    assert isinstance(found, schedule.Fee)
    assert found.description == "Dysphagia Screening"
