"""The shelf finds what covers a day, and says what comes nearest where nothing does."""

import os
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from codesets import Dataset, NotLoaded, Release, Shelf, open_shelf
from codesets.stores.installing import Contents, install


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """Two editions of HCPCS, one quarter apart, and two parts of one edition of the practitioners' edits."""
    _install(tmp_path, Dataset.HCPCS, date(2025, 1, 1), date(2025, 3, 31), "a")
    _install(tmp_path, Dataset.HCPCS, date(2025, 7, 1), date(2025, 9, 30), "b")
    _install(tmp_path, Dataset.PTP_PRACTITIONER, date(2025, 1, 1), date(2025, 3, 31), "c", part="1")
    _install(tmp_path, Dataset.PTP_PRACTITIONER, date(2025, 1, 1), date(2025, 3, 31), "d", part="2")
    with open_shelf(tmp_path) as opened:
        yield opened


def test_what_covers_a_day(shelf: Shelf) -> None:
    assert [store.release.digest for store in shelf.covering(Dataset.HCPCS, date(2025, 9, 30))] == ["b"]
    parts = shelf.covering(Dataset.PTP_PRACTITIONER, date(2025, 1, 1))
    assert sorted(store.release.part for store in parts) == ["1", "2"]


def test_a_correction_of_the_same_days_comes_first_whatever_the_times_of_its_files(tmp_path: Path) -> None:
    for number, digest in enumerate(("b", "a", "c")):
        _install(tmp_path, Dataset.HCPCS, date(2025, 1, 1), date(2025, 3, 31), digest)
        made = next(tmp_path.glob(f"hcpcs-2025-01-01-{digest}-*.sqlite"))
        os.utime(made, ns=(-number, -number))  # as a copy from a backup has it
    with open_shelf(tmp_path) as shelf:
        assert [store.release.digest for store in shelf.covering(Dataset.HCPCS, date(2025, 2, 1))] == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("day", "nearest"),
    [(date(2024, 12, 31), "a"), (date(2025, 4, 10), "a"), (date(2025, 6, 30), "b"), (date(2026, 1, 1), "b")],
)
def test_what_comes_nearest_to_a_day_that_nothing_covers(shelf: Shelf, day: date, nearest: str) -> None:
    assert shelf.covering(Dataset.HCPCS, day) == []
    found = shelf.not_loaded(Dataset.HCPCS, day)
    assert found.nearest is not None
    assert (found.dataset, found.on, found.nearest.digest) == (Dataset.HCPCS, day, nearest)


def test_a_dataset_of_which_nothing_is_loaded(shelf: Shelf) -> None:
    assert shelf.not_loaded(Dataset.MPFS, date(2025, 1, 1)) == NotLoaded(Dataset.MPFS, date(2025, 1, 1), None)


def _install(folder: Path, dataset: Dataset, first_day: date, last_day: date, digest: str, part: str = "") -> None:
    release = Release(dataset, f"{dataset} {first_day}", first_day, last_day, 1, digest, part)
    contents = Contents("CREATE TABLE row (digest TEXT);", lambda database: _row(database, digest))
    install(folder, release, contents)


def _row(database: sqlite3.Connection, digest: str) -> int:
    return database.execute("INSERT INTO row VALUES (?)", (digest,)).rowcount
