"""Every letter is clean HTML by html-validate, but for Outlook's conditional comments (`htmlvalidate.json`)."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from mailer.render import render
from tests.mailer.letters import ALL
from tests.servers.fixtures import left_out

pytestmark = pytest.mark.servers

ROOT = Path(__file__).parents[3]
PROGRAM = ROOT / "var" / "html-validate" / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
CONFIG = Path(__file__).parents[1] / "htmlvalidate.json"


def complaints(files: list[Path]) -> list[str]:
    """What html-validate finds wrong: the file's name, the rule and its message."""
    node = shutil.which("node")
    if node is None or not PROGRAM.is_file():
        left_out("html-validate is not installed (make test-servers installs it, with node and npm)")
    command = [node, str(PROGRAM), "--config", str(CONFIG), "--formatter", "json", *map(str, files)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    found = json.loads(run.stdout)
    assert len(found) in {0, len(files)} or run.returncode == 1, run.stderr
    return [
        f"{Path(one['filePath']).name}: {said['ruleId']}: {said['message']}"
        for one in found
        for said in one["messages"]
    ]


def test_every_letter_is_clean(tmp_path: Path) -> None:
    files = [tmp_path / f"{place}-{letter.template}.html" for place, letter in enumerate(ALL)]
    for file, letter in zip(files, ALL, strict=True):
        file.write_text(render(letter).html, encoding="utf-8")
    assert complaints(files) == []


def test_what_is_not_clean_is_told(tmp_path: Path) -> None:
    file = tmp_path / "letter.html"
    file.write_text(render(ALL[0]).html.replace("<table", "<table bgcolor=red", 1), encoding="utf-8")
    assert any("no-deprecated-attr" in said for said in complaints([file]))
