"""What the ways in ask of the rooms around them, so that they know neither the case database nor the parser."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from consultations.messages import RawMail, Verdict
from mailer.oauth import NO_SIGN_INS, AccessTokens
from mailer.sender_checks import Peer

Store = Callable[[Sequence[RawMail]], None]
"""Commits all of the mails and their ledger rows in one transaction, or raises and keeps none of them.

A mail whose identity is already there is not kept twice, but its position still enters the ledger. Called from any
thread; it returns only after the commit is durable.
"""

Identify = Callable[[bytes], str]
"""The identity of a mail: the sha256 (hex) that is the same for two deliveries of the same mail."""

Check = Callable[[bytes, Peer], Verdict]
"""What vouches for the sender of a mail that this peer hands in; raises UnansweredError where a later try may know."""

Clock = Callable[[], datetime]
"""Now, timezone-aware, in UTC."""


class PollBook(Protocol):
    """Where it is written down how the watch of one mailbox goes (`consultations.watching`). Calls never raise."""

    def polled(self, due_in: float) -> None:
        """The mailbox was read, and will be again within so many seconds."""
        ...

    def failed(self, reason: str) -> None:
        """It could not be read; `reason` is in words, without names or content."""
        ...


class Ledger(Protocol):
    """Which mails of an IMAP folder are already committed; written by `Store` from `RawMail.position`."""

    def stored(self, source: str, folder: str, uidvalidity: int, uids: Sequence[int]) -> Collection[int]:
        """Those of `uids` (at most 500) that a committed row names, under this UIDVALIDITY, whatever came of them."""
        ...


@dataclass(frozen=True, slots=True)
class Backroom:
    """What stands behind the watch of one mailbox: where mails go, what is known of them, how to log in, and who looks
    at senders where nobody before us has.
    """

    store: Store
    ledger: Ledger
    book: PollBook
    identify: Identify
    clock: Clock
    tokens: AccessTokens = NO_SIGN_INS
    check: Check | None = None
