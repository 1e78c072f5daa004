"""What an attacker on the way can do to a connection of ours: nothing secret is said before TLS that is verified."""

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from config.oauth import OAuth
from config.sections import ImapServer, Submission
from consultations.ports import Outcome, Tokens
from mailer.imap_connection import reason, session
from mailer.oauth import AccessTokens
from mailer.outbound import SmtpTransport
from tests.fakes import MemoryTokens
from tests.mailer.edges.keeping import mail
from tests.mailer.edges.scripted import Answer, scripted
from tests.servers.certificates import Certificates, make_certificates

SIGN_IN = OAuth(name="cases", provider="google", client_id="app")
LOGINS: dict[str, dict[str, str]] = {
    "password": {"username": "u", "password": "secret"},
    "oauth": {"username": "u", "oauth": "cases"},
}


@pytest.fixture(params=LOGINS)
def login(request: pytest.FixtureRequest) -> dict[str, str]:
    return LOGINS[request.param]


def tokens() -> AccessTokens:
    store = MemoryTokens()
    store.keep("cases", Tokens("secret", datetime.now(UTC) + timedelta(hours=1)))
    return AccessTokens((SIGN_IN,), store)


def context(made: Certificates) -> ssl.SSLContext:
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(made.certificate, made.key)
    return serving


def imap(capabilities: bytes, *, on_starttls: bytes = b"") -> Answer:
    """A server with these capabilities; `on_starttls` follows its OK in the same breath."""

    def answer(tag: str, command: str) -> bytes:
        done = f"{tag} OK done\r\n".encode()
        if command == "CAPABILITY":
            return b"* CAPABILITY " + capabilities + b"\r\n" + done
        return done + on_starttls if command == "STARTTLS" else done

    return answer


def smtp(*features: bytes, on_starttls: bytes = b"") -> Answer:
    def answer(command: str, argument: str) -> bytes:
        match command.upper():
            case "EHLO":
                lines = (b"mx.test.invalid", *features)
                return b"".join(b"250-" + line + b"\r\n" for line in lines[:-1]) + b"250 " + lines[-1] + b"\r\n"
            case "STARTTLS":
                return b"220 go ahead\r\n" + on_starttls
        return b"250 ok\r\n"

    return answer


def log_in(port: int, login: dict[str, str], **settings: Any) -> str:
    """Try to log in to IMAP; why it failed, or empty."""
    server = ImapServer(**({"host": "127.0.0.1", "port": port, "timeout_seconds": 5} | login | settings))
    try:
        with session(server, tokens()):
            return ""
    except OSError as error:
        return reason(error)


def send(port: int, login: dict[str, str], **settings: Any) -> str:
    """Try to send; why it failed, which is never for good."""
    server = Submission(**({"host": "127.0.0.1", "port": port, "timeout_seconds": 5} | login | settings))
    delivery = SmtpTransport(server, tokens()).send(mail(1), "cases@test.invalid", ("a@else.invalid",), None)
    assert delivery.outcome in {Outcome.TRY_AGAIN, Outcome.BLOCKED}
    return delivery.detail


@pytest.mark.parametrize("greeting", [b"* PREAUTH ready\r\n", b"* preauth [CAPABILITY IMAP4rev1 STARTTLS] hello\r\n"])
def test_preauth_that_would_skip_encryption_is_refused(login: dict[str, str], greeting: bytes) -> None:
    with scripted(greeting, imap(b"IMAP4rev1 STARTTLS AUTH=XOAUTH2")) as (port, heard):
        assert log_in(port, login, tls="starttls")
    assert not heard.said_a_secret()


def test_preauth_inside_tls_is_refused_too(login: dict[str, str], tmp_path: Path) -> None:
    """We would read a mailbox that nobody asked us whose it is."""
    made = make_certificates(tmp_path)
    with scripted(b"* PREAUTH ready\r\n", imap(b"IMAP4rev1"), tls=context(made)) as (port, heard):
        assert "PREAUTH" in log_in(port, login, ca_file=made.authority)
    assert not heard.said_a_secret()


def test_starttls_that_was_stripped_is_refused(login: dict[str, str]) -> None:
    with scripted(b"* OK ready\r\n", imap(b"IMAP4rev1 AUTH=XOAUTH2")) as (port, heard):
        assert "does not offer STARTTLS" in log_in(port, login, tls="starttls")
    assert not heard.said_a_secret()
    with scripted(b"220 ready\r\n", smtp(b"AUTH PLAIN LOGIN XOAUTH2")) as (port, heard):
        assert "no STARTTLS" in send(port, login, tls="starttls")
    assert heard.clear
    assert not heard.said_a_secret()


