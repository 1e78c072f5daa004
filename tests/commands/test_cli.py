"""Every command: what it says of itself, and how it ends when something is wrong: a sentence, never a trace."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from accounts import passwords
from commands import composing
from commands.cli import app
from config.settings import load
from consultations import audit
from consultations.messages import RawMail
from consultations.receiving import store
from tests.commands.conftest import Call

NO_SERVICE = re.compile(r"There is no service in .{1,300}; `caseconsultant migrate` sets up a new one\.\n")


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that does something, with the words that call it."""
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*path, name))
    if not hasattr(command, "commands"):
        yield path, command


ALL = dict(commands(get_command(app)))


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_and_argument_says_what_it_is(path: tuple[str, ...], call: Call) -> None:
    ended = call(*path, "--help")
    assert (ended.code, ended.err) == (0, "")
    assert ALL[path].help.splitlines()[0].split()[0] in ended.said
    assert [param.name for param in ALL[path].params if not param.help] == []


def test_without_a_command_it_lists_them(call: Call) -> None:
    ended = call()
    assert ended.code == 2
    assert all(path[0] in ended.said for path in ALL)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ("frobnicate", "No such command 'frobnicate'."),
        ("review show", "Missing argument 'CASE'."),
        ("review list --all", "No such option: --all"),
        ("jobs retry first", "Invalid value for 'job'"),
        ("outbox decide 5", "Missing option '--was-sent'."),
        ("accounts sign-agreement Lakeside yesterday", "'yesterday' is no day; write year-month-day, such as 2026-"),
        (
            "accounts add Lakeside --address dana@lakeside.example --baa-signed 11/02/2026",
            "Invalid value for '--baa-signed': '11/02/2026' is no day; write year-month-day, such as 2026-11-02.",
        ),
        ("accounts add Lakeside --address dana", "'dana' is not an email address, such as dana@example.org."),
        ("people add mara --name Mara --password 123456789012", "'mara' is not an email address"),
        ("people add mara@desk.example --role boss", "'boss' is not one of 'consultant'"),
        ("run worker --concurrency 0", "Input should be greater than or equal to 1"),
    ],
)
def test_wrong_arguments_are_told(args: str, said: str, call: Call) -> None:
    ended = call(*args.split())
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.said


@pytest.mark.parametrize(
    "args",
    [
        "review list",
        "review show CC-000000",
        "review decline CC-000000 no",
        "mail quarantine list",
        "mail quarantine show 1",
        "mail quarantine release 1",
        "mail quarantine replay 1",
        "mail quarantine discard 1",
        "outbox list",
        "jobs list",
        "jobs retry 1",
        "accounts list",
        "accounts add Lakeside --address dana@lakeside.example",
        "people list",
        "people add mara@desk.example --name Mara --password 123456789012",
        "audit verify",
        "precedents list",
        "precedents export there",
        "model list",
        "model show 1",
        "health",
        "accounts share-precedents Lakeside --yes",
    ],
)
def test_a_folder_without_a_service_is_told_and_left_alone(args: str, call: Call, tmp_path: Path) -> None:
    ended = call(*args.split())
    assert (ended.code, ended.out) == (1, "")
    assert NO_SERVICE.fullmatch(ended.err)
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ("review show CC-000000", "There is no case CC-000000. `caseconsultant review list` shows the open ones."),
        ("review approve cc-000000", "There is no case cc-000000. `caseconsultant review list` shows the open ones."),
        ("review redraft 7 --as x@y.example", "There is no person with the address x@y.example. "),
        ("review ask CC-000000 why", "Say who decides: --as ADDRESS. `caseconsultant people list` shows who may."),
        ("mail quarantine show 7", "There is no mail 7. `caseconsultant mail quarantine list` shows those that wait."),
        (
            "mail quarantine release 7",
            "There is no mail 7. `caseconsultant mail quarantine list` shows those that wait.",
        ),
        (
            "mail quarantine discard 7",
            "There is no mail 7. `caseconsultant mail quarantine list` shows those that wait.",
        ),
        ("outbox decide 7 --was-sent", "There is no mail 7. `caseconsultant outbox list` shows them."),
        ("outbox decide 7 --send-again", "There is no mail 7. `caseconsultant outbox list` shows them."),
        ("jobs retry 7", "No job 7 waits for a person. `caseconsultant jobs list` shows those that do."),
        (
            "accounts change-plan Nobody solo",
            "There is no organisation called Nobody. `caseconsultant accounts list` ",
        ),
        ("accounts sign-agreement Nobody 2026-01-02", "There is no organisation called Nobody. "),
        ("accounts add-address Nobody a@b.example", "There is no organisation called Nobody. "),
        (
            "accounts add Lakeside --address dana@lakeside.example --plan gold",
            "The plans file has no plan called gold; it has guest, free, solo, practice, enterprise.",
        ),
        ("people add mara@desk.example --name Mara --password short", "The password needs at least 12 characters."),
        ("people lock mara@desk.example", "There is no person with the address mara@desk.example. "),
        ("people unlock mara@desk.example", "There is no person with the address mara@desk.example. "),
        ("people password mara@desk.example --password 123456789012", "There is no person with the address mara@"),
    ],
)
def test_what_is_not_there_is_told(args: str, sentence: str, call: Call) -> None:
    call("migrate")
    ended = call(*args.split())
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(sentence)
    assert ended.err.count("\n") == 1


