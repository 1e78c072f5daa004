"""Where mail goes out: an SMTP server, or a folder on this machine when no server is set.

What became of an attempt must be exact, because a mail that went out is never sent again. The boundary is the line
with the final dot: before it was written, the server cannot have taken the mail (TRY_AGAIN); from then until its
reply is read, it may have (UNCERTAIN).
"""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from config.sections import Submission
from consultations.ports import Delivery, Outcome
from mailer.oauth import NO_SIGN_INS, AccessTokens, NoAccessToken
from mailer.outbox_folder import FolderTransport
from mailer.tls import certificate_end, network_reason, tls_context

__all__ = ["FolderTransport", "SmtpTransport"]

XOAUTH2 = "XOAUTH2"
GO_AHEAD = 354
TRANSIENT = range(400, 500)
SUCCESS = range(200, 300)
LOGIN_WANTED = frozenset({530, 534, 535, 538})
"""Replies to MAIL that are about us, not about the mail (RFC 4954, 6)."""

QUIT_SECONDS = 5.0
"""The outcome is known by then; a server that is slow to say goodbye must not hold up the next mail."""

_ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)")
_WRITABLE = re.compile(r"[^\s<>\x00-\x1f\x7f]+@[^\s<>@\x00-\x1f\x7f]+")
"""What may stand between the angle brackets of a command; quoted local parts with white space are not for us."""
_BARE_LINE_END = re.compile(rb"\r\n|\r|\n")
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


_OURS_TO_MEND = (
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPNotSupportedError,
    ssl.SSLCertVerificationError,
    NoAccessToken,
)


class _Ended(Exception):  # noqa: N818 - carries an outcome
    """The attempt is over before the mail was handed in; carries what to report."""

    def __init__(self, outcome: Outcome, detail: str, status: str = "") -> None:
        super().__init__(detail)
        self.delivery = Delivery(outcome, detail, status)


@dataclass(frozen=True, slots=True)
class SmtpTransport:
    """Implements `consultations.ports.Transport` over SMTP: TLS (except on loopback, as the settings ensure), AUTH.

    Details name reply codes, never addresses or the server's own words, which often repeat them.
    """

    submission: Submission
    tokens: AccessTokens = NO_SIGN_INS
    repeatable: ClassVar[bool] = False

    def greeting(self, mail_from: str) -> "Greeting":
        """Connect and log in as for a mail, and hand none in."""
        try:
            with _connection(self.submission, self.tokens, mail_from) as server:
                return Greeting(frozenset(server.esmtp_features), certificate_end(server.sock))
        except _Ended as ended:
            return Greeting(refused=ended.delivery.detail)
        except OSError as error:
            return Greeting(refused=_not_handed_in(error).detail)

    def send(
        self, content: bytes, mail_from: str, recipients: tuple[str, ...], journal: str | None, envelope_id: str = ""
    ) -> Delivery:
        """One transaction for the recipients and the journal; see the port.

        Line ends are made CRLF. Blocks for at most `timeout_seconds` a command.
        """
        if not recipients:
            return Delivery(Outcome.UNDELIVERABLE, "The mail has no recipients.")
        try:
            with _connection(self.submission, self.tokens, mail_from) as server:
                _envelope(server, content, mail_from, recipients, journal, envelope_id)
                return _hand_in(server, content)
        except _Ended as ended:
            return ended.delivery
        except OSError as error:  # every SMTPException is one
            return _not_handed_in(error)


@dataclass(frozen=True, slots=True)
class Greeting:
    """How a server lets us in: what it offers, in lower case, how long its certificate lasts, or why it refused."""

    offers: frozenset[str] = frozenset()
    certificate_ends: datetime | None = None
    refused: str = ""


