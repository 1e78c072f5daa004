"""Codes of six digits from an authenticator app (TOTP, RFC 6238): each is taken once, thirty seconds early or late."""

import hmac
import re
from datetime import datetime
from typing import Protocol

import pyotp
from sqlalchemy import delete
from sqlmodel import Session, col, select

from accounts.models import Person
from accounts.passwords import PersonError
from accounts.sign_in_models import TotpKey
from config.columns import new_row_id

PERIOD = 30
DRIFT = 1
"""Steps that a clock may be off, before or after (RFC 6238, 5.2 recommends one)."""

_CODE = re.compile(r"[0-9]{6}")


class Sealing(Protocol):
    """Seals a secret for one row, and opens it again (`consultations.sealed_keys`)."""

    def seal(self, row: int, secret: str) -> tuple[bytes, bytes]:
        """The row's data key, wrapped, and the sealed secret."""
        ...

    def open(self, row: int, data_key: bytes, sealed: bytes) -> str:
        """The secret; raises when it was altered or sealed for another row."""
        ...


def begin(session: Session, sealing: Sealing, person: Person) -> str:
    """A new key (base32) for the person's app, which counts once `confirm` saw a code of it.

    It replaces one that was never confirmed; raises PersonError where one is in use.
    """
    if has(session, person.id):
        raise PersonError("An authenticator app is in use already. Turn it off first.")
    session.execute(delete(TotpKey).where(col(TotpKey.person_id) == person.id))
    secret, row = pyotp.random_base32(), new_row_id()
    data_key, sealed = sealing.seal(row, secret)
    session.add(TotpKey(id=row, person_id=person.id, data_key=data_key, secret=sealed))
    session.flush()
    return secret


def address_of(secret: str, person: Person, issuer: str) -> str:
    """What the QR code says: `otpauth://totp/…`."""
    return pyotp.TOTP(secret, interval=PERIOD).provisioning_uri(name=person.email, issuer_name=issuer)


def confirm(session: Session, sealing: Sealing, person_id: int, code: str, now: datetime) -> bool:
    """Whether this is a code of the key that was begun; from then on it is asked for."""
    key = _locked(session, person_id)
    if key is None or key.confirmed_at is not None or not _take(session, sealing, key, code, now):
        return False
    key.confirmed_at = now
    session.add(key)
    return True


def accepts(session: Session, sealing: Sealing, person_id: int, code: str, now: datetime) -> bool:
    """Whether this is a code that holds now and was not used; it is used from here on."""
    key = _locked(session, person_id)
    return key is not None and key.confirmed_at is not None and _take(session, sealing, key, code, now)


def has(session: Session, person_id: int) -> bool:
    """Whether the person has an app whose codes are asked for."""
    found = session.exec(select(TotpKey.confirmed_at).where(TotpKey.person_id == person_id)).first()
    return found is not None


def turn_off(session: Session, person_id: int) -> None:
    """Forget the key."""
    session.execute(delete(TotpKey).where(col(TotpKey.person_id) == person_id))


def _take(session: Session, sealing: Sealing, key: TotpKey, code: str, now: datetime) -> bool:
    given = "".join(code.split())
    if not _CODE.fullmatch(given):
        return False
    codes = pyotp.TOTP(sealing.open(key.id, key.data_key, key.secret), interval=PERIOD)
    current = int(now.timestamp()) // PERIOD
    for step in range(max(current - DRIFT, key.last_step + 1), current + DRIFT + 1):
        if hmac.compare_digest(codes.generate_otp(step), given):
            key.last_step = step
            session.add(key)
            return True
    return False


def _locked(session: Session, person_id: int) -> TotpKey | None:
    return session.exec(
        select(TotpKey)
        .where(TotpKey.person_id == person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
