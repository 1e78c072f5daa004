"""`doctor` looks at the real things: a name server, a mail server with a certificate, a mailbox that is not there."""

import json
import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mailer import checkups, dkim_signing
from tests.commands.conftest import Call
from tests.servers.certificates import make_certificates
from tests.servers.clamd import Clamd
from tests.servers.names import NameServer
from tests.servers.processes import free_ports
from tests.servers.sink import Sink

pytestmark = pytest.mark.enable_socket
DOMAIN = "desk.invoices-and-codes.org"
KEY = dkim_signing.new_key()


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServer]:
    with NameServer.running() as server:
        monkeypatch.setenv("CASECONSULTANT_DNS__SERVERS", json.dumps([f"127.0.0.1:{server.port}"]))
        monkeypatch.setenv("CASECONSULTANT_DNS__TIMEOUT_SECONDS", "0.5")
        monkeypatch.setenv("CASECONSULTANT_ADDRESS", f"cases@{DOMAIN}")
        yield server


def finding(call: Call, about: str) -> str:
    said = call("doctor").out.replace("\n          ", " ")
    return next(line for line in said.splitlines() if line[10:].startswith(about))


def test_a_domain_that_is_set_up_passes(
    call: Call, names: NameServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sink: Sink
) -> None:
    (tmp_path / "dkim.pem").write_text(KEY)
    monkeypatch.setenv("CASECONSULTANT_DKIM__SELECTOR", "cc1")
    monkeypatch.setenv("CASECONSULTANT_DKIM__PRIVATE_KEY_FILE", str(tmp_path / "dkim.pem"))
    for name, value in (("HOST", "localhost"), ("PORT", str(sink.port)), ("TLS", "none")):
        monkeypatch.setenv(f"CASECONSULTANT_SMTP__{name}", value)
    names.records[DOMAIN, "MX"] = [f"10 mx.{DOMAIN}."]
    names.records[f"mx.{DOMAIN}", "A"] = ["203.0.114.7"]
    names.records["localhost", "A"] = ["127.0.0.1"]
    names.text(DOMAIN, "v=spf1 mx ip4:127.0.0.1 -all", "another=record")
    names.text(f"_dmarc.{DOMAIN}", "v=DMARC1; p=reject")
    names.text(dkim_signing.record_name("cc1", DOMAIN), dkim_signing.record(KEY))
    call("migrate")
    ended = call("doctor")
    assert ended.code == 0, ended.said
    for about in ("MX of", "SPF of", "DKIM of", "DMARC of", "the database", "the next server"):
        assert finding(call, about).startswith("ok "), finding(call, about)
    assert "p=reject" not in ended.out
    assert KEY.splitlines()[1] not in ended.out


def test_what_is_missing_in_the_dns_is_told_with_what_to_publish(
    call: Call, names: NameServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "dkim.pem").write_text(KEY)
    monkeypatch.setenv("CASECONSULTANT_DKIM__SELECTOR", "cc1")
    monkeypatch.setenv("CASECONSULTANT_DKIM__PRIVATE_KEY_FILE", str(tmp_path / "dkim.pem"))
    call("migrate")
    ended = call("doctor")
    assert ended.code == 1
    assert ended.err == "3 of these must be mended before mail goes its way.\n"
    assert dkim_signing.zone_line("cc1", DOMAIN, KEY) in ended.out
    assert f'_dmarc.{DOMAIN}. IN TXT "v=DMARC1; p=none"' in ended.out
    names.text(dkim_signing.record_name("cc1", DOMAIN), dkim_signing.record(dkim_signing.new_key()))
    assert "Another key is published" in finding(call, "DKIM of")
    names.records[DOMAIN, "MX"] = [f"10 mx.{DOMAIN}."]
    assert f"mx.{DOMAIN} has no address" in finding(call, "MX of")
    names.text(DOMAIN, "v=spf1 -all", "v=spf1 +all")
    assert "several records" in finding(call, "SPF of")


def test_name_servers_that_do_not_answer_make_nothing_fail(call: Call, names: NameServer) -> None:
    names.failing |= {DOMAIN, f"_dmarc.{DOMAIN}"}
    call("migrate")
    ended = call("doctor")
    assert ended.code == 0
    assert finding(call, "MX of").startswith("not known ")