def test_accounts_and_people_from_the_first_to_the_plan(call: Call) -> None:
    assert call("migrate").out.startswith("The database has the newest schema; the keys are in ")
    assert call("people", "list").out == "Nobody yet: `caseconsultant people add`.\n"
    assert call("accounts", "list").out == "No organisation yet: `caseconsultant accounts add`.\n"
    made = call("people", "add", "Mara@Desk.example", "--name", "Mara Okafor", "--password", "123456789012")
    assert made.out == "mara@desk.example can sign in as consultant.\n"
    again = call("people", "add", "mara@desk.example", "--name", "Mara", "--password", "123456789012")
    assert (again.code, again.err) == (1, "There is a person with the address mara@desk.example already.\n")
    assert call("accounts", "add", "Lakeside", "--address", "Dana@lakeside.example").code == 0
    taken = call("accounts", "add", "Hillside", "--address", "dana@lakeside.example")
    assert taken.err == "The address dana@lakeside.example belongs to an organisation already.\n"
    assert "Hillside" not in call("accounts", "list").out, "half an organisation was kept"
    assert call("accounts", "add-address", "Lakeside", "front@lakeside.example").code == 0
    assert (
        call("accounts", "sign-agreement", "Lakeside", "2026-01-02").out
        == "Lakeside: agreement of 2026-01-02; 0 held mails go on.\n"
    )
    assert (
        call("accounts", "change-plan", "Lakeside", "solo").out == "Lakeside is on the plan solo; 0 held mails go on.\n"
    )
    row = call("accounts", "list").out.splitlines()[1].split()
    assert row == ["Lakeside", "solo", "0", "2026-01-02", "dana@lakeside.example,", "front@lakeside.example"]
    assert call("audit", "verify").out == "3 events, every chain holds.\n"


def test_a_person_is_locked_given_a_new_password_and_unlocked(call: Call) -> None:
    call("migrate")
    call("people", "add", "mara@desk.example", "--name", "Mara", "--password", "123456789012")
    locked = call("people", "lock", "Mara@desk.example")
    assert locked.out == "mara@desk.example is locked; every session of theirs is over.\n"
    assert call("people", "list").out.splitlines()[1].endswith("  locked")
    decided = call("review", "redraft", "CC-000000", "--as", "mara@desk.example")
    assert decided.err.startswith("mara@desk.example is locked. ")
    assert call("review", "redraft", "CC-000000").err.startswith("Say who decides")
    changed = call("people", "password", "mara@desk.example", "--password", "210987654321")
    assert changed.out.startswith("mara@desk.example has a new password; every session of theirs is over.\nThey are st")
    assert call("people", "unlock", "mara@desk.example").out == "mara@desk.example can sign in again.\n"
    assert call("people", "list").out.splitlines()[1].endswith("  yes")
    desk = composing.open_desk(load())
    with desk.database.reading() as session:
        actions = [event.action for event in audit.history(session, "people")]
        details = {event.details for event in audit.history(session, "people")}
        assert passwords.password_fits(session, "mara@desk.example", "210987654321", desk.clock())
    assert actions == ["person_added", "person_locked", "password_changed", "person_unlocked"]
    assert "mara" not in str(details)


def test_help_says_how_a_password_is_given(call: Call) -> None:
    for command in ("add", "password"):
        said = call("people", command, "--help").said
        assert "at least 12 characters; asked for, unseen, when left out" in said


@pytest.mark.parametrize("room", ["review", "mail quarantine", "outbox", "jobs"])
def test_an_empty_list_is_a_sentence(room: str, call: Call) -> None:
    call("migrate")
    ended = call(*room.split(), "list")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.endswith(".\n")
    assert ended.out.count("\n") == 1


def test_a_damaged_key_file_is_told(call: Call, tmp_path: Path) -> None:
    call("migrate")
    (tmp_path / "var" / "key.json").write_text("{}", encoding="utf-8")
    ended = call("review", "list")
    assert ended.code == 1
    assert ended.err.endswith("key.json is damaged (KeyError); restore it from its backup.\n")


def test_a_real_process_ends_the_same_way() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "commands", "review", "show", "CC-000000"], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert NO_SERVICE.fullmatch(ended.stderr)


def test_a_database_without_tables_is_told(call: Call, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "caseconsultant.sqlite").touch()
    ended = call("review", "list")
    assert ended.err == "The database is not set up yet: run `caseconsultant up`, or `caseconsultant migrate`.\n"


def test_a_missing_key_file_is_not_replaced_once_there_is_sealed_mail(call: Call, tmp_path: Path) -> None:
    call("migrate")
    call("review", "list")
    settings = load()
    desk = composing.open_desk(settings)
    raw = b"From: a@b.example\r\n\r\nx"
    store(desk, [RawMail("door", "one", raw, desk.clock())])
    (tmp_path / "var" / "key.json").rename(tmp_path / "elsewhere")
    ended = call("review", "list")
    assert ended.code == 1
    assert ended.err.endswith("or point the setting key_file at it.\n")
    assert not (tmp_path / "var" / "key.json").exists()


def test_an_operator_decides_about_no_case(call: Call) -> None:
    call("migrate")
    call("people", "add", "otto@desk.example", "--name", "Otto", "--password", "123456789012", "--role", "operator")
    ended = call("review", "redraft", "CC-000000", "--as", "otto@desk.example")
    assert (ended.code, ended.err) == (
        1,
        "otto@desk.example is an operator; only consultants and leads decide about cases.\n",
    )
