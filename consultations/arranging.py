"""Who looks at a case, and when: take the next one, assign, snooze, escalate. None of it reaches the client."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, select

from accounts.models import Person
from accounts.roles import Role
from consultations import audit, cases, claims, notes, repository
from consultations.desk import Desk
from consultations.desk_models import Claim
from consultations.lifecycle import CaseState
from consultations.models import Consultation
from consultations.refusals import ChangedError, DecisionError

LONGEST_SNOOZE = timedelta(days=30)
"""Longer than any claim waits for a missing record; what sleeps longer is forgotten."""


def take_next(desk: Desk, session: Session, person: Person) -> Consultation | None:
    """Claim the case in review that is due first, is not snoozed, and is nobody else's; None when there is none.

    Two who ask at once get two cases: whoever comes second waits for the row, and then looks on.
    """
    now = desk.clock()
    others = select(Claim.consultation_id).where(Claim.until > now, Claim.person_id != person.id)
    candidates = session.exec(
        select(Consultation.number)
        .where(
            Consultation.state == CaseState.IN_REVIEW,
            or_(col(Consultation.snoozed_until).is_(None), col(Consultation.snoozed_until) <= now),
            or_(col(Consultation.assigned_to).is_(None), Consultation.assigned_to == person.id),
            col(Consultation.id).not_in(others),
        )
        .order_by(col(Consultation.due_at))
        .limit(20)
    ).all()
    for number in candidates:
        try:
            claims.claim(desk, session, number, person)
        except ChangedError:
            continue
        return repository.consultation(session, number)
    return None


def assign(desk: Desk, session: Session, number: str, to: Person | None, person: Person) -> None:
    """Say who should answer the case; None: anybody. Raises DecisionError for somebody who may not."""
    consultation = repository.consultation(session, number, lock=True)
    if consultation.state not in claims.CLAIMABLE:
        raise ChangedError(f"{number} is {_words(consultation)}; there is nobody to assign it to.")
    if to is not None and to.role not in {Role.CONSULTANT, Role.LEAD}:
        raise DecisionError(f"{to.name} is no consultant, so no case can be assigned to them.")
    consultation.assigned_to = to.id if to else None
    session.add(consultation)
    audit.record(session, consultation.number, "assigned", person.email, desk.clock(), to=to.id if to else 0)


def snooze(desk: Desk, session: Session, number: str, until: datetime, person: Person) -> None:
    """Take a case in review out of the way until then; a mail from the client wakes it before. Raises DecisionError."""
    consultation = _in_review(desk, session, number, person)
    if not desk.clock() < until <= desk.clock() + LONGEST_SNOOZE:
        raise DecisionError(f"Snooze it until a time to come, within {LONGEST_SNOOZE.days} days.")
    consultation.snoozed_until = until
    session.add(consultation)
    audit.record(session, consultation.number, "snoozed", person.email, desk.clock(), until=until.isoformat())
    claims.release(desk, session, number, person)


def wake(desk: Desk, session: Session, number: str, person: Person) -> None:
    """Bring a snoozed case back now; nothing happens when it is awake."""
    consultation = repository.consultation(session, number, lock=True)
    if consultation.snoozed_until is not None and consultation.snoozed_until > desk.clock():
        consultation.snoozed_until = None
        session.add(consultation)
        audit.record(session, consultation.number, "woken", person.email, desk.clock())


def escalate(desk: Desk, session: Session, number: str, reason: str, person: Person) -> None:
    """Put a case before a lead; the reason is kept as a note on it. Raises DecisionError without one."""
    consultation = _in_review(desk, session, number, person)
    if not reason.strip():
        raise DecisionError("Write what the lead should look at.")
    notes.add(desk, session, consultation, reason, person)
    consultation.assigned_to = None
    cases.move(desk, session, consultation, CaseState.ESCALATED, "escalated", person.email)
    claims.release(desk, session, number, person)


def take_back(desk: Desk, session: Session, number: str, person: Person) -> None:
    """A lead takes an escalated case, to answer it. Raises DecisionError for anybody else."""
    consultation = repository.consultation(session, number, lock=True)
    if consultation.state is not CaseState.ESCALATED:
        raise ChangedError(f"{number} is {_words(consultation)}, not escalated.")
    if person.role is not Role.LEAD:
        raise DecisionError(f"{number} waits for a lead; only a lead takes an escalated case.")
    consultation.assigned_to = person.id
    cases.move(desk, session, consultation, CaseState.IN_REVIEW, "escalation_taken", person.email)


def _in_review(desk: Desk, session: Session, number: str, person: Person) -> Consultation:
    consultation = repository.consultation(session, number, lock=True)
    if consultation.state is not CaseState.IN_REVIEW:
        raise ChangedError(f"{number} is {_words(consultation)}, not in review.")
    claims.require_free(desk, session, consultation, person)
    return consultation


def _words(consultation: Consultation) -> str:
    return consultation.state.replace("_", " ")
