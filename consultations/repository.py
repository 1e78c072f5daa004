"""Every query of the domain that more than one use case asks. Nothing here changes a row."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import defer
from sqlmodel import Session, case, col, func, select, tuple_
from sqlmodel.sql.expression import SelectOfScalar

from config.errors import CaseConsultantError
from consultations.lifecycle import CaseState, MailReason, MailState, OutState
from consultations.models import (
    Approval,
    Consultation,
    Draft,
    InboundMail,
    Job,
    JobKind,
    JobState,
    OutboundMail,
    OutKind,
    ThreadLink,
)

Row = TypeVar("Row")


class NotFoundError(CaseConsultantError):
    """Nothing goes by that number; the message says where to look."""


def consultation(session: Session, number: str, *, lock: bool = False) -> Consultation:
    """The case of that number, locked for the transaction when asked; raises NotFoundError."""
    query = select(Consultation).where(Consultation.number == number.strip().upper())
    found = session.exec(_locking(query) if lock else query).first()
    if found is None:
        raise NotFoundError(f"There is no case {number}. `caseconsultant review list` shows the open ones.")
    return found


def locked(session: Session, consultation_id: int) -> Consultation:
    """The case of a row that refers to it, locked for the transaction."""
    return session.exec(_locking(select(Consultation).where(Consultation.id == consultation_id))).one()


def latest_draft(session: Session, consultation_id: int) -> Draft | None:
    """The newest version, or None before the first."""
    return session.exec(
        select(Draft).where(Draft.consultation_id == consultation_id).order_by(col(Draft.version).desc()).limit(1)
    ).first()


def drafts_of(session: Session, consultation_id: int) -> Sequence[Draft]:
    """Every version, the first one first."""
    return session.exec(
        select(Draft).where(Draft.consultation_id == consultation_id).order_by(col(Draft.version))
    ).all()


def newest_drafts(session: Session, consultation_ids: Sequence[int]) -> dict[int, Draft]:
    """The newest version of each of these cases that has one, by the case's key; answers stay in the database."""
    newest = (
        select(Draft.consultation_id, func.max(Draft.version))
        .where(col(Draft.consultation_id).in_(consultation_ids))
        .group_by(col(Draft.consultation_id))
    )
    query = select(Draft).where(tuple_(col(Draft.consultation_id), col(Draft.version)).in_(newest))
    drafts = session.exec(query.options(defer(Draft.answer))).all()  # type: ignore[arg-type]
    return {draft.consultation_id: draft for draft in drafts}


def mails_of(session: Session, consultation_id: int) -> Sequence[InboundMail]:
    """The mails filed on a case, oldest first."""
    return session.exec(
        select(InboundMail).where(InboundMail.consultation_id == consultation_id).order_by(col(InboundMail.id))
    ).all()


def mails(session: Session, mail_ids: Sequence[int]) -> dict[int, InboundMail]:
    """These mails, by key."""
    found = session.exec(select(InboundMail).where(col(InboundMail.id).in_(mail_ids))).all()
    return {mail.id: mail for mail in found}


def mail_sizes(session: Session, mail_ids: Sequence[int]) -> dict[int, int]:
    """How many bytes each of these mails has."""
    return dict(session.exec(select(InboundMail.id, InboundMail.size).where(col(InboundMail.id).in_(mail_ids))).all())


def client_mails_of(session: Session, consultation_id: int) -> Sequence[InboundMail]:
    """The mails that people wrote on a case, in the order of their filing; machines' mail is left out."""
    return session.exec(
        select(InboundMail)
        .where(InboundMail.consultation_id == consultation_id, col(InboundMail.filing).is_not(None))
        .order_by(col(InboundMail.filing))
    ).all()


def cases_in(session: Session, *states: CaseState, limit: int = 200) -> Sequence[Consultation]:
    """Cases in these states, the one that is due first at the top."""
    return session.exec(
        select(Consultation).where(col(Consultation.state).in_(states)).order_by(col(Consultation.due_at)).limit(limit)
    ).all()


def cases_by_link(session: Session, message_id_hashes: Sequence[str], organisation_id: int) -> dict[str, Consultation]:
    """For each of these Message-IDs that a case of the organisation has: the newest such case."""
    rows = session.exec(
        select(ThreadLink.message_id_hash, Consultation)
        .join(Consultation, col(ThreadLink.consultation_id) == Consultation.id)
        .where(col(ThreadLink.message_id_hash).in_(message_id_hashes), Consultation.organisation_id == organisation_id)
        .order_by(col(Consultation.id))
    ).all()
    return dict(rows)


def mails_in(session: Session, *states: MailState, limit: int = 200) -> Sequence[InboundMail]:
    """Mails in these states, oldest first; their bytes stay in the database, for 200 of them may be gigabytes."""
    return session.exec(
        select(InboundMail)
        .where(col(InboundMail.state).in_(states))
        .order_by(col(InboundMail.id))
        .limit(limit)
        .options(defer(InboundMail.raw))  # type: ignore[arg-type]
    ).all()


def intake_put_back_for(session: Session, reasons: Collection[str]) -> tuple[int, datetime | None]:
    """How many mails wait to be admitted because their last attempt ended so, and when the first of them came."""
    count, oldest = session.exec(
        select(func.count(), func.min(InboundMail.received_at))
        .select_from(Job)
        .join(InboundMail, col(Job.row_id) == InboundMail.id)
        .where(
            Job.kind == JobKind.INTAKE,
            col(Job.state).in_((JobState.READY, JobState.LEASED)),
            col(Job.reason).in_(reasons),
        )
    ).one()
    return count, oldest


