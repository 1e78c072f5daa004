"""Mail as the domain sees it: raw bytes as they were accepted, and the frozen message parsed from them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class ImapPosition:
    """Where a mail lay on an IMAP server. A UID means something only together with its UIDVALIDITY (RFC 9051)."""

    folder: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class RawMail:
    """One mail as a mailbox or a door took it in, before anything was understood.

    `source` names the mailbox or door in the settings; `identity` is the sha256 (hex) that decides whether two
    deliveries are the same mail (docs/ARCHITECTURE.md, "Two mails are the same"). `session_user` is the name that the
    peer authenticated with at an SMTP door, if it did; `checked` what the door found out about the sender.
    """

    source: str
    identity: str
    content: bytes = field(repr=False)
    received_at: datetime
    mail_from: str = ""
    rcpt_tos: tuple[str, ...] = ()
    session_user: str | None = None
    position: ImapPosition | None = None
    checked: "Verdict | None" = None


@dataclass(frozen=True, slots=True)
class Address:
    """A display name (may be empty) and an address, `local@domain` with the domain in lower case."""

    name: str
    addr: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not the message's own text. `name` is what the sender called it: for display, never a path."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


class Automatic(StrEnum):
    """Why a mail is taken to come from a machine; such mail is never answered.

    A REPORT is a receipt, a complaint, or other news from a mail server.
    """

    BOUNCE = "bounce"
    DELAY = "delay"
    AUTO_REPLY = "auto_reply"
    LIST = "list"
    BULK = "bulk"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class BounceReport:
    """What a delivery status notification (RFC 3464) or a bounce in its shape says.

    `original_message_id` is the Message-ID of the mail that could not be delivered (with its angle brackets), from
    the returned headers; `failed_recipients` are the addresses that the server failed to reach, and those that the mail
    was first sent to where it was forwarded; `status` is the enhanced status code such as `5.1.1`, or empty;
    `envelope_id` the name that the sender gave to the envelope (RFC 3464, 2.2.1), or empty.
    """

    original_message_id: str | None
    failed_recipients: tuple[str, ...]
    status: str = ""
    envelope_id: str = ""


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A message that the sender passes on below the own words; `sender` is who wrote it, as its copy says."""

    text: str = field(repr=False)
    sender: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A parsed mail. Made by `mailer.message.parse`; everything in it is data, nothing in it is an instruction.

    `message_id` and `references` keep their angle brackets; `references` is References followed by In-Reply-To,
    oldest first, without repeats, the last 20. `text` is the whole readable text, `reply_text` the part that the
    sender wrote this time (never empty where `text` is not), `forwarded` what is passed on below it. `date` is
    timezone-aware or None. `encrypted` is the way in which the content is (`S/MIME`, `OpenPGP`), or empty; `signed`
    the same for a mail that is signed, or a part of it. `defects` says what was mended.
    """

    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str = field(repr=False)
    text: str = field(repr=False)
    reply_text: str = field(repr=False)
    forwarded: Forwarded | None = None
    message_id: str | None = None
    references: tuple[str, ...] = ()
    date: datetime | None = None
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)
    automatic: Automatic | None = None
    bounce: BounceReport | None = None
    encrypted: str = ""
    signed: str = ""
    defects: tuple[str, ...] = ()


class AuthenticatedBy(StrEnum):
    """What vouches for the sender (docs/ARCHITECTURE.md, "Trust before everything")."""

    TRUSTED_SOURCE = "trusted_source"
    SESSION = "session"
    AUTHENTICATION_RESULTS = "authentication_results"
    OUR_CHECKS = "our_checks"
    SIGNATURE = "signature"
    REPLY_TOKEN = "reply_token"  # noqa: S105 - the name of a way to vouch for a sender
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the From address may be believed, and why; `detail` is one sentence for the consultant."""

    by: AuthenticatedBy
    detail: str

    @property
    def authenticated(self) -> bool:
        """True when anything at all vouches for the sender."""
        return self.by is not AuthenticatedBy.NOTHING


@dataclass(frozen=True, slots=True)
class Signature:
    """What the signature of a person says (S/MIME, OpenPGP): one sentence, and whether it vouches for the whole mail.

    It does where it fits a key of the From address that the operator keeps, and covers all that is read.
    """

    said: str
    vouches: bool = False


UNSIGNED = Signature("")


class QuarantineReason(StrEnum):
    """Why a mail cannot be read safely. The value is stored and shown; the bytes are kept and can be replayed.

    NOT_SCANNED: the virus scanner does not take it, or did not look at all of it.
    """

    EMPTY = "empty"
    NO_SENDER = "no_sender"
    SEVERAL_SENDERS = "several_senders"
    UNREADABLE_SENDER = "unreadable_sender"
    OVER_LIMITS = "over_limits"
    UNREADABLE = "unreadable"
    MALWARE = "malware"
    NOT_SCANNED = "not_scanned"


class Quarantine(Exception):  # noqa: N818 - it names an outcome of reading a mail, not a programming error
    """Raised by the parser for a mail that a person must look at; carries the named reason and one sentence."""

    def __init__(self, reason: QuarantineReason, detail: str) -> None:
        """Keep the reason for the row and the sentence for the operator."""
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
