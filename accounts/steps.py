"""What was begun and waits for its other half: kept for minutes, taken once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from accounts.sign_in_models import Method, SignInStep, StepKind
from accounts.tickets import hash_of, new_secret

LASTS = timedelta(minutes=5)
"""Time to find the telephone, no time to carry the secret elsewhere."""


@dataclass(frozen=True, slots=True)
class Step:
    """What was begun: by whom, where that is known, how, and WebAuthn's challenge."""

    person_id: int | None
    method: Method | None
    challenge: bytes


def begin(
    session: Session,
    kind: StepKind,
    now: datetime,
    *,
    person_id: int | None = None,
    method: Method | None = None,
    challenge: bytes = b"",
) -> str:
    """Keep the first half; the secret that its other half must bring. What is over is forgotten here."""
    session.execute(delete(SignInStep).where(col(SignInStep.expires_at) <= now))
    secret = new_secret()
    session.add(
        SignInStep(
            token_hash=hash_of(secret),
            kind=kind,
            person_id=person_id,
            method=method,
            challenge=challenge,
            expires_at=now + LASTS,
        )
    )
    return secret


def look(session: Session, kind: StepKind, secret: str, now: datetime) -> Step | None:
    """What waits under this secret; it goes on to wait."""
    found = session.exec(
        select(SignInStep).where(
            SignInStep.token_hash == hash_of(secret), SignInStep.kind == kind, col(SignInStep.expires_at) > now
        )
    ).first()
    return Step(found.person_id, found.method, found.challenge) if found else None


def take(session: Session, kind: StepKind, secret: str, now: datetime) -> Step | None:
    """What waited under this secret, for one taker alone."""
    taken = session.execute(
        delete(SignInStep)
        .where(
            col(SignInStep.token_hash) == hash_of(secret),
            col(SignInStep.kind) == kind,
            col(SignInStep.expires_at) > now,
        )
        .returning(col(SignInStep.person_id), col(SignInStep.method), col(SignInStep.challenge))
    ).first()
    return Step(*taken) if taken else None
