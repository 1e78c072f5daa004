"""Taking in what is new in one mailbox: fetch a batch, commit it, and only then mark it on the server.

One bad mail never stops the others: whatever fails for a batch is tried again mail by mail, and a mail that fails
alone waits (`backoff.Postponed`) while the rest goes on.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from typing import Any, TypeVar

import structlog
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from config.sections import Mailbox
from config.settings import MAX_MAIL_BYTES
from consultations.messages import ImapPosition, RawMail
from mailer.imap_connection import Client, reason
from mailer.inbound.backoff import Postponed
from mailer.inbound.imap_folder import Fetched, Folder, batches
from mailer.inbound.imap_senders import LookedAt, looked_at_senders
from mailer.inbound.ports import Check, Clock, Identify, Ledger, Store

BATCH = 50
"""Mails a commit: an fsync costs about 4 ms, so commits of 50 keep it far below the cost of the mails themselves."""

BATCH_BYTES = 32 * 1024 * 1024
"""What a batch may hold in memory, as long as no single mail is larger."""

LEDGER_CHUNK = 500
FAILURES_THAT_MEAN_DOWN = 3
"""So many mails refused one after the other, none kept: the store is away, not the mails bad."""

T = TypeVar("T")


class StoreUnavailable(Exception):  # noqa: N818 - it names a state of the store
    """The store keeps nothing just now; its mails stay on the server, unmarked."""


@dataclass(slots=True)
class Collector:
    """What the watcher of one mailbox knows from round to round, and from connection to connection."""

    mailbox: Mailbox
    store: Store
    ledger: Ledger
    identify: Identify
    clock: Clock
    stop: Event
    max_bytes: int
    log: Any = field(default_factory=structlog.get_logger)
    postponed: Postponed = field(default_factory=Postponed)
    check: Check | None = None
    _uidvalidity: int = 0
    _looked_to: int = 0
    _alone: set[int] = field(default_factory=set)
    _oversize: set[int] = field(default_factory=set)
    _kept: int = 0
    _refused: int = 0

    def collect(self, client: Client, *, resuming: bool) -> int:
        """One round: take in every mail that is new or due again; return how many were committed.

        `resuming` says that this is the first round on a connection: then the whole folder is held against the
        ledger, and mails that were committed but not marked (we died in between) are marked.
        """
        folder = Folder.select(client, self.mailbox)
        if folder.uidvalidity != self._uidvalidity:
            self._begin_anew(folder.uidvalidity)
            resuming = True
        fresh = self._resume(folder) if resuming else folder.uids(above=self._looked_to)
        self._looked_to = max([self._looked_to, *fresh])
        self._kept = self._refused = 0
        self._take_all(folder, [uid for uid in fresh if uid not in self.postponed])
        if not resuming:
            # What failed before may break the connection again: it comes after a whole round has gone well.
            self._take_all(folder, self.postponed.due())
        return self._kept

    def _begin_anew(self, uidvalidity: int) -> None:
        """Forget every UID: under another UIDVALIDITY each may be another mail (RFC 9051, 2.3.1.1)."""
        if self._uidvalidity:
            self.log.warning("mailbox.uidvalidity_changed", remedy="none needed: all mails are looked at again")
        self._uidvalidity = uidvalidity
        self._looked_to = 0
        self.postponed = Postponed()
        self._alone.clear()
        self._oversize.clear()

    def _resume(self, folder: Folder) -> list[int]:
        """Every UID that the ledger does not name; those that it names but the server does not show are marked."""
        folder.make_processed_folder()
        uids = folder.uids()
        stored: set[int] = set()
        for chunk in _chunks(uids, LEDGER_CHUNK):
            stored.update(self.ledger.stored(self.mailbox.name, self.mailbox.folder, folder.uidvalidity, chunk))
        if stored:
            for chunk in _chunks(sorted(stored & folder.not_marked()), LEDGER_CHUNK):
                self._mark(folder, chunk)
        return [uid for uid in uids if uid not in stored]

    def _take_all(self, folder: Folder, uids: list[int]) -> None:
        for chunk in _chunks(uids, BATCH):
            pieces = [chunk] if self._alone.isdisjoint(chunk) else [[uid] for uid in chunk]
            for piece in pieces:
                for batch in batches(self._right_sized(folder, piece), BATCH, BATCH_BYTES):
                    if self.stop.is_set():
                        return
                    self._take(folder, batch)

    def _right_sized(self, folder: Folder, uids: Sequence[int]) -> dict[int, int]:
        """The sizes of those mails that are still there and not too large."""
        sizes = self._ask(folder.sizes, uids)
        if sizes is None:
            return {u: s for uid in uids for u, s in self._right_sized(folder, [uid]).items()} if len(uids) > 1 else {}
        for uid in uids:
            if uid not in sizes:
                self.postponed.forget(uid)
            elif sizes[uid] > self.max_bytes:
                self._leave(folder, uid, sizes.pop(uid))
        return sizes

    def _take(self, folder: Folder, uids: Sequence[int]) -> None:
        mails = self._ask(folder.fetch, uids)
        if mails is not None:
            for looked_at in looked_at_senders(mails, self.check, self.stop, self.postponed.failures):
                self._take_in(folder, looked_at)
        elif len(uids) > 1:
            for uid in uids:
                self._take(folder, [uid])

    def _take_in(self, folder: Folder, looked_at: LookedAt) -> None:
        """Commit what is known; what the DNS did not answer for stays on the server, and is looked at again later."""
        for uid in looked_at.unanswered:
            wait = self.postponed.put_off(uid)
            self.log.info("mail.sender_unknown_yet", uid=uid, retry_in=round(wait, 1))
        if looked_at.known:
            self._commit(folder, looked_at.known)

    def _ask(self, question: Callable[[Sequence[int]], T], uids: Sequence[int]) -> T | None:
        """Ask the server about mails; None when it could not answer, with the culprit put off once it stands alone.

        What breaks the connection breaks it again at the next attempt, so the suspects are remembered across
        connections and then asked for one at a time.
        """
        try:
            return question(uids)
        except Exception as error:
            if len(uids) == 1:
                self._put_off(uids[0], error)
            else:
                self._alone.update(uids)
            if isinstance(error, IMAPClientAbortError | OSError):
                raise
            return None

    def _commit(self, folder: Folder, mails: Sequence[Fetched]) -> None:
        try:
            self.store([self._raw_mail(folder, mail) for mail in mails])
        except Exception as error:  # noqa: BLE001 - whatever the store raises, the mails are still on the server
            if len(mails) == 1:
                self._count_refusal(mails[0].uid, error)
                return
            for mail in mails:
                self._commit(folder, [mail])
            return
        self._kept += len(mails)
        uids = [mail.uid for mail in mails]
        for uid in uids:
            self._alone.discard(uid)
            self.postponed.forget(uid)
        self._mark(folder, uids)

    def _count_refusal(self, uid: int, error: Exception) -> None:
        self._put_off(uid, error)
        self._refused += 1
        if self._refused >= FAILURES_THAT_MEAN_DOWN and not self._kept:
            self.postponed.all_due_now()  # it was not their fault
            raise StoreUnavailable("the store keeps no mail just now") from error

    def _raw_mail(self, folder: Folder, mail: Fetched) -> RawMail:
        now = self.clock()
        return RawMail(
            source=self.mailbox.name,
            identity=self.identify(mail.content),
            content=mail.content,
            received_at=_not_after(now, mail.arrived_at),
            position=ImapPosition(self.mailbox.folder, folder.uidvalidity, mail.uid),
            checked=mail.checked,
        )

    def _mark(self, folder: Folder, uids: Sequence[int]) -> None:
        """Mark what is committed. A refusal costs nothing: the ledger knows, and the next connection tries again."""
        try:
            folder.mark_stored(uids)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            self.log.warning("mailbox.not_marked", mails=len(uids), reason=reason(error))

    def _put_off(self, uid: int, error: Exception) -> None:
        wait = self.postponed.put_off(uid)
        self.log.warning("mail.postponed", uid=uid, error=type(error).__name__, retry_in=round(wait, 1))

    def _leave(self, folder: Folder, uid: int, size: int) -> None:
        """Too large to take in: it stays in the mailbox, unread and flagged, and is named once a start.

        Raising the setting helps up to MAX_MAIL_BYTES, beyond which no mail is read however it came in.
        """
        self.postponed.forget(uid)
        if uid in self._oversize:
            return
        self._oversize.add(uid)
        remedy = "raise max_mail_bytes" if size <= MAX_MAIL_BYTES else "ask the sender for it in smaller parts"
        self.log.error("mail.too_large", uid=uid, size=size, limit=self.max_bytes, remedy=remedy)
        try:
            folder.mark_oversize(uid)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            self.log.warning("mailbox.not_marked", mails=1, reason=reason(error))


def _not_after(now: datetime, arrived_at: datetime | None) -> datetime:
    """When the mailbox took the mail in, by its server's clock unless that runs ahead of ours."""
    return min(arrived_at, now) if arrived_at else now


def _chunks(uids: Sequence[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(uids), size):
        yield list(uids[start : start + size])
