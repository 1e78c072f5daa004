"""The tables of the domain. Rows stay at the border: use cases take and give the values of the other files.

Case content stands only in `CaseText` columns, sealed with the data key of its case, or of its mail before there is
a case (`sealing.py`).
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from config.columns import RowId, UtcDateTime, new_row_id, text_of
from consultations.lifecycle import CaseState, MailState, OutState
from consultations.sealing import CaseText, Sealed


def _key() -> int:
    """A row key, made before the insert."""
    return Field(default_factory=new_row_id, sa_type=RowId, primary_key=True)  # type: ignore[no-any-return]


class Consultation(SQLModel, table=True):
    """One case. `number` is what people see; the answer goes to whoever wrote its newest mail.

    `answer_to` is another address of the client's that a person chose instead, until the next mail is filed.
    `merged_into` is the case that its mails went to; `subject_hash` finds others of the same subject. `assigned_to` is
    the person who should answer it; until `snoozed_until` it is out of the way (`arranging.py`).
    """

    __table_args__ = (
        Index("consultation_due", "state", "due_at"),
        Index("consultation_received", "state", "received_at"),
    )

    id: int = _key()
    number: str = Field(unique=True)
    organisation_id: int = Field(sa_column=Column(RowId, ForeignKey("organisation.id"), index=True, nullable=False))
    state: CaseState = Field(sa_type=text_of(CaseState))
    topic: str = "Coding question"
    received_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    quota_reference: str
    answer_to: int | None = Field(default=None, sa_type=RowId)
    merged_into: int | None = Field(default=None, sa_type=RowId)
    subject_hash: str = Field(default="", index=True, sa_column_kwargs={"server_default": ""})
    assigned_to: int | None = Field(default=None, sa_type=RowId)
    snoozed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    data_key: bytes


class ThreadChoice(StrEnum):
    """What a person decided about a mail whose sender had not written on the case that it continues."""

    UNDECIDED = ""
    JOINS = "joins"
    OWN_CASE = "own_case"


class InboundMail(SQLModel, table=True):
    """One mail as it was accepted, and what became of it. The same mail in one source is one row.

    `filing` sorts what people wrote on a case by when it was filed, which for released mail is long after it came.
    `attached` is the text of its attachments, from when they were read.
    """

    __tablename__ = "inbound_mail"
    __table_args__ = (UniqueConstraint("source", "identity"),)

    id: int = _key()
    source: str
    identity: str
    state: MailState = Field(sa_type=text_of(MailState), index=True)
    reason: str = ""
    detail: str = ""
    received_at: datetime = Field(sa_type=UtcDateTime)
    size: int
    session_user: str = ""
    verdict: str = ""
    released_by: str = ""
    thread: ThreadChoice = Field(
        default=ThreadChoice.UNDECIDED, sa_type=text_of(ThreadChoice), sa_column_kwargs={"server_default": ""}
    )
    filing: int | None = Field(default=None, sa_type=RowId)
    organisation_id: int | None = Field(default=None, sa_type=RowId)
    consultation_id: int | None = Field(
        default=None, sa_column=Column(RowId, ForeignKey("consultation.id"), index=True, nullable=True)
    )
    data_key: bytes
    raw: Sealed = Field(sa_type=CaseText)
    envelope: Sealed = Field(sa_type=CaseText)
    filed: Sealed | None = Field(default=None, sa_type=CaseText)
    attached: Sealed | None = Field(default=None, sa_type=CaseText)

    model_config = {"arbitrary_types_allowed": True}


class ImapEntry(SQLModel, table=True):
    """The ledger of what was fetched from where, so that a mailbox resumes after any time offline."""

    __tablename__ = "imap_entry"
    __table_args__ = (UniqueConstraint("source", "folder", "uidvalidity", "uid"),)

    id: int = _key()
    source: str
    folder: str
    uidvalidity: int = Field(sa_type=RowId)
    uid: int = Field(sa_type=RowId)
    inbound_mail_id: int = Field(sa_type=RowId)


class ThreadLink(SQLModel, table=True):
    """A Message-ID, as a keyed hash, that belongs to a consultation: a mail's own, or one that it refers to."""

    __tablename__ = "thread_link"
    __table_args__ = (UniqueConstraint("message_id_hash", "consultation_id"),)

    id: int = _key()
    message_id_hash: str
    consultation_id: int = Field(sa_column=Column(RowId, ForeignKey("consultation.id"), index=True, nullable=False))


class Draft(SQLModel, table=True):
    """One immutable version of an answer. `sha256` binds the answer and its recipient (`answers.digest`).

    `newest_filing` is the `InboundMail.filing` of the newest mail that the draft has read: an approval is refused when
    another came since. What lists show of the answer stands beside it, so that no list opens answers: how many code
    lines and checks fail, warn or were not run, and `codes`, parted by spaces (None in older drafts).
    """

    __table_args__ = (UniqueConstraint("consultation_id", "version"),)

    id: int = _key()
    consultation_id: int = Field(sa_column=Column(RowId, ForeignKey("consultation.id"), nullable=False))
    version: int
    author: str
    sha256: str
    newest_filing: int = Field(sa_type=RowId)
    created_at: datetime = Field(sa_type=UtcDateTime)
    failing: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    warnings: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    unchecked: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    codes: Sealed | None = Field(default=None, sa_type=CaseText)
    answer: Sealed = Field(sa_type=CaseText)

    model_config = {"arbitrary_types_allowed": True}


