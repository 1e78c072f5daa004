"""What README and the documents say of commands, settings and files is so."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from commands.cli import app
from config.settings import Settings

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?://)([^)#]+)\)")
IN_CODE = re.compile(r"`caseconsultant ([^`]+)`((?: `[a-z-]+`)*)")
FILE = re.compile(r"`((?:[a-z]+/)+[a-z_]+\.(?:py|toml|yml|md))`")
TARGET = re.compile(r"(?:^    |`)make ([a-z-]+)", re.MULTILINE)
ids = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


def is_command(words: list[str]) -> bool:
    """Whether these words call something, and their options exist."""
    command: Any = get_command(app)
    for word in words:
        if word.startswith("--"):
            if not any(word in param.opts for param in command.params):
                return False
        elif hasattr(command, "commands"):
            if not all(part in command.commands for part in word.split("|")):
                return False
            command = command.commands[word.partition("|")[0]]
    return True


@ids
def test_links_and_files_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    linked = [document.parent / link for link in LINK.findall(text)]
    named = [ROOT / name for name in FILE.findall(text)]
    assert [str(path) for path in (*linked, *named) if not path.exists()] == []


@ids
def test_commands_exist(document: Path) -> None:
    for call, more in IN_CODE.findall(document.read_text(encoding="utf-8")):
        words = re.sub(r'"[^"]*"', "VALUE", call).split()
        assert is_command(words), call
        for other in re.findall(r"[a-z-]+", more):
            assert is_command([*words[:-1], other]), f"{call} … {other}"


@ids
def test_make_targets_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(TARGET.findall(document.read_text(encoding="utf-8"))) <= targets


def test_the_readme_names_every_command() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        rows = [line for line in text.splitlines() if line.startswith(f"| `caseconsultant {name}")]
        assert rows, f"{name} is missing"
        for inner in getattr(command, "commands", ()):
            assert re.search(rf"\b{inner}`", "".join(rows)), f"{name} {inner} is missing"


def test_the_settings_in_the_readme_are_valid(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    mailboxes, sign_in, doors = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    for name in ("cases.password", "journal.password"):
        (tmp_path / name).write_text("secret", encoding="utf-8")
    values = tomllib.loads(mailboxes.replace("/etc/caseconsultant", str(tmp_path)))
    found = Settings(**values)
    assert found.smtp is not None
    assert found.journal is not None
    assert found.sent is not None
    assert not found.mailboxes[0].trusted
    signed_in = Settings(**tomllib.loads(sign_in))
    assert [server.oauth for server in signed_in.servers] == ["cases", "cases"]
    (relay,) = Settings(**tomllib.loads(doors)).doors
    assert relay.protocol == "lmtp"
    assert not relay.trusted


def test_decision_records_are_short() -> None:
    for record in (ROOT / "docs" / "decisions").glob("*.md"):
        assert len(record.read_text(encoding="utf-8").splitlines()) <= 25, record.name
