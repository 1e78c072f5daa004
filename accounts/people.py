"""People of ours: making them, and signing them in."""

import hashlib
import secrets
import threading
from collections.abc import Collection
from datetime import datetime, timedelta

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

_passwords = PasswordHash((Argon2Hasher(),))


LONGEST_WAIT = 2.0
"""Seconds that a sign-in waits for its turn to be hashed."""

_hashing = threading.BoundedSemaphore(2)
"""Each hash takes 64 MB on purpose (argon2); without a bound, a crowd of strangers would take all there is."""


class PersonError(CaseConsultantError):
    """A person cannot be made as asked; the message says why."""


class BusyError(PersonError):
    """Too many sign-ins at once."""


def add_person(session: Session, name: str, email: str, password: str, *, credential: str = "", role: Role) -> Person:
    """Make a person who can sign in; raises PersonError for a taken address or a short password."""
    address = email.strip().lower()
    if len(password) < SHORTEST_PASSWORD:
        raise PersonError(f"The password needs at least {SHORTEST_PASSWORD} characters.")
    if person_by_email(session, address):
        raise PersonError(f"There is a person with the address {address} already.")
    person = Person(name=name, email=address, credential=credential, role=role, password_hash=_passwords.hash(password))
    session.add(person)
    session.flush()
    return person


def person_by_email(session: Session, email: str) -> Person | None:
    """The person of that address, or None."""
    return session.exec(select(Person).where(Person.email == email.strip().lower())).first()


def names(session: Session, emails: Collection[str]) -> dict[str, str]:
    """The names of those of ours who have these addresses, by address."""
    found = session.exec(select(Person).where(col(Person.email).in_(emails))).all()
    return {person.email: person.name for person in found}


def consultants(session: Session) -> list[Person]:
    """Everybody who may decide about cases."""
    return list(session.exec(select(Person).where(col(Person.role).in_([Role.CONSULTANT, Role.LEAD]))))


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