class Approval(SQLModel, table=True):
    """A person's decision for exactly one draft."""

    id: int = _key()
    consultation_id: int = Field(sa_column=Column(RowId, ForeignKey("consultation.id"), nullable=False))
    draft_id: int = Field(sa_column=Column(RowId, ForeignKey("draft.id"), nullable=False))
    draft_sha256: str
    person_id: int = Field(sa_column=Column(RowId, ForeignKey("person.id"), nullable=False))
    at: datetime = Field(sa_type=UtcDateTime)
    reason: Sealed | None = Field(default=None, sa_type=CaseText)

    model_config = {"arbitrary_types_allowed": True}


class Precedent(SQLModel, table=True):
    """What an approved answer reported, without identifiers and dates (`precedents.Told`), sealed with its case's key.

    `lesson` is set where a person had amended the assistant's draft: what should have come of which words.
    """

    id: int = _key()
    consultation_id: int = Field(sa_column=Column(RowId, ForeignKey("consultation.id"), nullable=False))
    draft_id: int = Field(sa_column=Column(RowId, ForeignKey("draft.id"), unique=True, nullable=False))
    organisation_id: int = Field(sa_column=Column(RowId, ForeignKey("organisation.id"), index=True, nullable=False))
    at: datetime = Field(sa_type=UtcDateTime)
    told: Sealed = Field(sa_type=CaseText)
    lesson: Sealed | None = Field(default=None, sa_type=CaseText)

    model_config = {"arbitrary_types_allowed": True}


class PrecedentTerm(SQLModel, table=True):
    """A code, topic or word of a precedent, as a keyed hash: it can be looked up, and tells nothing."""

    __tablename__ = "precedent_term"
    __table_args__ = (UniqueConstraint("term", "precedent_id"),)

    id: int = _key()
    term: str
    precedent_id: int = Field(sa_column=Column(RowId, ForeignKey("precedent.id"), index=True, nullable=False))


class OutKind(StrEnum):
    """What a mail of ours is. Acknowledgements and notices are automatic; answers and questions are a person's."""

    ANSWER = "answer"
    QUESTION = "question"
    ACKNOWLEDGEMENT = "acknowledgement"
    NOTICE = "notice"


class OutboundMail(SQLModel, table=True):
    """The outbox. The Message-ID is fixed before sending; an answer has an approval, which no other mail shares.

    `status` is the enhanced code (RFC 3463) of why it was not delivered, or empty.
    It is sealed with the key of its case, or of the mail that it is about; what is about neither has a `data_key`.
    """

    __tablename__ = "outbound_mail"
    __table_args__ = (
        CheckConstraint("kind <> 'answer' OR approval_id IS NOT NULL", name="answer_needs_approval"),
        Index("outbound_mail_recipient", "recipient_hash", "created_at"),
    )

    id: int = _key()
    kind: OutKind = Field(sa_type=text_of(OutKind))
    template: str
    state: OutState = Field(sa_type=text_of(OutState), index=True)
    consultation_id: int | None = Field(
        default=None, sa_column=Column(RowId, ForeignKey("consultation.id"), index=True, nullable=True)
    )
    inbound_mail_id: int | None = Field(default=None, sa_type=RowId)
    approval_id: int | None = Field(
        default=None, sa_column=Column(RowId, ForeignKey("approval.id"), unique=True, nullable=True)
    )
    message_id: str = Field(unique=True)
    recipient_hash: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    uncertain_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tries: int = 0
    detail: str = ""
    status: str = Field(default="", sa_column_kwargs={"server_default": ""})
    data_key: bytes | None = None
    letter: Sealed = Field(sa_type=CaseText)
    headers: Sealed = Field(sa_type=CaseText)
    mime: Sealed | None = Field(default=None, sa_type=CaseText)

    model_config = {"arbitrary_types_allowed": True}


class JobKind(StrEnum):
    """What there is to do about a row; `workers/handlers.py` names the function for each."""

    INTAKE = "intake"
    READ_ATTACHMENTS = "read_attachments"
    DRAFT = "draft"
    SEND = "send"
    CHECK_JOURNAL = "check_journal"
    KEEP_COPY = "keep_copy"
    KEEP_PRECEDENT = "keep_precedent"
    KEEP_WORDS = "keep_words"


class JobState(StrEnum):
    """READY waits for `not_before`; LEASED is being done; PARKED waits for a person."""

    READY = "ready"
    LEASED = "leased"
    DONE = "done"
    PARKED = "parked"


class Job(SQLModel, table=True):
    """The queue. One row a kind and row: asking again makes the same row ready again (`jobs.py`)."""

    __table_args__ = (UniqueConstraint("kind", "row_id"), Index("job_due", "state", "wake_at"))

    id: int = _key()
    kind: JobKind = Field(sa_type=text_of(JobKind))
    row_id: int = Field(sa_type=RowId)
    state: JobState = Field(sa_type=text_of(JobState))
    attempts: int = 0
    not_before: datetime = Field(sa_type=UtcDateTime)
    wake_at: datetime = Field(sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_token: str | None = None
    reason: str = ""


class ModelQuestion(SQLModel, table=True):
    """What left for a language model, written down before it left, and what became of it.

    It is sealed with the key of its case; what belongs to no case has a data key of its own.
    """

    __tablename__ = "model_question"

    id: int = _key()
    consultation_id: int | None = Field(
        default=None, sa_column=Column(RowId, ForeignKey("consultation.id"), index=True, nullable=True)
    )
    at: datetime = Field(sa_type=UtcDateTime)
    purpose: str
    model: str
    sha256: str
    outcome: str = ""
    tokens_sent: int = 0
    tokens_answered: int = 0
    data_key: bytes | None = None
    text: Sealed = Field(sa_type=CaseText)

    model_config = {"arbitrary_types_allowed": True}
