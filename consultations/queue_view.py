"""The lists that a desk works from: cases by what they wait for, and mail that waits for a person."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from accounts.clients import organisation_names
from consultations import drafting, repository
from consultations.answers import Answer, Result
from consultations.desk import Desk
from consultations.filing import cut, open_filed
from consultations.lifecycle import CaseState, MailReason, MailState
from consultations.messages import Address
from consultations.models import Consultation, InboundMail, JobKind


class Shelf(StrEnum):
    """Where a case lies on the desk."""

    REVIEW = "review"
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


STATES: dict[Shelf, tuple[CaseState, ...]] = {
    Shelf.REVIEW: (CaseState.IN_REVIEW, CaseState.ESCALATED, CaseState.DRAFTING),
    Shelf.WAITING: (CaseState.WAITING_FOR_CLIENT,),
    Shelf.SENT: (CaseState.APPROVED, CaseState.ANSWERED, CaseState.DECLINED, CaseState.CLOSED),
    Shelf.FAILED: (CaseState.FAILED,),
}
SHOWN_OF_A_MAIL = 2_000
"""Characters: enough to judge whether a mail is a case, with 200 of them on one page."""

MAIL_FOR_A_PERSON = (MailState.HELD, MailState.QUARANTINED, MailState.PARKED)


@dataclass(frozen=True, slots=True)
class Entry:
    """One case in a list, with the codes of its newest draft, and counts of its code lines and checks."""

    number: str
    topic: str
    organisation: str
    state: CaseState
    due_at: datetime
    drafted: bool = False
    codes: tuple[str, ...] = ()
    failing: int = 0
    warnings: int = 0
    unchecked: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """How much lies on each shelf, and how many mails wait for a person."""

    shelves: dict[Shelf, int]
    held: int


@dataclass(frozen=True, slots=True)
class Glance:
    """What the list shows of a mail; `text` has SHOWN_OF_A_MAIL characters at most, and says when there are more."""

    sender: Address
    subject: str = field(repr=False)
    text: str = field(repr=False)
    signature: str = ""


@dataclass(frozen=True, slots=True)
class HeldMail:
    """A mail that waits for a person. `glance` is None when it could not be read, or may not be opened.

    `being_read` says that it was released and is about to be read again: its reason is the one of before.
    """

    mail_id: int
    source: str
    state: MailState
    reason: str
    detail: str
    verdict: str
    released_by: str
    being_read: bool
    received_at: datetime
    size: int
    organisation: str
    glance: Glance | None = field(repr=False)


def entries(desk: Desk, session: Session, shelf: Shelf) -> tuple[Entry, ...]:
    """The cases of a shelf: due first, or for sent ones the newest first."""
    look_up = repository.cases_lately_in if shelf is Shelf.SENT else repository.cases_in
    return entries_of(desk, session, look_up(session, *STATES[shelf]))


def entries_of(desk: Desk, session: Session, cases: Sequence[Consultation]) -> tuple[Entry, ...]:
    """These cases as a list shows them, in the order given."""
    organisations = organisation_names(session, {case.organisation_id for case in cases})
    drafts = repository.newest_drafts(session, [case.id for case in cases])
    listed = []
    for case in cases:
        draft = drafts.get(case.id)
        answer = drafting.open_draft(desk, case, draft) if draft else None
        listed.append(
            Entry(
                number=case.number,
                topic=case.topic,
                organisation=organisations[case.organisation_id],
                state=case.state,
                due_at=case.due_at,
                drafted=answer is not None,
                codes=tuple(line.code for line in answer.code_lines) if answer else (),
                failing=len(answer.blocking) if answer else 0,
                warnings=_count(answer, Result.WARNING),
                unchecked=_count(answer, Result.NOT_RUN),
            )
        )
    return tuple(listed)


def _count(answer: Answer | None, result: Result) -> int:
    if answer is None:
        return 0
    found = [line.result for line in answer.code_lines] + [check.result for check in answer.checks]
    return found.count(result)


def counts(session: Session) -> Counts:
    """What the tabs say."""
    cases = repository.counts_by_state(session)
    mails = repository.mail_counts_by_state(session)
    return Counts(
        shelves={shelf: sum(cases.get(state, 0) for state in states) for shelf, states in STATES.items()},
        held=sum(mails.get(state, 0) for state in MAIL_FOR_A_PERSON),
    )


def held_mails(desk: Desk, session: Session) -> tuple[HeldMail, ...]:
    """Mail that waits for a person, oldest first."""
    mails = repository.mails_in(session, *MAIL_FOR_A_PERSON)
    known = {mail.organisation_id for mail in mails if mail.organisation_id is not None}
    organisations = organisation_names(session, known)
    being_read = repository.rows_with_work(session, JobKind.INTAKE, [mail.id for mail in mails])
    return tuple(
        HeldMail(
            mail_id=mail.id,
            source=mail.source,
            state=mail.state,
            reason=mail.reason,
            detail=mail.detail,
            verdict=mail.verdict,
            released_by=mail.released_by,
            being_read=mail.id in being_read,
            received_at=mail.received_at,
            size=mail.size,
            organisation=organisations.get(mail.organisation_id or 0, ""),
            glance=_glance(desk, mail),
        )
        for mail in mails
    )


def waits_for_a_person(session: Session, mail_id: int) -> bool:
    """Whether this mail is one of `held_mails`; its row is locked for the transaction."""
    mail = session.get(InboundMail, mail_id, with_for_update=True)
    return mail is not None and mail.state in MAIL_FOR_A_PERSON


def _glance(desk: Desk, mail: InboundMail) -> Glance | None:
    """Case content of an organisation without an agreement stays closed (45 CFR 164.504(e))."""
    filed = None if mail.reason == MailReason.NO_AGREEMENT else open_filed(desk.vault, mail)
    if filed is None:
        return None
    return Glance(filed.sender, filed.subject, cut(filed.reply_text, SHOWN_OF_A_MAIL), filed.signature)