def _not_handed_in(error: OSError) -> Delivery:
    """What to report for an error that came before the final dot. What only the operator can mend is told apart."""
    outcome = Outcome.BLOCKED if isinstance(error, _OURS_TO_MEND) else Outcome.TRY_AGAIN
    match error:
        case NoAccessToken():
            why = f"We cannot log in: {error}."
        case smtplib.SMTPAuthenticationError():
            why = f"The server refused our user name or password ({error.smtp_code}); mend [smtp]."
        case smtplib.SMTPResponseException():
            why = f"The server did not let us in ({error.smtp_code})."
        case smtplib.SMTPNotSupportedError():
            why = "The server offers no STARTTLS, or no AUTH of our kind; check tls, port and username of [smtp]."
        case smtplib.SMTPException():
            why = "The connection was lost before the mail was handed in."
        case _:
            why = f"Before the mail was handed in, {network_reason(error)}."
    return Delivery(outcome, why)


@contextmanager
def _connection(submission: Submission, tokens: AccessTokens, mail_from: str) -> Iterator[smtplib.SMTP]:
    """Connected, encrypted and logged in; closed at the end, politely if the server still listens."""
    host, port, timeout = submission.host, submission.port, submission.timeout_seconds
    name = mail_from.rpartition("@")[2] or "localhost"
    context = tls_context(submission.ca_file)
    server: smtplib.SMTP
    if submission.tls == "tls":
        server = smtplib.SMTP_SSL(host, port, local_hostname=name, timeout=timeout, context=context)
    else:
        server = smtplib.SMTP(host, port, local_hostname=name, timeout=timeout)
    try:
        if submission.tls == "starttls":
            server.starttls(context=context)
        _log_in(server, submission, tokens)
        server.ehlo_or_helo_if_needed()
        yield server
        with suppress(smtplib.SMTPException, OSError):
            if server.sock:
                server.sock.settimeout(QUIT_SECONDS)
            server.quit()
    finally:
        server.close()


def _log_in(server: smtplib.SMTP, submission: Submission, tokens: AccessTokens) -> None:
    """By an access token, by password, or not at all. A token that is refused is renewed once: it may be revoked."""
    if not submission.oauth:
        if submission.username:
            server.login(submission.username, submission.password.get_secret_value())
        return
    server.ehlo_or_helo_if_needed()
    if XOAUTH2 not in server.esmtp_features.get("auth", "").split():
        raise smtplib.SMTPNotSupportedError
    token = tokens.get(submission.oauth)
    with suppress(smtplib.SMTPAuthenticationError):
        _xoauth2(server, submission.username, token)
        return
    try:
        _xoauth2(server, submission.username, tokens.get(submission.oauth, refused=token))
    except smtplib.SMTPAuthenticationError as error:
        remedy = "sign in as the owner of the mailbox, and allow SMTP for it"
        raise _Ended(
            Outcome.BLOCKED, f"The server refused a fresh access token ({error.smtp_code}); {remedy}."
        ) from None


def _xoauth2(server: smtplib.SMTP, username: str, token: str) -> None:
    """After an error the server waits for an empty line, and only then says 535."""
    said = f"user={username}\1auth=Bearer {token}\1\1"
    server.auth(XOAUTH2, lambda challenge=None: "" if challenge else said)


