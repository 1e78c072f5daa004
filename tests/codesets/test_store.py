"""A store appears whole or not at all, however many make it at once and whoever is killed."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from codesets import Catalogue, Release, Shelf, Status, System, icd10cm, install, open_catalogue
from codesets.errors import IncompleteSourceError, StoreUnusableError
from codesets.stores import installing
from codesets.stores.store import Store
from codesets.values import Note, NoteKind

INSTALL = "import sys, pathlib, codesets; print(codesets.install(pathlib.Path(sys.argv[1]), print))"


def test_a_release_is_made_once(tmp_path: Path, small_source: Path, small_release: Release) -> None:
    said: list[str] = []
    first = icd10cm.install_release(tmp_path / "codes", small_source, small_release, said.append)
    made = first.stat().st_mtime_ns
    assert said[-1] == "Made-up FY2020 is ready"
    said.clear()
    assert icd10cm.install_release(tmp_path / "codes", small_source, small_release, said.append) == first
    assert (first.stat().st_mtime_ns, said) == (made, [])


def test_a_half_file_is_refused_and_leaves_nothing(tmp_path: Path, small_source: Path, small_release: Release) -> None:
    with pytest.raises(IncompleteSourceError, match="has 5 rows, but the file yields 4"):
        icd10cm.install_release(tmp_path / "codes", small_source, replace(small_release, rows=5))
    assert not list((tmp_path / "codes").glob("*.sqlite*"))


def test_releases_stand_side_by_side(
    tmp_path: Path, codes_folder: Path, small_source: Path, small_release: Release
) -> None:
    made = icd10cm.install_release(tmp_path / "codes", small_source, small_release)
    bundled = next(codes_folder.glob("*.sqlite"))
    with Catalogue(Shelf([Store(made), Store(bundled)])) as catalogue:
        assert [release.first_day.year for release in catalogue.releases()] == [2026, 2019]
        then, now = small_release.first_day, catalogue.releases()[0].first_day
        assert catalogue.check(System.ICD10CM, "A00.0", then).title == "Blueness with spots"
        assert catalogue.check(System.ICD10CM, "A00.0", now).title.startswith("Cholera")
        gone = catalogue.check(System.ICD10CM, "A01.1XXA", now)
        assert gone.status is Status.NOT_HELD
        assert "Made-up FY2020" in gone.sentence
        assert catalogue.excludes1("A00.0", "A01.1XXA", then) == Note(NoteKind.EXCLUDES1, "redness (A01.-)", "A00")


def test_two_processes_at_once_make_one_store(tmp_path: Path) -> None:
    both = [_installing(tmp_path) for _ in range(2)]
    said = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted("Reading" in words for words in said) == [False, True]
    assert len(list(tmp_path.glob("*.sqlite"))) == 1


def test_after_a_kill_half_way_the_next_process_finishes(tmp_path: Path) -> None:
    process = _installing(tmp_path)
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob("*.partial")):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    with pytest.raises(StoreUnusableError):
        open_catalogue(tmp_path)
    install(tmp_path)
    assert not list(tmp_path.glob("*.partial*"))
    with open_catalogue(tmp_path) as catalogue:
        assert catalogue.releases()[0].rows == 74_719


def test_an_empty_folder_and_a_broken_store_are_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusableError, match="No code set is installed"):
        open_catalogue(tmp_path)
    (tmp_path / f"icd10cm-x-v{installing.FORMAT}.sqlite").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreUnusableError, match="delete it"):
        open_catalogue(tmp_path)


def test_a_store_of_another_version_is_never_misread(
    tmp_path: Path, small_source: Path, small_release: Release
) -> None:
    made = icd10cm.install_release(tmp_path, small_source, small_release)
    older = made.with_name(made.name.replace(f"-v{installing.FORMAT}", "-v1"))
    made.rename(older)
    assert installing.outdated(tmp_path).startswith(
        f"Made by another version of CaseConsultant, and not read: {older.name}"
    )
    with pytest.raises(StoreUnusableError, match="No code set is installed"):
        open_catalogue(tmp_path)
    with closing(sqlite3.connect(older)) as database:
        database.execute("PRAGMA user_version = 1")
    shutil.copyfile(older, made)
    with pytest.raises(StoreUnusableError, match="made by another version of CaseConsultant; delete it, and import"):
        Store(made)
    made.unlink()
    assert icd10cm.install_release(tmp_path, small_source, small_release) == made
    assert (older.exists(), installing.outdated(tmp_path)) == (False, "")


def test_a_clock_that_was_set_back_puts_no_correction_behind(
    tmp_path: Path, small_source: Path, small_release: Release
) -> None:
    first = icd10cm.install_release(tmp_path, small_source, small_release)
    with closing(sqlite3.connect(first)) as database, database:
        database.execute("UPDATE release SET imported = '2099-01-01T00:00:00+00:00'")
    small_source.write_text(small_source.read_text(encoding="utf-8").replace("nose", "noses"), encoding="utf-8")
    second = icd10cm.install_release(tmp_path, small_source, replace(small_release, digest="1" * 64))
    with Shelf([Store(first), Store(second)]) as shelf:
        assert [one.path for one in shelf] == [second, first]


def _installing(folder: Path) -> "subprocess.Popen[str]":
    root = Path(__file__).parents[2]
    return subprocess.Popen([sys.executable, "-c", INSTALL, str(folder)], cwd=root, stdout=subprocess.PIPE, text=True)
