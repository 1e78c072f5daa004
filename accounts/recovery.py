"""Recovery codes, for the day on which the telephone is lost: shown once, kept as hashes, each used once."""

import hashlib
import secrets

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from accounts.sign_in_models import RecoveryCode

HOW_MANY = 10
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's: nobody mistakes one for another on paper."""
_GROUPS, _OF = 4, 4
"""16 characters, 80 random bits: a plain hash of them cannot be guessed backwards."""


def renew(session: Session, person_id: int) -> tuple[str, ...]:
    """New codes in place of all old ones: to be shown now, and never again."""
    forget(session, person_id)
    codes = tuple(_new() for _ in range(HOW_MANY))
    session.add_all(RecoveryCode(person_id=person_id, code_hash=_hash(person_id, code)) for code in codes)
    return codes


def use(session: Session, person_id: int, code: str) -> bool:
    """Whether this is a code of theirs; it is none from here on."""
    used = session.execute(
        delete(RecoveryCode)
        .where(col(RecoveryCode.person_id) == person_id, col(RecoveryCode.code_hash) == _hash(person_id, code))
        .returning(col(RecoveryCode.id))
    ).first()
    return used is not None


def left(session: Session, person_id: int) -> int:
    """How many they have left."""
    return session.exec(select(func.count()).where(RecoveryCode.person_id == person_id)).one()


def forget(session: Session, person_id: int) -> None:
    """No code is good any more."""
    session.execute(delete(RecoveryCode).where(col(RecoveryCode.person_id) == person_id))


def _new() -> str:
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_OF)) for _ in range(_GROUPS))
    return "-".join(groups)


def _hash(person_id: int, code: str) -> str:
    """Of the code as people write it: with or without hyphens, blanks and capitals."""
    plain = "".join(letter for letter in code.lower() if letter in _ALPHABET)
    return hashlib.sha256(f"{person_id}:{plain}".encode()).hexdigest()