def _envelope(
    server: smtplib.SMTP,
    content: bytes,
    mail_from: str,
    recipients: tuple[str, ...],
    journal: str | None,
    envelope_id: str,
) -> None:
    """MAIL and every RCPT. Raises _Ended when anyone is refused: then no DATA is sent at all.

    The commands are written here, because smtplib passes addresses through `parseaddr`, which may read another one.
    """
    addresses = [address for address in (mail_from, *recipients, journal) if address]
    if not all(map(_WRITABLE.fullmatch, addresses)):
        raise _Ended(Outcome.UNDELIVERABLE, "An address cannot be written in SMTP.")
    options = _options(server, content, addresses, envelope_id)
    code, text = server.docmd("MAIL", " ".join([f"FROM:<{mail_from}>", *options]))
    if code in LOGIN_WANTED:
        raise _Ended(Outcome.BLOCKED, f"The server wants us to log in first ({_status(code, text)}); mend [smtp].")
    if code not in SUCCESS:
        raise _Ended(_outcome(code), f"The server refused the sender or the mail ({_status(code, text)}).")
    replies = [server.docmd("RCPT", f"TO:<{address}>") for address in recipients]
    refused = [reply for reply in replies if reply[0] not in SUCCESS]
    if refused:
        code, text = max(refused)  # one that will never be accepted decides
        detail = f"The server refused a recipient ({_status(code, text)}); nothing was sent."
        raise _Ended(_outcome(code), detail, _about_recipient(text))
    if journal and journal not in recipients:
        code, text = server.docmd("RCPT", f"TO:<{journal}>")
        if code not in SUCCESS:
            raise _Ended(
                Outcome.TRY_AGAIN,
                f"The server refused the journal's address ({_status(code, text)}); nothing was sent.",
            )


def _options(server: smtplib.SMTP, content: bytes, addresses: list[str], envelope_id: str) -> list[str]:
    """What MAIL says beside the sender, as far as the server offers it. Raises _Ended where it lacks what is needed."""
    options = [f"size={len(content)}"] if server.has_extn("size") else []
    if not content.isascii() and server.has_extn("8bitmime"):
        options.append("body=8bitmime")
    if not all(map(str.isascii, addresses)):
        if not server.has_extn("smtputf8"):
            raise _Ended(Outcome.UNDELIVERABLE, "An address needs SMTPUTF8, which the server does not offer.")
        options.append("smtputf8")
        server.command_encoding = "utf-8"
    if envelope_id and server.has_extn("dsn"):
        # A bounce then names the envelope, and returns headers only: what we wrote stays off other servers' disks.
        options += ["RET=HDRS", f"ENVID={envelope_id}"]
    return options


def _hand_in(server: smtplib.SMTP, content: bytes) -> Delivery:
    """DATA in two steps, so that we know on which side of the final dot the connection was lost."""
    code, text = server.docmd("DATA")
    if code != GO_AHEAD:
        return Delivery(_outcome(code), f"The server refused DATA ({_status(code, text)}).")
    server.send(_on_the_wire(content))
    try:
        server.send(b".\r\n")
        code, text = server.getreply()
    except (smtplib.SMTPException, OSError):
        return Delivery(Outcome.UNCERTAIN, "The connection was lost after the mail and before the server's reply.")
    if code not in SUCCESS and code not in TRANSIENT and code not in range(500, 600):
        return Delivery(Outcome.UNCERTAIN, "The server's reply to the mail could not be read.")
    outcome = Outcome.SENT if code in SUCCESS else _outcome(code)
    verb = "accepted" if outcome is Outcome.SENT else "refused"
    return Delivery(outcome, f"The server {verb} the mail ({_status(code, text)}).")


def _on_the_wire(content: bytes) -> bytes:
    """CRLF line ends, a dot before each leading dot (RFC 5321, 4.5.2), and a last line that is complete."""
    lines = _LEADING_DOT.sub(b"..", _BARE_LINE_END.sub(b"\r\n", content))
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"


def _outcome(code: int) -> Outcome:
    """A refusal for good is 5xx; everything else that is no success may be tried again."""
    return Outcome.UNDELIVERABLE if code in range(500, 600) else Outcome.TRY_AGAIN


def _about_recipient(text: bytes) -> str:
    """The enhanced code where its subject is the address or the mailbox; others may be about the next server, or us."""
    told = _ENHANCED.match(text)
    return told.group().decode() if told and told.group()[2:4] in (b"1.", b"2.") else ""


def _status(code: int, text: bytes) -> str:
    """`550 5.1.1`: the reply code and, if the server gave one, the enhanced code (RFC 3463)."""
    enhanced = _ENHANCED.match(text)
    return f"{code} {enhanced.group().decode()}" if enhanced else str(code)
