"""Who works on a case. A claim ends by itself, so that a case never waits for somebody who went home.

It is no permission: whoever decides about an unclaimed case needs none. It keeps two people from doing the same work.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from accounts.models import Person
from consultations import audit, repository
from consultations.desk import Desk
from consultations.desk_models import Claim, Presence
from consultations.lifecycle import CaseState
from consultations.models import Consultation
from consultations.refusals import ChangedError

CLAIMABLE = frozenset({CaseState.DRAFTING, CaseState.IN_REVIEW, CaseState.ESCALATED, CaseState.FAILED})
STILL_LOOKING = timedelta(seconds=45)
"""An open page asks for news every 15 seconds: after three times without, its reader has left."""


@dataclass(frozen=True, slots=True)
class Working:
    """Who has a case, and until when."""

    person_id: int
    name: str
    until: datetime


class ClaimedError(ChangedError):
    """Somebody else works on the case."""


def holder(desk: Desk, session: Session, consultation_id: int) -> Working | None:
    """Who works on the case now; None when nobody does, or the time of whoever did is over."""
    row = session.exec(
        select(Claim, Person.name)
        .join(Person, col(Person.id) == col(Claim.person_id))
        .where(Claim.consultation_id == consultation_id, Claim.until > desk.clock())
    ).first()
    return Working(row[0].person_id, row[1], row[0].until) if row else None


def claim(desk: Desk, session: Session, number: str, person: Person, *, take_over: bool = False) -> None:
    """Have the case for `claim_minutes`, or for as long again. Raises ClaimedError while somebody else has it, unless
    the person takes it over knowingly.
    """
    consultation = repository.consultation(session, number, lock=True)
    if consultation.state not in CLAIMABLE:
        raise ChangedError(f"{number} is {consultation.state.replace('_', ' ')}; there is nothing to work on.")
    other = _other_holder(desk, session, consultation, person)
    if other is not None and not take_over:
        raise _claimed(desk, number, other)
    mine = session.get(Claim, consultation.id)
    fresh = mine is None or mine.person_id != person.id or mine.until <= desk.clock()
    until = desk.clock() + timedelta(minutes=desk.settings.claim_minutes)
    session.merge(Claim(consultation_id=consultation.id, person_id=person.id, until=until))
    if fresh:
        action = "taken_over" if other is not None else "claimed"
        audit.record(session, consultation.number, action, person.email, desk.clock())


def release(desk: Desk, session: Session, number: str, person: Person) -> None:
    """Give the case back; nothing happens when the person does not have it."""
    consultation = repository.consultation(session, number, lock=True)
    mine = session.get(Claim, consultation.id)
    if mine is not None and mine.person_id == person.id:
        session.delete(mine)
        audit.record(session, consultation.number, "claim_released", person.email, desk.clock())


def require_free(desk: Desk, session: Session, consultation: Consultation, person: Person) -> None:
    """Raise ClaimedError while somebody else works on the case. The caller has locked it."""
    other = _other_holder(desk, session, consultation, person)
    if other is not None:
        raise _claimed(desk, consultation.number, other)


def look(desk: Desk, session: Session, consultation_id: int, person: Person) -> None:
    """Note that the person looks at the case."""
    session.merge(Presence(consultation_id=consultation_id, person_id=person.id, seen_at=desk.clock()))


def onlookers(desk: Desk, session: Session, consultation_id: int, person: Person) -> tuple[str, ...]:
    """The names of the others who look at the case now."""
    names = session.exec(
        select(Person.name)
        .join(Presence, col(Presence.person_id) == Person.id)
        .where(
            Presence.consultation_id == consultation_id,
            Presence.person_id != person.id,
            Presence.seen_at > desk.clock() - STILL_LOOKING,
        )
        .order_by(Person.name)
    )
    return tuple(names)


def _other_holder(desk: Desk, session: Session, consultation: Consultation, person: Person) -> Working | None:
    found = holder(desk, session, consultation.id)
    return found if found is not None and found.person_id != person.id else None


def _claimed(desk: Desk, number: str, other: Working) -> ClaimedError:
    minutes = max(round((other.until - desk.clock()) / timedelta(minutes=1)), 1)
    return ClaimedError(
        f"{other.name} works on {number}, for {minutes} more {'minute' if minutes == 1 else 'minutes'}. "
        "Wait, or take it over first."
    )
