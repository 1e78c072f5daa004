"""A store and a ledger in memory that behave as the case database does: one transaction, identity as the key."""

import hashlib
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from config.sections import Mailbox
from consultations.messages import RawMail
from mailer.inbound.imap import watch
from mailer.inbound.ports import Backroom
from mailer.oauth import NO_SIGN_INS, AccessTokens
from tests.servers.dovecot import Dovecot


def now() -> datetime:
    return datetime.now(UTC)


def identify(raw: bytes) -> str:
    """A stand-in for `mailer.identity`: what the client wrote, without the trace headers of a delivery."""
    found = re.search(rb"^Message-ID:.*", raw, re.DOTALL | re.MULTILINE | re.IGNORECASE)
    return hashlib.sha256(found.group() if found else raw).hexdigest()


class Keeper:
    """Counts what a database would hold. `refuse` says which mails a commit fails for."""

    def __init__(self) -> None:
        self.mails: dict[str, RawMail] = {}
        self.rows: set[tuple[str, str, int, int]] = set()
        self.commits: list[int] = []
        self.polls: list[float] = []
        self.failures: list[str] = []
        self.refuse: Callable[[RawMail], bool] = lambda mail: False
        self.after_commit: Callable[[], None] = lambda: None
        self._changed = threading.Condition()

    def store(self, mails: Sequence[RawMail]) -> None:
        with self._changed:
            if any(self.refuse(mail) for mail in mails):
                raise RuntimeError("refused: Patient Jane Roe")
            for mail in mails:
                self.mails.setdefault(mail.identity, mail)
                if mail.position:
                    place = mail.position
                    self.rows.add((mail.source, place.folder, place.uidvalidity, place.uid))
            self.commits.append(len(mails))
            self._changed.notify_all()
        self.after_commit()

    def stored(self, source: str, folder: str, uidvalidity: int, uids: Sequence[int]) -> set[int]:
        assert len(uids) <= 500
        with self._changed:
            return {uid for uid in uids if (source, folder, uidvalidity, uid) in self.rows}

    def polled(self, due_in: float) -> None:
        with self._changed:
            self.polls.append(due_in)
            self._changed.notify_all()

    def failed(self, reason: str) -> None:
        with self._changed:
            self.failures.append(reason)
            self._changed.notify_all()

    def wait_for(self, count: int, seconds: float = 10.0) -> list[RawMail]:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.mails) >= count, seconds), f"{len(self.mails)} of {count}"
            return list(self.mails.values())


def mailbox(dovecot: Dovecot, user: str, **settings: Any) -> Mailbox:
    defaults: dict[str, Any] = {
        "name": "cases",
        "host": "127.0.0.1",
        "port": dovecot.imap_port,
        "tls": "none",
        "username": user,
        "password": dovecot.password,
        "timeout_seconds": 5,
    }
    return Mailbox(**(defaults | settings))


@contextmanager
def watching(
    settings: Mailbox, keeper: Keeper, tokens: AccessTokens = NO_SIGN_INS, **options: Any
) -> Iterator[threading.Event]:
    """`watch` in its thread; at the end it must stop within a second and a half, whatever it was doing."""
    stop = threading.Event()

    def run() -> None:
        with suppress(SystemExit):  # how a test makes the watch die on the spot
            watch(settings, Backroom(keeper.store, keeper, keeper, identify, now, tokens), stop, **options)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(1.5)
        late = thread.is_alive()
        thread.join(30)
        assert not late, "the watch did not stop in time"


def mail(number: int | str, body: str = "What is the code for this?") -> bytes:
    return (
        f"From: Client <client@test.invalid>\r\nTo: cases@test.invalid\r\nSubject: case {number}\r\n"
        f"Message-ID: <{number}@client.test.invalid>\r\n\r\n{body}\r\n"
    ).encode()


def eventually(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until it holds; AssertionError when it never does."""
    ends_at = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends_at, "it never came true"
        time.sleep(0.05)
