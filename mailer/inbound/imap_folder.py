"""One selected IMAP folder: what lies in it, the bytes of a batch, and marking what has been committed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from config.sections import Mailbox
from consultations.messages import Verdict
from mailer.imap_connection import Client

SEEN = b"\\Seen"
FLAGGED = b"\\Flagged"
DELETED = b"\\Deleted"
ANY_KEYWORD = b"\\*"
"""In PERMANENTFLAGS: clients may make keywords of their own (RFC 9051, 7.1)."""

STORED = b"$CaseConsultantStored"
"""Says that the mail is committed here, whatever people do to \\Seen in their mail programs."""
OVERSIZE = b"$CaseConsultantOversize"

SIZE = b"RFC822.SIZE"
BODY = b"BODY[]"
INTERNALDATE = b"INTERNALDATE"

SEARCH_WINDOW = 100_000
"""UIDs a SEARCH may name: imaplib gives up on a reply line over 1,000,000 bytes, and a UID takes up to 11."""


class Unfetchable(Exception):  # noqa: N818 - it names a state of the mail
    """The server holds the mail but does not hand out its bytes."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One mail as the server handed it out; `arrived_at` is the server's INTERNALDATE in UTC, if it has one;
    `checked` what we found out about its sender ourselves.
    """

    uid: int
    content: bytes
    arrived_at: datetime | None
    checked: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of a mailbox, selected on a connection. Methods raise IMAPClientError and OSError."""

    client: Client
    mailbox: Mailbox
    uidvalidity: int
    uidnext: int
    keywords: bool

    @classmethod
    def select(cls, client: Client, mailbox: Mailbox) -> Self:
        """SELECT the folder afresh: its UIDVALIDITY may have changed since the last time."""
        client.normalise_times = False
        answer = client.select_folder(mailbox.folder)
        client.new_mail_was_announced()  # what SELECT itself says is no news
        return cls(
            client=client,
            mailbox=mailbox,
            uidvalidity=answer[b"UIDVALIDITY"],
            uidnext=answer.get(b"UIDNEXT", 0),
            keywords=ANY_KEYWORD in answer.get(b"PERMANENTFLAGS", ()),
        )

    def uids(self, above: int = 0) -> list[int]:
        """Every UID above the given one, in order."""
        found: set[int] = set()
        low = above + 1
        while low + SEARCH_WINDOW < self.uidnext:
            found.update(self.client.search(["UID", f"{low}:{low + SEARCH_WINDOW - 1}"]))
            low += SEARCH_WINDOW
        found.update(self.client.search(["UID", f"{low}:*"]))
        return sorted(uid for uid in found if uid > above)  # "n:*" names the last mail even when its UID is below n

    def not_marked(self) -> set[int]:
        """The mails that do not yet show that they are committed."""
        if self.mailbox.processed_folder:
            return set(self.client.search(["UNDELETED"]))
        return set(self.client.search(["UNKEYWORD", STORED.decode()] if self.keywords else ["UNSEEN"]))

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """RFC822.SIZE in bytes, of those of the mails that are still there."""
        answer = self.client.fetch(uids, [SIZE])
        return {uid: answer[uid].get(SIZE, 0) for uid in uids if uid in answer}

    def fetch(self, uids: Sequence[int]) -> list[Fetched]:
        """The bytes of those of the mails that are still there, without marking them as seen."""
        answer = self.client.fetch(uids, [b"BODY.PEEK[]", INTERNALDATE])
        return [_fetched(uid, answer[uid]) for uid in uids if uid in answer]

    def mark_stored(self, uids: Sequence[int]) -> None:
        """Show that the mails are committed: MOVE them away, or flag them. Call it only after the commit."""
        if not uids:
            return
        if self.mailbox.processed_folder:
            self._move(uids)
        else:
            self.client.add_flags(uids, [SEEN, STORED] if self.keywords else [SEEN], silent=True)

    def mark_oversize(self, uid: int) -> None:
        """Draw a person's eye to a mail that is too large to take in; it stays where it is, unread."""
        self.client.add_flags([uid], [FLAGGED, OVERSIZE] if self.keywords else [FLAGGED], silent=True)

    def make_processed_folder(self) -> None:
        """Create the folder that committed mails are moved to, where it is missing."""
        name = self.mailbox.processed_folder
        if name and not self.client.folder_exists(name):
            self.client.create_folder(name)

    def _move(self, uids: Sequence[int]) -> None:
        if self.client.has_capability("MOVE"):
            self.client.move(uids, self.mailbox.processed_folder)
            return
        self.client.copy(uids, self.mailbox.processed_folder)
        self.client.add_flags(uids, [DELETED], silent=True)
        if self.client.has_capability("UIDPLUS"):  # a plain EXPUNGE would remove what other programs marked, too
            self.client.uid_expunge(uids)


def batches(sizes: dict[int, int], most: int, most_bytes: int) -> Iterator[list[int]]:
    """Cut the mails, in the order of their UIDs, into batches of at most `most` mails and about `most_bytes` bytes.

    A mail larger than `most_bytes` is a batch of its own.
    """
    batch: list[int] = []
    total = 0
    for uid in sorted(sizes):
        if batch and (len(batch) >= most or total + sizes[uid] > most_bytes):
            yield batch
            batch, total = [], 0
        batch.append(uid)
        total += sizes[uid]
    if batch:
        yield batch


def _fetched(uid: int, answer: dict[bytes, object]) -> Fetched:
    content = answer.get(BODY)
    if not isinstance(content, bytes):
        raise Unfetchable("the server answered without the bytes of the mail")
    arrived_at = answer.get(INTERNALDATE)
    return Fetched(uid, content, arrived_at.astimezone(UTC) if isinstance(arrived_at, datetime) else None)
