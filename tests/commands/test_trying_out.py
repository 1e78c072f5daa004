"""`mail send-test` and `mail dkim-key`: what they do, and what they say when it does not work."""

import stat
from pathlib import Path

import pytest

from mailer import dkim_signing
from tests.commands.conftest import Call
from tests.servers.sink import Sink

pytestmark = pytest.mark.enable_socket


def smtp(monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"CASECONSULTANT_{name}", value)


def test_a_key_is_made_once_and_its_record_printed(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    smtp(monkeypatch, ADDRESS="cases@desk.example")
    file = tmp_path / "dkim.pem"
    said = call("mail", "dkim-key", str(file), "--selector", "cc1").out
    key = file.read_text()
    assert dkim_signing.zone_line("cc1", "desk.example", key) in said
    assert f'private_key_file = "{file}"' in said
    assert key not in said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = call("mail", "dkim-key", str(file))
    assert (again.code, again.out) == (1, "")
    assert again.err.startswith(f"{file} is there already; ")
    assert file.read_text() == key


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("there/dkim.pem",), "there/dkim.pem cannot be written (No such file or directory)."),
        (("dkim.pem", "--selector", "a.b/c"), "A selector has letters, digits and hyphens only, such as cc2026."),
    ],
)
def test_a_key_that_cannot_be_made_is_told(args: tuple[str, ...], sentence: str, call: Call) -> None:
    ended = call("mail", "dkim-key", *args)
    assert (ended.code, ended.out, ended.err) == (1, "", f"{sentence}\n")


def test_a_test_mail_is_signed_and_sent_as_answers_are(
    call: Call, tmp_path: Path, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    smtp(monkeypatch, SMTP__HOST="127.0.0.1", SMTP__PORT=str(sink.port), SMTP__TLS="none", ADDRESS="cases@desk.example")
    call("mail", "dkim-key", str(tmp_path / "dkim.pem"), "--selector", "cc1")
    smtp(monkeypatch, DKIM__SELECTOR="cc1", DKIM__PRIVATE_KEY_FILE=str(tmp_path / "dkim.pem"))
    ended = call("mail", "send-test", "ops@elsewhere.example")
    assert ended.code == 0
    assert "The server accepted the mail (250 2.0.0)." in ended.out
    assert "cc1._domainkey.desk.example" in ended.out
    (kept,) = sink.kept
    assert kept.rcpt_tos == ("ops@elsewhere.example",)
    assert kept.content.startswith(b"DKIM-Signature: ")
    assert kept.message["Auto-Submitted"] is None


def test_a_test_mail_that_is_refused_is_told(call: Call, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    smtp(monkeypatch, SMTP__HOST="127.0.0.1", SMTP__PORT=str(sink.port), SMTP__TLS="none")
    sink.refuse["ops@elsewhere.example"] = "550 5.1.1 unknown"
    ended = call("mail", "send-test", "ops@elsewhere.example")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == ("The test mail did not leave: The server refused a recipient (550 5.1.1); nothing was sent.\n")


def test_without_a_server_the_test_mail_stays_here(call: Call) -> None:
    ended = call("mail", "send-test", "ops@elsewhere.example")
    assert (ended.code, ended.out) == (0, "Written to the outbox folder; nothing left this machine.\n")
