"""The SMTP and LMTP doors: a mail is answered with 250 only after its bytes are committed.

`accept` is the pure core (bytes in, reply out); the rest ties it to aiosmtpd. What the bytes mean (loops, bounces,
trust) is intake's matter: a door refuses only what it cannot keep, and recipients that are not ours.
"""

import asyncio
import hmac
import logging
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, AnyStr

import structlog
from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from config.sections import LOOPBACK, Door
from config.settings import MAX_MAIL_BYTES
from consultations.messages import RawMail
from mailer.inbound.door_tls import DoorCertificate
from mailer.inbound.places import MAILS_AT_ONCE, OF_ONE_PEER, Places
from mailer.inbound.ports import Check, Clock, Identify, Store
from mailer.inbound.recipients import Recipients
from mailer.name_servers import UnansweredError
from mailer.sender_checks import Peer

KEPT = "250 2.0.0 Accepted and kept"
RECIPIENT_OK = "250 2.1.5 OK"
EMPTY = "554 5.6.0 The message is empty; nothing was accepted"
SENDER_UNKNOWN_YET = "451 4.4.3 The DNS did not tell enough about the sender just now; please try again later"
NOT_KEPT = "451 4.3.0 The message could not be kept just now; nothing was accepted, please try again later"
TOO_LARGE = "552 5.3.4 The message is larger than this server accepts; nothing was accepted"
ONE_RECIPIENT = "452 4.5.3 One recipient a transaction; please send the others in transactions of their own"
NOT_OURS = "550 5.1.1 No mail is taken in for that address here"
TOO_MANY_RECIPIENTS = "452 4.5.3 Too many recipients; please send the others in another transaction"
GO_ON = "354 End data with <CR><LF>.<CR><LF>"
CONFUSED = "451 4.3.0 That command could not be handled just now"

MAX_RECIPIENTS = 100
"""What a server must at least accept (RFC 5321, 4.5.3.1.8)."""

COMMANDS_A_SESSION = {"AUTH": 5, "*": 1_000_000}
"""A session that guesses passwords is over after five."""

GRACE_SECONDS = 10.0
"""How long closing a door waits for mails that are being committed."""

# aiosmtpd logs every command at INFO, addresses included; ours are the only log lines about a door.
logging.getLogger("mail.log").disabled = True

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Keeping:
    """What a door needs to keep a mail."""

    source: str
    store: Store
    identify: Identify
    clock: Clock
    check: Check | None = None


def accept(content: bytes, peer: Peer, rcpt_tos: tuple[str, ...], session_user: str | None, keeping: Keeping) -> str:
    """Commit the bytes exactly as they were received, and return the SMTP reply. Never raises; blocks for the commit,
    and before that for what the DNS says of the sender, where nobody else vouches for it.

    White space alone counts as empty: many clients cannot send fewer than two bytes.
    """
    log = _log.bind(source=keeping.source, size=len(content))
    if not content.strip():
        log.info("door.refused", reply=EMPTY[:9])
        return EMPTY
    try:
        checked = keeping.check(content, peer) if keeping.check and not session_user else None
        mail = RawMail(
            source=keeping.source,
            identity=keeping.identify(content),
            content=content,
            received_at=keeping.clock(),
            mail_from=peer.mail_from,
            rcpt_tos=tuple(_text(address) for address in rcpt_tos),
            session_user=session_user,
            checked=checked,
        )
        keeping.store([mail])
    except UnansweredError:
        log.info("door.sender_unknown_yet")
        return SENDER_UNKNOWN_YET
    except Exception as error:  # noqa: BLE001 - whatever went wrong, the peer still has the mail
        log.error("door.not_kept", error=type(error).__name__)  # noqa: TRY400 - a traceback could show content
        return NOT_KEPT
    log.info("door.kept", identity=mail.identity[:12], checked=checked.by if checked else "")
    return KEPT


def _text(address: str) -> str:
    """An envelope address as storable text: `<>` is empty, bytes that are no UTF-8 become replacement characters."""
    return "" if address == "<>" else address.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


class _SmtpSession(SMTP):
    """Reads DATA into one buffer, and adds enhanced codes (RFC 3463) to what aiosmtpd refuses itself."""

    line_length_limit = 64 * 1024
    """How much is read at once; a longer line comes in pieces."""

    def __init__(self, handler: Any, *, data_size_limit: int, places: Places, **options: Any) -> None:
        self._places = places
        self._most_bytes = data_size_limit
        super().__init__(handler, data_size_limit=data_size_limit, **options)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd names its commands so
        """One buffer: the list of lines that aiosmtpd keeps took thirty times the size of a mail of short lines."""
        if arg or not (self.session and self.session.host_name and self.envelope and self.envelope.rcpt_tos):
            await super().smtp_DATA(arg)  # says what is wrong
            return
        async with self._places.taken_by(_address(self.session)):
            self._reset_timeout()  # waiting for a place is not sending slowly
            await self.push(GO_ON)
            content = await self._content()
            if content is None:
                reply = TOO_LARGE
            else:
                self.envelope.content = self.envelope.original_content = content
                reply = await self._call_handler_hook("DATA")
            self.envelope = self._create_envelope()
        await self.push(reply)

    async def _content(self) -> bytes | None:
        """What comes before the lone dot, dots that were doubled made single (RFC 5321, 4.5.2); None when it is too
        large. Lines may have any length: what is kept must not depend on it.
        """
        content, size, at_start = bytearray(), 0, True
        while (line := await self._line()) != b".\r\n" or not at_start:
            size += len(line)
            if size > self._most_bytes:
                content.clear()
            else:
                content += line[1:] if at_start and line.startswith(b".") else line
            at_start = line.endswith(b"\r\n")
        return bytes(content) if size <= self._most_bytes else None

    async def _line(self) -> bytes:
        """A line, or a piece of one that is longer than the reader's buffer."""
        try:
            return await self._reader.readuntil(b"\r\n")
        except asyncio.LimitOverrunError as error:
            return await self._reader.readexactly(error.consumed)

    async def push(self, status: AnyStr) -> None:
        reply = status if isinstance(status, str) else status.decode("utf-8", "replace")
        if reply.startswith("552 Error"):  # the size that MAIL FROM announced
            reply = TOO_LARGE
        await super().push(reply)


