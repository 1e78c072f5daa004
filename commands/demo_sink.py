"""The client's mail server in the demonstration: it takes any mail on loopback and keeps it in memory."""

import email
import email.policy
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from aiosmtpd.controller import Controller

from commands.loopback import free_port


class ClientMailServer:
    """What arrived at the client, in order; it listens on `port`."""

    def __init__(self) -> None:
        self._arrived: list[bytes] = []
        self._news = threading.Condition()
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        """Listen on a free port until the block ends."""
        server = cls()
        server._controller.start()
        try:
            yield server
        finally:
            server._controller.stop()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep a mail."""
        with self._news:
            self._arrived.append(envelope.content)
            self._news.notify_all()
        return "250 2.0.0 OK"

    def wait_for(self, case_number: str, seconds: float) -> str | None:
        """The answer about a case as text (headers that matter, and the plain body); None when it did not come."""
        with self._news:
            self._news.wait_for(lambda: self._answer(case_number) is not None, seconds)
            return self._answer(case_number)

    def _answer(self, case_number: str) -> str | None:
        for content in self._arrived:
            mail = email.message_from_bytes(content, policy=email.policy.default)
            if case_number in str(mail["Subject"]) and not mail["Auto-Submitted"]:
                body = mail.get_body(("plain",))
                shown = ("From", "To", "Subject", "In-Reply-To")
                headers = "".join(f"{name}: {mail[name]}\n" for name in shown)
                return f"{headers}\n{body.get_content() if body else ''}"
        return None
