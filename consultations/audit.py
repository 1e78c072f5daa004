"""The audit trail: append-only, one hash chain a stream. A stream is a case number, or a part of the service.

Each event's hash covers its own words and the hash before it, so a changed, removed or inserted event breaks the chain
from there on (45 CFR 164.312(b) asks for a record of who did what).
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import text
from sqlmodel import Session, col, func, select

from consultations.models import AuditEvent

START = "0" * 64
ASSISTANT = "assistant"
SERVICE = "service"


def record(session: Session, stream: str, action: str, actor: str, at: datetime, **details: str | int) -> None:
    """Append one event. Details are ids, versions, states and hashes; never names, addresses or case text.

    Until the transaction ends, others who append to the same stream wait (SQLite: they all wait anyway).
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:stream, 0))"), {"stream": stream})
    last = session.exec(
        select(AuditEvent.seq, AuditEvent.hash)
        .where(AuditEvent.stream == stream)
        .order_by(col(AuditEvent.seq).desc())
        .limit(1)
    ).first()
    seq, previous = last or (0, START)
    event = AuditEvent(
        stream=stream,
        seq=seq + 1,
        at=at,
        actor=actor,
        action=action,
        details=json.dumps(details, sort_keys=True),
        previous_hash=previous,
        hash="",
    )
    event.hash = _hash(event)
    session.add(event)


def broken_streams(session: Session) -> Iterator[tuple[str, int, str]]:
    """Walk every chain; yield (stream, sequence number, what is wrong) for the first fault of each broken one."""
    expected: dict[str, tuple[int, str]] = {}
    broken: set[str] = set()
    for event in session.exec(select(AuditEvent).order_by(col(AuditEvent.stream), col(AuditEvent.seq))):
        if event.stream in broken:
            continue
        seq, previous = expected.get(event.stream, (1, START))
        fault = (
            "an event is missing before this one"
            if event.seq != seq
            else "the event before it was changed"
            if event.previous_hash != previous
            else "this event was changed"
            if event.hash != _hash(event)
            else ""
        )
        if fault:
            broken.add(event.stream)
            yield event.stream, event.seq, fault
        expected[event.stream] = (event.seq + 1, event.hash)


def count(session: Session) -> int:
    """How many events there are."""
    return session.exec(select(func.count()).select_from(AuditEvent)).one()


def history(session: Session, stream: str) -> list[AuditEvent]:
    """All events of one stream, oldest first."""
    return list(session.exec(select(AuditEvent).where(AuditEvent.stream == stream).order_by(col(AuditEvent.seq))))


def _hash(event: AuditEvent) -> str:
    words = [
        event.stream,
        event.seq,
        event.at.astimezone(UTC).isoformat(),
        event.actor,
        event.action,
        event.details,
        event.previous_hash,
    ]
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()