class _LmtpSession(_SmtpSession, LMTP):
    """The same over LMTP (RFC 2033)."""


class _Handler:
    """aiosmtpd's hooks, as thin as they can be."""

    def __init__(self, door: Door, ours: Recipients, keeping: Keeping) -> None:
        self._ours = ours
        self._most_recipients = 1 if door.protocol == "lmtp" else MAX_RECIPIENTS
        self._door = door
        self._keeping = keeping
        self.committing = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd names its hooks so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        del server, session, rcpt_options
        if address not in self._ours:
            _log.info("door.refused", source=self._door.name, reply=NOT_OURS[:9])
            return NOT_OURS
        if len(envelope.rcpt_tos) >= self._most_recipients:
            # LMTP answers once for each recipient, aiosmtpd once for all: the peer would wait for ever.
            return ONE_RECIPIENT if self._most_recipients == 1 else TOO_MANY_RECIPIENTS
        envelope.rcpt_tos.append(address)
        return RECIPIENT_OK

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd names its hooks so
        del server
        peer = Peer(
            _address(session),
            _text(session.host_name or ""),
            _text(envelope.mail_from or ""),
        )
        self.committing += 1
        try:
            return await asyncio.to_thread(
                accept,
                envelope.original_content or b"",
                peer,
                tuple(envelope.rcpt_tos),
                self._door.username if session.authenticated else None,
                self._keeping,
            )
        finally:
            self.committing -= 1

    async def handle_exception(self, error: Exception) -> str:
        _log.error("door.confused", source=self._door.name, error=type(error).__name__)
        return CONFUSED

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, credentials: LoginPassword
    ) -> AuthResult:
        """Compare in constant time; one name and one password a door."""
        del server, session, envelope
        expected = self._door.username.encode(), self._door.password.get_secret_value().encode()
        matches = [hmac.compare_digest(given, wanted) for given, wanted in zip(credentials, expected, strict=True)]
        if not all(matches):
            _log.warning("door.login_refused", source=self._door.name, mechanism=mechanism)
        return AuthResult(success=all(matches), handled=False)


def _address(session: Session) -> str:
    """The IP address of the peer."""
    return str(session.peer[0] if session.peer else "")


class OpenDoor(Controller):
    """A door that is listening on `port`, in a thread of its own."""

    def __init__(self, door: Door, ours: Recipients, keeping: Keeping, max_bytes: int) -> None:
        """Bind at once: OSError when the address is taken or not ours, CertificateError when that cannot be used."""
        self._certificate = DoorCertificate(door) if door.certificate else None
        self._sessions = _Handler(door, ours, keeping)
        self._places = Places(OF_ONE_PEER if keeping.check else MAILS_AT_ONCE)
        self._kind = _LmtpSession if door.protocol == "lmtp" else _SmtpSession
        self._listening = socket.create_server((door.host, door.port), family=_family(door), backlog=128)
        host, port = self._listening.getsockname()[:2]
        super().__init__(
            self._sessions,
            hostname=host,
            port=port,
            server_hostname=socket.gethostname(),
            ident="CaseConsultant",
            data_size_limit=max_bytes,
            command_call_limit=COMMANDS_A_SESSION,
            authenticator=self._sessions.authenticate,
            require_starttls=door.require_tls,
            # Offered only with a name to log in with, and in the clear only inside this machine.
            auth_exclude_mechanism=() if door.username else ("PLAIN", "LOGIN"),
            auth_require_tls=not (door.username and door.host in LOOPBACK),
        )
        # Python's own pool has a thread fewer than there are places, on a machine of few cores.
        self.loop.set_default_executor(ThreadPoolExecutor(MAILS_AT_ONCE, thread_name_prefix=f"door {door.name}"))

    def factory(self) -> SMTP:
        """One session of aiosmtpd, for one connection."""
        tls = self._certificate.context() if self._certificate else None
        return self._kind(self.handler, loop=self.loop, places=self._places, **self.SMTP_kwargs | {"tls_context": tls})

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._listening)

    def close(self) -> None:
        """Let no new mail in, wait for commits under way (10 s at most), and end every session. May be called twice."""
        if self.loop.is_closed():
            return
        if self.server is not None:
            self.loop.call_soon_threadsafe(self.server.close)
        ends_at = time.monotonic() + GRACE_SECONDS
        while self._sessions.committing and time.monotonic() < ends_at:
            time.sleep(0.01)
        self.stop(no_assert=True)


def open_door(door: Door, ours: Recipients, keeping: Keeping, max_bytes: int = MAX_MAIL_BYTES) -> OpenDoor:
    """Listen where the settings say (port 0: any free one) and return the open door; OSError when that fails,
    CertificateError where it cannot show its certificate.
    """
    opened = OpenDoor(door, ours, keeping, max_bytes)
    opened.start()
    if door.username and door.host not in LOOPBACK and not door.certificate:
        _log.warning("door.no_login", source=door.name, reason="AUTH is not offered in clear: set certificate and key")
    _log.info("door.opened", source=door.name, protocol=door.protocol, port=opened.port)
    return opened


def _family(door: Door) -> socket.AddressFamily:
    return socket.getaddrinfo(door.host, door.port, type=socket.SOCK_STREAM)[0][0]