def held_for(session: Session, organisation_id: int, reason: MailReason) -> Sequence[InboundMail]:
    """An organisation's mails held for one reason, in the order they came."""
    return session.exec(
        select(InboundMail)
        .where(
            InboundMail.state == MailState.HELD,
            InboundMail.organisation_id == organisation_id,
            InboundMail.reason == reason,
        )
        .order_by(col(InboundMail.id))
    ).all()


def organisations_held_for(session: Session, reason: MailReason) -> Sequence[int | None]:
    """Whose mail is held for one reason; in one order for all who lock several organisations."""
    return session.exec(
        select(InboundMail.organisation_id)
        .where(InboundMail.state == MailState.HELD, InboundMail.reason == reason)
        .distinct()
        .order_by(col(InboundMail.organisation_id))
    ).all()


def outbound_of(session: Session, consultation_id: int) -> Sequence[OutboundMail]:
    """What we wrote about a case, oldest first."""
    return session.exec(
        select(OutboundMail).where(OutboundMail.consultation_id == consultation_id).order_by(col(OutboundMail.id))
    ).all()


def outbound_in(session: Session, *groups: Collection[OutState], limit: int = 200) -> Sequence[OutboundMail]:
    """Outgoing mails in these states, one group of states after the other, the oldest of each first."""
    rank = case(*((col(OutboundMail.state).in_(group), place) for place, group in enumerate(groups)))
    states = [state for group in groups for state in group]
    return session.exec(
        select(OutboundMail)
        .where(col(OutboundMail.state).in_(states))
        .order_by(rank, col(OutboundMail.id))
        .limit(limit)
    ).all()


def handed_in_since(session: Session, since: datetime, limit: int) -> Sequence[datetime]:
    """When the next server took our newest mails, the newest first, none before `since`, at most `limit`."""
    query = select(OutboundMail.sent_at).where(col(OutboundMail.sent_at) > since)
    return [at for at in session.exec(query.order_by(col(OutboundMail.sent_at).desc()).limit(limit)) if at]


def outbound_by_message_id(session: Session, message_id: str) -> OutboundMail | None:
    """Our mail with that Message-ID, or None. Lock its case before you lock it."""
    return session.exec(_locking(select(OutboundMail).where(OutboundMail.message_id == message_id))).first()


def answered_draft(session: Session, consultation_id: int) -> Draft | None:
    """The draft that the client was sent last, or None."""
    return session.exec(
        select(Draft)
        .join(Approval, col(Approval.draft_id) == Draft.id)
        .join(OutboundMail, col(OutboundMail.approval_id) == Approval.id)
        .where(Draft.consultation_id == consultation_id, OutboundMail.state == OutState.SENT)
        .order_by(col(OutboundMail.id).desc())
        .limit(1)
    ).first()


def came_back(session: Session, consultation_ids: Collection[int]) -> dict[int, OutboundMail]:
    """For each of these cases: the answer or question that we wrote last, if that one could not be delivered."""
    last = (
        select(func.max(OutboundMail.id))
        .where(
            col(OutboundMail.consultation_id).in_(consultation_ids),
            col(OutboundMail.kind).in_([OutKind.ANSWER, OutKind.QUESTION]),
            OutboundMail.state != OutState.CANCELLED,
        )
        .group_by(col(OutboundMail.consultation_id))
    )
    found = session.exec(
        select(OutboundMail).where(col(OutboundMail.id).in_(last), OutboundMail.state == OutState.UNDELIVERABLE)
    ).all()
    return {mail.consultation_id: mail for mail in found if mail.consultation_id is not None}


def answers_waiting(session: Session, consultation_id: int) -> Sequence[OutboundMail]:
    """Answers of a case that have not left yet, locked."""
    return session.exec(
        _locking(
            select(OutboundMail).where(
                OutboundMail.consultation_id == consultation_id,
                OutboundMail.kind == OutKind.ANSWER,
                OutboundMail.state == OutState.PENDING,
            )
        )
    ).all()


def jobs_in(session: Session, *states: JobState, limit: int = 200) -> Sequence[Job]:
    """Jobs in these states, oldest first."""
    return session.exec(select(Job).where(col(Job.state).in_(states)).order_by(col(Job.id)).limit(limit)).all()


def how_many(
    session: Session,
    rows: type[Consultation | InboundMail | OutboundMail | Job],
    *states: CaseState | MailState | OutState | JobState,
) -> int:
    """How many rows of a table are in these states: what a list that ends at its limit leaves out."""
    return session.exec(select(func.count()).select_from(rows).where(col(rows.state).in_(states))).one()


def rows_with_work(session: Session, kind: JobKind, row_ids: Sequence[int]) -> set[int]:
    """Which of these rows have a job of that kind that is ready or being done."""
    query = select(Job.row_id).where(
        Job.kind == kind,
        col(Job.row_id).in_(row_ids),
        col(Job.state).in_([JobState.READY, JobState.LEASED]),
    )
    return set(session.exec(query).all())


def is_there(session: Session) -> bool:
    """Whether the tables answer: True, or the error of a database that is away."""
    session.exec(select(Consultation.id).limit(1)).first()
    return True


def _locking(query: SelectOfScalar[Row]) -> SelectOfScalar[Row]:
    """Lock the rows, and read them afresh: who waited for a lock must not act on what it read before the wait."""
    return query.with_for_update().execution_options(populate_existing=True)
