"""The outer world's mail server: keeps what it is sent, refuses, delays, or breaks off where a test wants it to."""

import asyncio
import email
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from enum import StrEnum, auto
from pathlib import Path
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class BreakOff(StrEnum):
    """Where the connection is cut."""

    AT_DATA = auto()
    IN_CONTENT = auto()
    BEFORE_KEEPING = auto()
    AFTER_KEEPING = auto()


@dataclass(frozen=True, slots=True)
class Kept:
    """One mail as the sink took it: the envelope, and the bytes."""

    mail_from: str
    rcpt_tos: tuple[str, ...]
    content: bytes = field(repr=False)
    at: float = 0.0

    @property
    def message(self) -> EmailMessage:
        """The parsed mail."""
        return email.message_from_bytes(self.content, policy=policy.default)


RcptRule = Callable[[str, str], str | None]
"""(mail_from, recipient) -> the reply that refuses it, or None."""


@dataclass(slots=True)
class Sink:
    """A running sink. Its manners may be changed at any time, between mails."""

    folder: Path
    port: int = 0
    refuse: dict[str, str] = field(default_factory=dict)
    rcpt_rule: RcptRule | None = None
    data_rule: RcptRule | None = None
    after_data: str = ""
    break_off: BreakOff | None = None
    delay_seconds: float = 0.0  # between keeping a mail and saying so
    kept: list[Kept] = field(default_factory=list)
    _lock: threading.Condition = field(default_factory=threading.Condition)

    @classmethod
    @contextmanager
    def running(
        cls,
        folder: Path,
        *,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        starttls: ssl.SSLContext | None = None,
    ) -> Iterator[Self]:
        """Listen on a port of loopback, a free one by default; mails are also kept as files in `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        sink = cls(folder, port)
        controller = _Controller(sink, tls, starttls)
        sink.port = controller.port
        controller.start()
        try:
            yield sink
        finally:
            controller.stop()

    def wait_for(self, count: int, seconds: float = 10.0) -> list[Kept]:
        """The mails, as soon as there are that many; AssertionError when there never are."""
        with self._lock:
            assert self._lock.wait_for(lambda: len(self.kept) >= count, seconds), f"{len(self.kept)} of {count} came"
            return list(self.kept)

    def keep(self, envelope: Envelope) -> None:
        """Keep one mail, in memory and as a file."""
        mail = Kept(
            envelope.mail_from or "", tuple(envelope.rcpt_tos), bytes(envelope.original_content or b""), time.time()
        )
        with self._lock:
            self.kept.append(mail)
            (self.folder / f"{len(self.kept):06}.eml").write_bytes(mail.content)
            self._lock.notify_all()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd names its hooks so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse by the rules, accept everyone else."""
        reply = self.refuse.get(address) or (self.rcpt_rule and self.rcpt_rule(envelope.mail_from or "", address))
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd names its hooks so
        self, server: "_Session", session: Session, envelope: Envelope
    ) -> str:
        """Keep, refuse, or break off."""
        if self.after_data:
            return self.after_data
        for address in envelope.rcpt_tos if self.data_rule else ():
            if reply := self.data_rule and self.data_rule(envelope.mail_from or "", address):
                return reply
        if self.break_off is BreakOff.BEFORE_KEEPING:
            return server.cut()
        self.keep(envelope)
        if self.break_off is BreakOff.AFTER_KEEPING:
            return server.cut()
        if self.delay_seconds:
            await asyncio.sleep(self.delay_seconds)
        return f"250 2.0.0 queued as {len(self.kept)}"


class _Session(SMTP):
    def cut(self) -> str:
        """Close without a reply; what is returned never reaches the peer."""
        assert isinstance(self.transport, asyncio.WriteTransport)
        self.transport.abort()
        return "421 gone"

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd names its commands so
        sink: Sink = self.event_handler
        if sink.break_off is BreakOff.AT_DATA:
            self.cut()
        elif sink.break_off is BreakOff.IN_CONTENT:
            await self.push("354 go ahead")
            await self._reader.read(1)
            self.cut()
        else:
            await super().smtp_DATA(arg)


class _Controller(Controller):
    def __init__(self, sink: Sink, tls: ssl.SSLContext | None, starttls: ssl.SSLContext | None) -> None:
        self._listening = socket.create_server(("127.0.0.1", sink.port))
        super().__init__(
            sink,
            hostname="127.0.0.1",
            port=self._listening.getsockname()[1],
            ssl_context=tls,
            server_hostname="sink.invalid",
            data_size_limit=64 * 1024 * 1024,
            tls_context=starttls,
        )

    def factory(self) -> SMTP:
        return _Session(self.handler, loop=self.loop, **self.SMTP_kwargs)

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._listening, ssl=self.ssl_context)


def world() -> RcptRule:
    """Refusals by local part, which make a Postfix in front of the sink write genuine notifications.

    gone* 550 5.1.1, full* 552 5.2.2, slow* 451 4.3.0 always, grey* 451 4.7.1 the first time; everyone else is welcome.
    """
    seen: set[tuple[str, str]] = set()

    def rule(mail_from: str, recipient: str) -> str | None:
        if recipient.startswith("gone"):
            return "550 5.1.1 Recipient address rejected: User unknown"
        if recipient.startswith("full"):
            return "552 5.2.2 Mailbox is over quota"
        if recipient.startswith("slow"):
            return "451 4.3.0 Temporary lookup failure"
        if recipient.startswith("grey") and (mail_from, recipient) not in seen:
            seen.add((mail_from, recipient))
            return "451 4.7.1 Greylisted, try again later"
        return None

    return rule


def spam_filter(mail_from: str, recipient: str) -> str | None:
    """Refuses after the content, as filters do, what goes to spam*."""
    del mail_from
    return "554 5.7.1 Message refused as unsolicited" if recipient.startswith("spam") else None
