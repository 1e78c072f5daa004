"""The second factor: who must show one, what they have, and whether what they showed is one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, func, select

from accounts import recovery, totp
from accounts.attempts import count, locked_row, must_wait
from accounts.models import Person
from accounts.sign_in_models import Passkey
from accounts.totp import Sealing


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What somebody can show besides a password."""

    app: bool
    passkeys: int
    recovery_codes: int

    @property
    def any(self) -> bool:
        """Whether a password alone signs them in no more."""
        return self.app or self.passkeys > 0


def enrolled(session: Session, person_id: int) -> Enrolled:
    """What this person has."""
    passkeys = session.exec(select(func.count()).where(Passkey.person_id == person_id)).one()
    return Enrolled(totp.has(session, person_id), passkeys, recovery.left(session, person_id))


def must_enrol(person: Person, required: Collection[str], *, strong: bool) -> bool:
    """Whether somebody who signed in without a second factor gets nowhere before they have one."""
    return not strong and person.role in required


def shown(session: Session, sealing: Sealing, person_id: int, code: str, now: datetime) -> bool:
    """Whether the code is the app's, or a recovery code. A wrong one counts as a wrong password does.

    The person's row is locked for the transaction, so that of many tries at once exactly the free ones are looked at.
    """
    person = locked_row(session, person_id)
    if person is None or must_wait(person, now):
        return False
    if totp.accepts(session, sealing, person_id, code, now) or recovery.use(session, person_id, code):
        return True
    count(session, person, now)
    return False


def forget(session: Session, person_id: int) -> None:
    """Take everything but the password away: for somebody who lost the telephone and the codes."""
    totp.turn_off(session, person_id)
    recovery.forget(session, person_id)
    for passkey in session.exec(select(Passkey).where(Passkey.person_id == person_id)):
        session.delete(passkey)