def test_a_mailbox_that_is_not_there_and_a_certificate_that_ends_soon_are_told(
    call: Call, names: NameServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = make_certificates(tmp_path / "tls")  # valid for two days
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.certificate, made.key)
    mailbox = {"name": "cases", "host": "127.0.0.1", "port": 1, "tls": "none", "username": "u", "password": "geheim"}
    monkeypatch.setenv("CASECONSULTANT_MAILBOXES", json.dumps([mailbox]))
    with Sink.running(tmp_path / "sink", starttls=context) as sink:
        for name, value in (("HOST", "localhost"), ("PORT", str(sink.port)), ("CA_FILE", str(made.authority))):
            monkeypatch.setenv(f"CASECONSULTANT_SMTP__{name}", value)
        ended = call("doctor")
        said = " ".join(ended.out.split())
        assert "mailbox cases: We cannot log in: the server refused the connection" in said
        assert "mailbox cases: senders: Nothing vouches for senders, so all mail is held. Set authserv_id" in said
        assert "WARNING the next server [smtp]: The certificate ends in 1 days" in said
        assert "geheim" not in ended.out
        monkeypatch.setenv("CASECONSULTANT_SMTP__CA_FILE", str(make_certificates(tmp_path / "other").authority))
        assert "certificate is not trusted" in finding(call, "the next server")


def test_the_certificate_of_a_door_is_looked_at(
    call: Call, names: NameServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = make_certificates(tmp_path / "tls")
    door = {"name": "relay", "certificate": str(made.certificate), "key": str(made.key)}
    monkeypatch.setenv("CASECONSULTANT_DOORS", json.dumps([door]))
    said = finding(call, "door relay")
    assert said.startswith("WARNING")
    assert "The certificate ends in 1 days" in said
    made.key.unlink()
    assert finding(call, "door relay").startswith("FAILS")
    monkeypatch.setenv("CASECONSULTANT_WEB__PORT", str(free_ports(1)[0]))
    ended = call("up")
    assert ended.code != 0
    assert "Door relay cannot read its certificate" in ended.said
    assert "Traceback" not in ended.said


def test_a_domain_without_a_scanner_is_told(call: Call, names: NameServer) -> None:
    call("migrate")
    assert finding(call, "the virus scanner").startswith("WARNING ")


def test_a_scanner_that_is_away_fails(
    call: Call, names: NameServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CASECONSULTANT_CLAMAV__SOCKET", str(tmp_path / "none"))
    call("migrate")
    said = finding(call, "the virus scanner")
    assert said.startswith("FAILS ")
    assert "does not answer: its socket is not there. Mail waits until it does. Start clamd" in said
    assert "Alarm: The virus scanner does not answer" in call("health").out


@pytest.mark.servers
def test_a_scanner_that_scans_is_told_with_its_version(
    call: Call, names: NameServer, monkeypatch: pytest.MonkeyPatch, clamd: Clamd
) -> None:
    monkeypatch.setenv("CASECONSULTANT_CLAMAV__SOCKET", str(clamd.socket))
    call("migrate")
    assert "It scans (ClamAV 1." in finding(call, "the virus scanner")
    assert "Has freshclam run?" in finding(call, "the virus scanner")
    assert "scanner" not in call("health").out


@pytest.mark.parametrize(("days", "sign"), [(0, "ok "), (2, "ok "), (30, "WARNING ")])
def test_old_signatures_are_told(
    call: Call, names: NameServer, monkeypatch: pytest.MonkeyPatch, days: int, sign: str
) -> None:
    made = datetime.now() - timedelta(days=days, hours=1)  # noqa: DTZ005 - as clamd writes it
    monkeypatch.setattr(checkups, "why_away", lambda _settings: "")
    monkeypatch.setattr(checkups, "signatures_of", lambda _settings: ("ClamAV 1.4.6", made))
    monkeypatch.setenv("CASECONSULTANT_CLAMAV__HOST", "127.0.0.1")
    call("migrate")
    said = finding(call, "the virus scanner")
    assert said.startswith(sign)
    assert f"its signatures are {days} days old" in said
    assert ("freshclam" in said) == (sign == "WARNING ")
