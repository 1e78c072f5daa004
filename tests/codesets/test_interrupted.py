"""An import that is killed, or runs beside another, leaves the stores that were there, and one whole new one."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from codesets import Dataset, import_file, open_shelf
from tests.codesets.hcpcs.lists import Line, lines, text

IMPORT = "import sys, pathlib, codesets; codesets.import_file(*map(pathlib.Path, sys.argv[1:]), report=print)"


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list of 45,016 codes: a second of reading, or some."""
    made = lines(3_000)
    listed = [line for letter in "ABCEGHJKLMPQRST" for line in _renamed(made, letter)] + made[-1:]
    path = tmp_path_factory.mktemp("big") / "HCPC2020_JAN_ANWEB.txt"
    path.write_bytes(text(listed))
    return path


def test_a_kill_half_way_leaves_what_was_there(tmp_path: Path, big: Path) -> None:
    small = tmp_path / "HCPC2019_ANWEB.txt"
    small.write_bytes(text(lines()))
    import_file(tmp_path / "stores", small)
    process = _importing(tmp_path / "stores", big)
    deadline = time.monotonic() + 60
    while not any(partial.stat().st_size > 1_000_000 for partial in (tmp_path / "stores").glob("*.partial")):
        assert time.monotonic() < deadline
        assert process.poll() is None, "it was faster than this test"
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert _loaded(tmp_path / "stores") == [6_008]
    import_file(tmp_path / "stores", big)
    assert _loaded(tmp_path / "stores") == [45_016, 6_008]
    assert not list((tmp_path / "stores").glob("*.partial*"))


def test_two_imports_at_once_make_one_store(tmp_path: Path, big: Path) -> None:
    both = [_importing(tmp_path, big) for _ in range(2)]
    said = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted("Reading" in words for words in said) == [False, True]
    assert _loaded(tmp_path) == [45_016]


def _renamed(made: list[Line], letter: str) -> list[Line]:
    return [
        replace(line, code=letter + line.code[1:])
        for line in made
        if line.code.startswith("A") and line.code[1:].isdecimal() and len(line.code) == 5
    ]


def _importing(folder: Path, source: Path) -> "subprocess.Popen[str]":
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", IMPORT, str(folder), str(source)]
    return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)


def _loaded(folder: Path) -> list[int]:
    with open_shelf(folder) as shelf:
        return [store.release.rows for store in shelf.stores(Dataset.HCPCS)]
