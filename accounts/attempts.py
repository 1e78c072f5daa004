"""Wrong passwords and wrong codes: each counts, and from some of them on each further one locks the account longer."""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session, col, select

from accounts.models import Person

FREE_TRIES = 5
"""After this many wrong tries each further one locks the account, for 2, 4, 8 … minutes, at most an hour."""

LOCKED = datetime(9000, 1, 1, tzinfo=UTC)
"""`locked_until` of somebody whom a person locked: no wait ends it. Far from 9999, where shifted times overflow."""


def is_locked(person: Person) -> bool:
    """Whether a person locked them: not the lock of some minutes after wrong passwords."""
    return person.locked_until is not None and person.locked_until >= LOCKED


def must_wait(person: Person, now: datetime) -> bool:
    """Whether no try counts now, right or wrong."""
    return person.locked_until is not None and person.locked_until > now


def note_failure(session: Session, email: str, now: datetime) -> None:
    """Count a wrong password of this address; nothing happens for one that we do not know. Parallel tries all count."""
    person = session.exec(select(Person).where(Person.email == email.strip().lower()).with_for_update()).first()
    if person is not None and not must_wait(person, now):
        count(session, person, now)


def count(session: Session, person: Person, now: datetime) -> None:
    """Count a wrong try; the person's row is locked for the transaction."""
    person.failed_sign_ins += 1
    over = person.failed_sign_ins - FREE_TRIES
    if over >= 0:
        person.locked_until = now + timedelta(minutes=min(2 ** (over + 1), 60))
    session.add(person)


def forgive(session: Session, person: Person) -> None:
    """Forget wrong tries and end any lock."""
    person.failed_sign_ins, person.locked_until = 0, None
    session.add(person)


def locked_row(session: Session, person_id: int) -> Person | None:
    """The person, their row locked: what is under way for them comes before or after, never between."""
    return session.exec(
        select(Person).where(col(Person.id) == person_id).with_for_update().execution_options(populate_existing=True)
    ).first()
