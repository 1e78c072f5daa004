"""`caseconsultant health`: which of what the process needs is away, in one sentence."""

import sys
from pathlib import Path

import pytest

from mailer.attachments import confined
from tests.commands.conftest import Call


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", "postgresql://cc:geheim@127.0.0.1:1/cc", "The database does not answer ("),
        ("DATABASE_URL", "postgresql://cc:geheim@127.0.0.1:one/cc", "Setting database_url (CASECONSULTANT_DATABASE_"),
        ("DATABASE_URL", "sqlite:////proc/nowhere/cases.sqlite", "There is no service in /proc/nowhere. Go where "),
        ("BROKER_URL", "redis://127.0.0.1:1/0", "The broker does not answer. Is it running, and is broker_url right?"),
        ("DATA_DIR", "/dev/null", "There is no service in /dev/null. Go where `caseconsultant up` runs, or set "),
        ("WEB__PORT", "web", "Setting web.port (CASECONSULTANT_WEB__PORT): Input should be a valid integer"),
        ("PLANS_FILE", "/nowhere/plans.toml", None),
    ],
)
def test_what_is_away_or_wrong_is_told_by_health(
    name: str, value: str, sentence: str | None, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("migrate")
    assert call("health").out.startswith("The database and the broker answer.\n")
    monkeypatch.setenv(f"CASECONSULTANT_{name}", value)
    ended = call("health")
    if sentence is None:  # health asks for no plan, so a wrong plans file is told by the commands that do
        ended, sentence = call("accounts", "list"), "Setting plans_file: /nowhere/plans.toml cannot be read: "
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(sentence)
    assert ended.err.count("\n") == 1
    assert "geheim" not in ended.err


@pytest.mark.parametrize("command", ["health", "accounts list"])
def test_an_address_of_no_database_is_told_without_its_password(
    command: str, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASECONSULTANT_DATABASE_URL", "postgresql://cc:geheim@127.0.0.1:one/cc")
    ended = call(*command.split())
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("Setting database_url (CASECONSULTANT_DATABASE_URL): this is no address of a database")
    assert "geheim" not in ended.err


@pytest.mark.parametrize(
    ("why", "said"),
    [("", ""), ("Operation not permitted", "What reads attachments could open network connections: Operation not ")],
)
def test_health_says_where_attachments_are_read_with_a_network(
    why: str, said: str, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("migrate")
    monkeypatch.setattr(confined, "_PROBE", (sys.executable, "-c", f"print({why!r}, end='')"))
    ended = call("health")
    assert ended.code == 0
    assert ended.out.removeprefix("The database and the broker answer.\n").startswith(said)
    assert bool(said) == ("attachments" in ended.out)


def test_an_older_schema_is_not_healthy(call: Call, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "caseconsultant.sqlite").touch()
    ended = call("health")
    assert (ended.code, ended.err) == (1, "The database lacks the newest schema: run `caseconsultant migrate`.\n")
