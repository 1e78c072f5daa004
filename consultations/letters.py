"""Everything that we send, as values: one class a template folder in `templates/email/`.

A letter says what; `mailer.render` says how it looks. No letter quotes the client's own text back.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from consultations.answers import Answer


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the client stands in the plan this month; counts are consultations. A negative limit is no limit."""

    plan: str
    used: int
    limit: int
    renews_on: date

    @property
    def left(self) -> int:
        """Consultations left until the plan renews; never below 0 after a downgrade."""
        return max(self.limit - self.used, 0)


@dataclass(frozen=True, slots=True)
class CameBack:
    """An earlier mail of ours on the case that could not be delivered; `why` as the client reads it."""

    written_at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class AnswerLetter:
    """The approved answer. `came_back` is the mail before it, where that one did not arrive."""

    template: ClassVar[str] = "answer"
    case_number: str
    greeting: str
    answer: Answer = field(repr=False)
    reviewer: str
    credential: str
    approved_at: datetime
    standing: Standing
    follow_up_days: int
    came_back: CameBack | None = None


@dataclass(frozen=True, slots=True)
class QuestionLetter:
    """A consultant asks the client for what is missing."""

    template: ClassVar[str] = "question"
    case_number: str
    greeting: str
    question: str = field(repr=False)
    reviewer: str
    credential: str


@dataclass(frozen=True, slots=True)
class AcknowledgementLetter:
    """A case was opened: its number, when the answer is due, what is left of the plan."""

    template: ClassVar[str] = "acknowledgement"
    case_number: str
    greeting: str
    due_at: datetime
    standing: Standing


@dataclass(frozen=True, slots=True)
class OverQuotaLetter:
    """The mail is kept and waits: the plan is used up until it renews or is upgraded."""

    template: ClassVar[str] = "over_quota"
    greeting: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class UnknownSenderLetter:
    """The sender is real but has no account here; the mail is kept for a person."""

    template: ClassVar[str] = "unknown_sender"


@dataclass(frozen=True, slots=True)
class AgreementMissingLetter:
    """The organisation has no business associate agreement on file, so the case was not opened."""

    template: ClassVar[str] = "agreement_missing"
    greeting: str


@dataclass(frozen=True, slots=True)
class EncryptedLetter:
    """The mail is encrypted in a way (`S/MIME`, `OpenPGP`) that we cannot open, so the case was not opened."""

    template: ClassVar[str] = "encrypted"
    greeting: str
    method: str


@dataclass(frozen=True, slots=True)
class DeclinedLetter:
    """A consultant declined the case; the consultation was given back to the plan."""

    template: ClassVar[str] = "declined"
    case_number: str
    greeting: str
    reason: str = field(repr=False)
    reviewer: str
    credential: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class UndeliveredLetter:
    """Our `kind` of mail did not arrive at `addr`, another address of the client, who can do what `remedy` says."""

    template: ClassVar[str] = "undelivered"
    case_number: str
    greeting: str
    kind: str
    written_at: datetime
    addr: str
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class InvitationLetter:
    """Somebody may sign in from now on: the link opens a page where they choose a password, for so many hours."""

    template: ClassVar[str] = "invitation"
    greeting: str
    addr: str
    link: str = field(repr=False)
    hours: int


@dataclass(frozen=True, slots=True)
class NewPasswordLetter:
    """Somebody asked for a new password in their name; the link opens a page where they choose it."""

    template: ClassVar[str] = "new_password"
    greeting: str
    link: str = field(repr=False)
    hours: int


@dataclass(frozen=True, slots=True)
class TrialLetter:
    """A mail that tries the way out; it never passes through the outbox."""

    template: ClassVar[str] = "trial"


Letter = (
    AnswerLetter
    | QuestionLetter
    | AcknowledgementLetter
    | OverQuotaLetter
    | UnknownSenderLetter
    | AgreementMissingLetter
    | EncryptedLetter
    | DeclinedLetter
    | UndeliveredLetter
    | InvitationLetter
    | NewPasswordLetter
    | TrialLetter
)
