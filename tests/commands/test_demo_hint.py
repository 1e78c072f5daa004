"""The command that the demonstration tells people to type works as it stands."""

import subprocess
import sys
from pathlib import Path

import pytest

from commands.demo import FOLDER, beside_the_demo
from config.database import connect
from config.migrating import migrate
from config.settings import load


@pytest.mark.parametrize("others", [{}, {"DATABASE_URL": "sqlite:////nowhere/real.sqlite", "KEY_FILE": "/nowhere/key"}])
def test_the_command_works_on_the_demonstrations_data(
    others: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASECONSULTANT_DATA_DIR", str(tmp_path / "with a blank"))
    for name, value in others.items():
        monkeypatch.setenv(f"CASECONSULTANT_{name}", value)
    monkeypatch.setattr(sys, "argv", ["/venv/lib/commands/__main__.py"])
    folder = tmp_path / "with a blank" / FOLDER
    folder.mkdir(parents=True)
    database = connect(f"sqlite:///{folder / 'caseconsultant.sqlite'}")
    migrate(database)
    database.close()
    command = beside_the_demo(load(), "review list")
    ended = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "No case is open.\n", "")
    assert (folder / "key.json").exists()


def test_it_is_as_short_as_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASECONSULTANT_DATA_DIR", "var")
    monkeypatch.setattr(sys, "argv", [".venv/bin/caseconsultant"])
    monkeypatch.setenv("PATH", "/nowhere")
    command = beside_the_demo(load(), "review list")
    assert command == "CASECONSULTANT_DATA_DIR=var/demo .venv/bin/caseconsultant review list"
