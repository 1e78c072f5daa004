"""What the domain asks of the rooms around it. Each port has its real implementation in the room named here."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from config.errors import CaseConsultantError
from consultations.answers import Answer
from consultations.messages import Address, Signature
from consultations.records import AttachedText, CaseRecord


class Assistant(Protocol):
    """Drafts and checks answers (`assistant.Assistant`)."""

    def draft(self, record: CaseRecord) -> Answer:
        """Compose an answer from the record; every code in it comes from the loaded code sets."""
        ...

    def verify(self, answer: Answer, record: CaseRecord) -> Answer:
        """The same answer with its code lines and checks looked at afresh; used for every amendment."""
        ...


class AttachmentReader(Protocol):
    """Takes the text of attachments (`mailer.attachments.confined`)."""

    def read(self, files: Sequence[bytes]) -> tuple[AttachedText, ...]:
        """The text of each file of one mail, in their order; bounded in time. A bad file is told, never raised."""
        ...


class SignatureCheck(Protocol):
    """Checks the signatures that people make, S/MIME and OpenPGP (`mailer.signed.checks`)."""

    def __call__(self, raw: bytes, sender: Address) -> Signature:
        """What the signature of a mail says of its sender; bounded in time, never raises."""
        ...


class ScannerAwayError(OSError):
    """Nothing is scanned now, whatever it is: whoever asks waits. The message is a sentence for the operator."""


class NoVerdictError(Exception):
    """The scanner works, and yet gave no verdict on these bytes in time: to be asked again, with more patience."""


class MalwareScanner(Protocol):
    """Looks for malware (`mailer.clamav`)."""

    def check(self, contents: Iterable[bytes], seconds: float) -> None:
        """Return when all of them are clean, within so many seconds together.

        Raises Quarantine (MALWARE, or NOT_SCANNED for what it does not take), ScannerAwayError or NoVerdictError.
        """
        ...


class UnsureError(CaseConsultantError):
    """A gate is not sure of a text, so the text stays where it is. The message holds no words of it."""


class Gate(Protocol):
    """Takes identifiers and dates out of a text (`assistant.redaction`); a placeholder such as [NAME-1] marks each."""

    def __call__(self, text: str, known: Collection[str]) -> str:
        """The text without them; `known` are names and addresses that the case gives. Raises UnsureError."""
        ...


class Outcome(StrEnum):
    """What became of one attempt to hand a mail to the next server.

    BLOCKED: our own settings stand in the way (no TLS, a certificate that nobody vouches for, a login that is refused).
    """

    SENT = "sent"
    TRY_AGAIN = "try_again"
    BLOCKED = "blocked"
    UNDELIVERABLE = "undeliverable"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Delivery:
    """An outcome and one sentence about it, without addresses or content.

    `status` is the enhanced code (RFC 3463) of a refusal that is about the recipient, or empty.
    """

    outcome: Outcome
    detail: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What an OAuth provider gave: a token that opens the mailbox until `expires_at`, and one that gets the next.

    `refresh` is empty where none is needed; `refresh_expires_at` is None where the provider does not say.
    """

    access: str = field(repr=False)
    expires_at: datetime
    refresh: str = field(default="", repr=False)
    refresh_expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """What is kept of one sign-in. `over` says why nothing but a new sign-in helps; empty: it goes on."""

    tokens: Tokens | None = None
    over: str = ""


class TokenStore(Protocol):
    """Keeps tokens over restarts, shared by all processes (`consultations.oauth_tokens`)."""

    def load(self, name: str) -> Grant:
        """What is kept of this sign-in."""
        ...

    def claim(self, name: str, held: Tokens | None, seconds: float) -> bool:
        """Whether we, and nobody else, may renew `held` for so long; ended by `keep` or `failed`.

        False when it is not what is kept any more: somebody else has renewed it.
        """
        ...

    def keep(self, name: str, tokens: Tokens) -> None:
        """Replace the tokens in one commit, and forget any failure."""
        ...

    def failed(self, name: str, reason: str, *, over: bool) -> None:
        """Note why renewing failed, in a sentence; `over` where only a new sign-in helps."""
        ...


class Transport(Protocol):
    """Hands a finished mail to the next server (`mailer.outbound`).

    `repeatable` is True where sending the same mail twice has the effect of once, as writing a file of the same name.
    """

    @property
    def repeatable(self) -> bool:
        """Whether a mail may be sent again without looking first."""
        ...

    def send(
        self, content: bytes, mail_from: str, recipients: tuple[str, ...], journal: str | None, envelope_id: str = ""
    ) -> Delivery:
        """One SMTP transaction for the recipients and the journal. Refused recipients mean that no DATA was sent.

        `envelope_id` goes with the envelope where the server takes it (RFC 3461): bounces name it, no reader sees it.

        UNCERTAIN is returned only when DATA may have been accepted without our seeing the reply.
        """
        ...


class Journal(Protocol):
    """The mailbox that gets a copy of every transaction (`mailer.journal`): found there means sent."""

    def holds(self, message_id: str) -> bool:
        """Whether a mail with this Message-ID (with angle brackets) lies there. Raises OSError when unreachable."""
        ...


class SentFolder(Protocol):
    """The IMAP folder that keeps a copy of what we sent, for people; it proves nothing (`mailer.sent_folder`)."""

    def keep(self, content: bytes, message_id: str) -> None:
        """Append the copy unless it is there already. Raises OSError when unreachable."""
        ...


@dataclass(frozen=True, slots=True)
class Departure:
    """What is about to leave for a language model: of which case (empty: of none), what for, to which, and the text."""

    case: str
    purpose: str
    model: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens that the questions of a case took so far."""

    sent: int
    answered: int


class ModelLedger(Protocol):
    """Records what leaves for a language model, before it leaves (`consultations.model_use`)."""

    def spent(self, case: str) -> Spent:
        """What the questions of the case took so far."""
        ...

    def leaving(self, departure: Departure) -> int:
        """Commit that this leaves now; returns the entry. Where this raises, nothing may leave."""
        ...

    def returned(self, entry: int, outcome: str, sent: int, answered: int) -> None:
        """What became of it: a sentence without content, and the tokens it took."""
        ...