def test_starttls_that_is_refused_ends_it(login: dict[str, str]) -> None:
    def no(tag: str, command: str) -> bytes:
        if command == "STARTTLS":
            return f"{tag} NO not today\r\n".encode()
        return imap(b"IMAP4rev1 STARTTLS AUTH=XOAUTH2")(tag, command)

    def not_available(command: str, argument: str) -> bytes:
        if command.upper() == "STARTTLS":
            return b"454 4.7.0 TLS not available\r\n"
        return smtp(b"STARTTLS", b"AUTH PLAIN XOAUTH2")(command, argument)

    with scripted(b"* OK ready\r\n", no) as (port, heard):
        assert log_in(port, login, tls="starttls")
    assert not heard.said_a_secret()
    with scripted(b"220 ready\r\n", not_available) as (port, heard):
        assert "454" in send(port, login, tls="starttls")
    assert not heard.said_a_secret()


def test_what_was_slipped_in_before_tls_is_forgotten_imap(login: dict[str, str], tmp_path: Path) -> None:
    """Response injection: what follows the OK in clear must not count as said inside TLS (RFC 9051, 11.1)."""
    made = make_certificates(tmp_path)
    slipped = b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SLIPPED\r\n* 7 EXISTS\r\nAAAA1 OK logged in\r\n"
    answer = imap(b"IMAP4rev1 STARTTLS AUTH=XOAUTH2", on_starttls=slipped)
    with scripted(b"* OK ready\r\n", answer, starttls=context(made)) as (port, heard):
        server = ImapServer(
            host="127.0.0.1", port=port, tls="starttls", ca_file=made.authority, timeout_seconds=5, **login
        )
        with session(server, tokens()) as client:
            assert not client.has_capability("SLIPPED")
            assert not client.new_mail_was_announced()
    assert [line.split()[1].upper() for line in heard.clear] == [b"CAPABILITY", b"STARTTLS"]
    assert any(b"LOGIN" in line or b"AUTHENTICATE" in line for line in heard.encrypted)


def test_what_was_slipped_in_before_tls_is_forgotten_smtp(login: dict[str, str], tmp_path: Path) -> None:
    """Inside TLS this server offers no AUTH; only the attacker, in clear, did."""
    made = make_certificates(tmp_path)
    slipped = b"250-mx.test.invalid\r\n250 AUTH PLAIN LOGIN XOAUTH2\r\n"
    answer = smtp(b"STARTTLS", b"8BITMIME", on_starttls=slipped)
    with scripted(b"220 ready\r\n", answer, starttls=context(made)) as (port, heard):
        assert "no AUTH of our kind" in send(port, login, tls="starttls", ca_file=made.authority)
    assert [line.split()[0].upper() for line in heard.clear] == [b"EHLO", b"STARTTLS"]
    assert any(line.upper().startswith(b"EHLO") for line in heard.encrypted)
    assert not heard.said_a_secret()


Wrong = Callable[[Path], tuple[Certificates, Path]]
"""A folder -> what the server shows, and whom we believe."""

WRONG: dict[str, Wrong] = {
    "another authority": lambda folder: (make_certificates(folder / "a"), make_certificates(folder / "b").authority),
    "another host": lambda folder: ((made := make_certificates(folder, "mail.else.invalid")), made.authority),
    "ended": lambda folder: ((made := make_certificates(folder, lasting=timedelta(minutes=-5))), made.authority),
}


@pytest.mark.parametrize("tls", ["tls", "starttls"])
@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_certificate_ends_it(login: dict[str, str], tls: str, wrong: str, tmp_path: Path) -> None:
    shown, believed = WRONG[wrong](tmp_path)
    how: dict[str, Any] = {tls: context(shown)}
    for greeting, answer, use in (
        (b"* OK ready\r\n", imap(b"IMAP4rev1 STARTTLS AUTH=XOAUTH2"), log_in),
        (b"220 ready\r\n", smtp(b"STARTTLS", b"AUTH PLAIN XOAUTH2"), send),
    ):
        with scripted(greeting, answer, **how) as (port, heard):
            assert "certificate is not trusted" in use(port, login, tls=tls, ca_file=believed)
        assert not heard.said_a_secret()
        assert heard.encrypted == []


def test_a_server_in_clear_where_tls_is_wanted_ends_it(login: dict[str, str]) -> None:
    with scripted(b"* OK ready\r\n", imap(b"IMAP4rev1 AUTH=XOAUTH2")) as (port, heard):
        assert "TLS failed" in log_in(port, login, tls="tls")
    assert not heard.said_a_secret()
    with scripted(b"220 ready\r\n", smtp(b"AUTH PLAIN XOAUTH2")) as (port, heard):
        assert "TLS failed" in send(port, login, tls="tls")
    assert not heard.said_a_secret()


def test_the_same_servers_are_used_where_nothing_is_wrong(login: dict[str, str], tmp_path: Path) -> None:
    """Or the tests above would pass for another reason."""
    made = make_certificates(tmp_path)
    with scripted(b"* OK ready\r\n", imap(b"IMAP4rev1 AUTH=XOAUTH2"), tls=context(made)) as (port, heard):
        assert log_in(port, login, ca_file=made.authority) == ""
    assert heard.said_a_secret()
