"""Signed-in browsers: a session begins with its proofs, is seen, and ends by itself, by its owner or by a change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from accounts.attempts import forgive, locked_row, must_wait
from accounts.models import Person
from accounts.sign_in_models import Method, SignInSession, SignInStep
from accounts.tickets import hash_of, new_secret

SESSION_LENGTH = timedelta(hours=12)
"""A working day with its breaks: everybody signs in once a day."""

SEEN_AGAIN = timedelta(minutes=1)
"""How exactly it is known when a session was last used: each note of it is a commit."""

PROOF_LASTS = timedelta(minutes=5)
"""How long after a password or passkey the ways to sign in may be changed without showing it again."""

LONGEST_DEVICE = 200


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody who is signed in, and how their session stands."""

    person: Person
    session_id: int
    strong: bool
    proved_at: datetime
    seen_at: datetime

    def proved_lately(self, now: datetime) -> bool:
        """Whether they showed a moment ago that it is them."""
        return now - self.proved_at < PROOF_LASTS


def begin(
    session: Session, person_id: int, now: datetime, method: Method, *, strong: bool, device: str = ""
) -> str | None:
    """Open a session for somebody whose proofs were checked; the secret for the cookie, or None if locked meanwhile."""
    person = locked_row(session, person_id)
    if person is None or must_wait(person, now):
        return None
    forgive(session, person)
    session.execute(delete(SignInSession).where(col(SignInSession.expires_at) <= now))
    secret = new_secret()
    session.add(
        SignInSession(
            token_hash=hash_of(secret),
            person_id=person.id,
            method=method,
            strong=strong,
            device=device[:LONGEST_DEVICE],
            begun_at=now,
            seen_at=now,
            proved_at=now,
            expires_at=now + SESSION_LENGTH,
        )
    )
    return secret


def signed_in(session: Session, secret: str, now: datetime, idle: timedelta) -> Presence | None:
    """Whose session this is, or None when there is none, it has ended, or nobody used it for `idle`."""
    found = session.exec(select(SignInSession).where(SignInSession.token_hash == hash_of(secret))).first()
    if found is None or found.expires_at <= now or found.seen_at + idle <= now:
        return None
    person = session.get_one(Person, found.person_id)
    return Presence(person, found.id, found.strong, found.proved_at, found.seen_at)


def note_use(session: Session, session_id: int, now: datetime) -> None:
    """The session was used just now."""
    session.execute(update(SignInSession).where(col(SignInSession.id) == session_id).values(seen_at=now))


def note_proof(session: Session, session_id: int, now: datetime, *, strong: bool = False) -> None:
    """They have just shown again that it is them; with `strong`, by two factors."""
    values: dict[str, object] = {"proved_at": now, "seen_at": now}
    if strong:
        values["strong"] = True
    session.execute(update(SignInSession).where(col(SignInSession.id) == session_id).values(values))


def of_person(session: Session, person_id: int, now: datetime, idle: timedelta) -> Sequence[SignInSession]:
    """The sessions of somebody that are open, used last first."""
    found = session.exec(
        select(SignInSession)
        .where(SignInSession.person_id == person_id, col(SignInSession.expires_at) > now)
        .order_by(col(SignInSession.seen_at).desc())
    )
    return [row for row in found if row.seen_at + idle > now]


def end(session: Session, secret: str) -> None:
    """End the session of this cookie; nothing happens when there is none."""
    session.execute(delete(SignInSession).where(col(SignInSession.token_hash) == hash_of(secret)))


def end_one(session: Session, person_id: int, session_id: int) -> bool:
    """End one of somebody's own sessions; False when they have no such session."""
    found = session.get(SignInSession, session_id, with_for_update=True)
    if found is None or found.person_id != person_id:
        return False
    session.delete(found)
    return True


def end_all(session: Session, person_id: int, *, but: int | None = None) -> None:
    """End somebody's sessions, and what they had begun; `but` names one that stays."""
    session.execute(
        delete(SignInSession).where(col(SignInSession.person_id) == person_id, col(SignInSession.id) != (but or 0))
    )
    session.execute(delete(SignInStep).where(col(SignInStep.person_id) == person_id))
