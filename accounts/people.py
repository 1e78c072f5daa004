"""People of ours: making and locking them, and signing them in."""

import hashlib
import secrets
import threading
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import delete
from sqlmodel import Session, col, select

from accounts.models import Person, SignInSession
from accounts.roles import Role
from config.errors import CaseConsultantError

SESSION_LENGTH = timedelta(hours=12)
FREE_TRIES = 5
"""After this many wrong passwords each further one locks the account, for 2, 4, 8 … minutes, at most an hour."""

SHORTEST_PASSWORD = 12
"""NIST SP 800-63B asks for at least 8; a desk that reads records asks for more."""

LOCKED = datetime(9000, 1, 1, tzinfo=UTC)
"""`locked_until` of somebody whom an operator locked: no wait ends it. Far from 9999, where shifted times overflow."""

_passwords = PasswordHash((Argon2Hasher(),))


LONGEST_WAIT = 2.0
"""Seconds that a sign-in waits for its turn to be hashed."""

_hashing = threading.BoundedSemaphore(2)
"""Each hash takes 64 MB on purpose (argon2); without a bound, a crowd of strangers would take all there is."""


class PersonError(CaseConsultantError):
    """A person cannot be made or changed as asked; the message says why."""


class BusyError(PersonError):
    """Too many sign-ins at once."""


def add_person(session: Session, name: str, email: str, password: str, *, credential: str = "", role: Role) -> Person:
    """Make a person who can sign in; raises PersonError for a taken address or a short password."""
    address, password_hash = email.strip().lower(), _hashed(password)
    if person_by_email(session, address):
        raise PersonError(f"There is a person with the address {address} already.")
    person = Person(name=name, email=address, credential=credential, role=role, password_hash=password_hash)
    session.add(person)
    session.flush()
    return person


def change_password(session: Session, email: str, password: str) -> Person:
    """Give a person another password and end their sessions; raises PersonError. A lock by an operator stays."""
    person = _known(session, email)
    person.password_hash = _hashed(password)
    if not is_locked(person):
        person.failed_sign_ins, person.locked_until = 0, None
    session.add(person)
    _end_sessions(session, person)
    return person


def lock_person(session: Session, email: str) -> Person:
    """Let a person sign in no more, and end their sessions at once; raises PersonError for one we do not know."""
    person = _known(session, email)
    person.locked_until = LOCKED
    session.add(person)
    _end_sessions(session, person)
    return person


def unlock_person(session: Session, email: str) -> Person:
    """Let a person sign in again, also after too many wrong passwords; raises PersonError for one we do not know."""
    person = _known(session, email)
    person.failed_sign_ins, person.locked_until = 0, None
    session.add(person)
    return person


def is_locked(person: Person) -> bool:
    """Whether an operator locked them: not the lock of some minutes after wrong passwords."""
    return person.locked_until is not None and person.locked_until >= LOCKED


def _known(session: Session, email: str) -> Person:
    """The person, locked for the transaction: a sign-in that is under way comes before or after, never between."""
    person = _locked_row(session, email)
    if person is None:
        raise PersonError(f"There is no person with the address {email}. `caseconsultant people list` shows them.")
    return person


def _end_sessions(session: Session, person: Person) -> None:
    session.execute(delete(SignInSession).where(col(SignInSession.person_id) == person.id))


def _hashed(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise PersonError(f"The password needs at least {SHORTEST_PASSWORD} characters.")
    return _passwords.hash(password)


def person_by_email(session: Session, email: str) -> Person | None:
    """The person of that address, or None."""
    return session.exec(select(Person).where(Person.email == email.strip().lower())).first()


def names(session: Session, emails: Collection[str]) -> dict[str, str]:
    """The names of those of ours who have these addresses, by address."""
    found = session.exec(select(Person).where(col(Person.email).in_(emails))).all()
    return {person.email: person.name for person in found}


def consultants(session: Session) -> list[Person]:
    """Everybody who may decide about cases; nobody who is locked."""
    deciding = session.exec(select(Person).where(col(Person.role).in_([Role.CONSULTANT, Role.LEAD])))
    return [person for person in deciding if not is_locked(person)]


def everybody(session: Session) -> list[Person]:
    """All people of ours, by name."""
    return list(session.exec(select(Person).order_by(Person.name)))


def password_fits(session: Session, email: str, password: str, now: datetime) -> bool:
    """Whether the password is the person's and the account is not locked. Takes as long for people we do not know.

    Slow on purpose (argon2): call it outside a write transaction, then `sign_in` or `note_failure` in one. Raises
    BusyError when too many ask at once.
    """
    person = person_by_email(session, email)
    locked = person is None or (person.locked_until is not None and person.locked_until > now)
    if not _hashing.acquire(timeout=LONGEST_WAIT):
        raise BusyError("Too many people sign in at once. Try again in a moment.")
    try:
        fits = _passwords.verify(password, _nobody() if person is None or locked else person.password_hash)
    finally:
        _hashing.release()
    return fits and not locked


def note_failure(session: Session, email: str, now: datetime) -> None:
    """Count a wrong password; from FREE_TRIES on, lock the account for a growing while. Parallel tries all count."""
    person = _locked_row(session, email)
    if person is None or (person.locked_until and person.locked_until > now):
        return
    person.failed_sign_ins += 1
    over = person.failed_sign_ins - FREE_TRIES
    if over >= 0:
        person.locked_until = now + timedelta(minutes=min(2 ** (over + 1), 60))
    session.add(person)


def sign_in(session: Session, email: str, now: datetime) -> str | None:
    """Open a session for a person whose password fitted; the secret for the cookie, or None if locked meanwhile."""
    person = _locked_row(session, email)
    if person is None or (person.locked_until and person.locked_until > now):
        return None
    person.failed_sign_ins, person.locked_until = 0, None
    secret = secrets.token_urlsafe(32)
    session.add(person)
    session.execute(delete(SignInSession).where(col(SignInSession.expires_at) <= now))
    session.add(SignInSession(token_hash=_hash(secret), person_id=person.id, expires_at=now + SESSION_LENGTH))
    return secret


def _locked_row(session: Session, email: str) -> Person | None:
    return session.exec(select(Person).where(Person.email == email.strip().lower()).with_for_update()).first()


def sign_out(session: Session, secret: str) -> None:
    """End the session; nothing happens when there is none."""
    found = session.exec(select(SignInSession).where(SignInSession.token_hash == _hash(secret))).first()
    if found:
        session.delete(found)


def signed_in(session: Session, secret: str, now: datetime) -> Person | None:
    """Whose session this is, or None when there is none or it has ended."""
    found = session.exec(select(SignInSession).where(SignInSession.token_hash == _hash(secret))).first()
    return session.get(Person, found.person_id) if found and found.expires_at > now else None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _nobody() -> str:
    """A hash that no password fits, made once; checking against it takes as long as against a real one."""
    global _nobodys_hash  # noqa: PLW0603 - made on first use, because argon2 is slow on purpose
    if not _nobodys_hash:
        _nobodys_hash = _passwords.hash(secrets.token_urlsafe(32))
    return _nobodys_hash


_nobodys_hash = ""
