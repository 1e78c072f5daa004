"""Passwords: argon2, slow on purpose, and bounded so that a crowd of strangers cannot take all memory."""

import secrets
import threading
from datetime import datetime

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import Session, select

from accounts.attempts import must_wait
from accounts.models import Person
from config.errors import CaseConsultantError

SHORTEST_PASSWORD = 12
"""NIST SP 800-63B asks for at least 8; a desk that reads records asks for more."""

LONGEST_PASSWORD = 1_000
"""Characters. Hashing is slow on purpose; nobody may make it slower."""

LONGEST_WAIT = 2.0
"""Seconds that a sign-in waits for its turn to be hashed."""

_hashing = threading.BoundedSemaphore(2)
"""Each hash takes 64 MB on purpose (argon2); without a bound, a crowd of strangers would take all there is."""

_passwords = PasswordHash((Argon2Hasher(),))


class PersonError(CaseConsultantError):
    """A person cannot be made, changed or signed in as asked; the message says why."""


class BusyError(PersonError):
    """Too many sign-ins at once."""


def hashed(password: str) -> str:
    """What is kept of a password; raises PersonError for one that is too short or too long."""
    if len(password) < SHORTEST_PASSWORD:
        raise PersonError(f"The password needs at least {SHORTEST_PASSWORD} characters.")
    if len(password) > LONGEST_PASSWORD:
        raise PersonError(f"The password may have {LONGEST_PASSWORD} characters at most.")
    return _passwords.hash(password)


def password_fits(session: Session, email: str, password: str, now: datetime) -> bool:
    """Whether the password is the person's and the account is not locked. Takes as long for people we do not know.

    Slow on purpose (argon2): call it outside a write transaction, then go on or `attempts.note_failure` in one. Raises
    BusyError when too many ask at once.
    """
    person = session.exec(select(Person).where(Person.email == email.strip().lower())).first()
    closed = person is None or not person.password_hash or must_wait(person, now)
    if not _hashing.acquire(timeout=LONGEST_WAIT):
        raise BusyError("Too many people sign in at once. Try again in a moment.")
    try:
        against = _nobody() if person is None or closed else person.password_hash
        fits = _passwords.verify(password[:LONGEST_PASSWORD], against)
    finally:
        _hashing.release()
    return fits and not closed and len(password) <= LONGEST_PASSWORD


def _nobody() -> str:
    """A hash that no password fits, made once; checking against it takes as long as against a real one."""
    global _nobodys_hash  # noqa: PLW0603 - made on first use, because argon2 is slow on purpose
    if not _nobodys_hash:
        _nobodys_hash = _passwords.hash(secrets.token_urlsafe(32))
    return _nobodys_hash


_nobodys_hash = ""
