"""A running service sees what is imported meanwhile; what it works with stays as it was until it is done."""

import shutil
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant import CurrentAssistant
from codesets import CurrentCatalogue, Dataset, Release, Status, System, icd10cm
from codesets.stores import installing
from tests.codesets.releases import installed

DAY = date(2019, 12, 1)
LATER = date(2020, 12, 1)


@pytest.fixture
def folder(tmp_path: Path, small_source: Path, small_release: Release) -> Path:
    icd10cm.install_release(tmp_path / "stores", small_source, small_release)
    return tmp_path / "stores"


def test_an_import_is_seen_and_the_old_stays_in_use(folder: Path, small_source: Path, small_release: Release) -> None:
    said: list[str] = []
    current = CurrentCatalogue(folder, said.append)
    before = current.catalogue()
    assert current.catalogue() is before
    _next_year(folder, small_source, small_release)
    after = current.catalogue()
    assert after is not before
    assert current.catalogue() is after
    assert before.check(System.ICD10CM, "A00.0", LATER).status is Status.NOT_LOADED_FOR_DATE
    assert after.check(System.ICD10CM, "A00.0", LATER).status is Status.VALID
    assert said == ["The code sets have changed: 2 stores are open"]


def test_other_files_in_the_folder_change_nothing(folder: Path) -> None:
    current = CurrentCatalogue(folder)
    before = current.catalogue()
    (folder / "hcpcs.sqlite.1234.partial").write_bytes(b"half")
    assert current.catalogue() is before


def test_a_store_that_cannot_be_read_leaves_the_old_in_use(folder: Path) -> None:
    said: list[str] = []
    current = CurrentCatalogue(folder, said.append)
    before = current.catalogue()
    (folder / f"hcpcs-x-v{installing.FORMAT}.sqlite").write_bytes(b"not a database" * 100)
    assert current.catalogue() is before
    assert current.catalogue() is before
    assert len(said) == 1
    assert said[0].startswith("The code sets stay as they were: hcpcs-x")
    shutil.rmtree(folder)
    assert current.catalogue() is before


def test_threads_that_ask_at_once_open_it_once(folder: Path, small_source: Path, small_release: Release) -> None:
    said: list[str] = []
    current = CurrentCatalogue(folder, said.append)
    _next_year(folder, small_source, small_release)
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(id(current.catalogue()))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 1
    assert current.catalogue().releases()[0].first_day == date(2020, 10, 1)


def test_the_assistant_answers_from_what_is_loaded_by_then(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    monkeypatch.setattr(
        "assistant.current.Assistant", lambda catalogue, _advisor=None: _Counting(seen, len(catalogue.shelf.releases()))
    )
    assistant = CurrentAssistant(CurrentCatalogue(folder))
    assistant.draft(None)  # type: ignore[arg-type]
    installed(folder, Dataset.HCPCS, date(2020, 1, 1), date(2020, 3, 31))
    assistant.draft(None)  # type: ignore[arg-type]
    assistant.verify(None, None)  # type: ignore[arg-type]
    assert seen == [1, 2, 2]


def test_a_list_is_taken_up_when_its_search_is_made(folder: Path, small_source: Path, small_release: Release) -> None:
    icd10cm.prepare_search(folder)
    said: list[str] = []
    current = CurrentCatalogue(folder, said.append)
    before = current.catalogue()
    _next_year(folder, small_source, small_release)
    assert current.catalogue() is before
    icd10cm.prepare_search(folder)
    after = current.catalogue()
    assert after.searches_at_once()
    assert [release.first_day.year for release in after.releases()] == [2020, 2019]
    assert said == ["The code sets have changed: 2 stores are open"]


def test_stores_of_another_version_are_named(folder: Path) -> None:
    (folder / "hcpcs-2020-01-01-0123456789ab-v1.sqlite").write_bytes(b"of another version")
    said: list[str] = []
    CurrentCatalogue(folder, said.append)
    assert len(said) == 1
    assert said[0].startswith("Made by another version of CaseConsultant, and not read: hcpcs-2020-01-01")


class _Counting:
    """An assistant that notes how many releases it would answer from."""

    def __init__(self, seen: list[int], releases: int) -> None:
        self._seen, self._releases = seen, releases

    def draft(self, _record: object) -> None:
        self._seen.append(self._releases)

    def verify(self, _answer: object, _record: object) -> None:
        self._seen.append(self._releases)


def _next_year(folder: Path, source: Path, release: Release) -> None:
    later = replace(release, first_day=date(2020, 10, 1), last_day=date(2021, 9, 30), digest="1" * 64)
    icd10cm.install_release(folder, source, later)
