"""The audit trail: append-only, one hash chain a stream. A stream is a case number, or a part of the service.

Each event's hash covers its own words and the hash before it, so a changed, removed or inserted event breaks the chain
from there on (45 CFR 164.312(b) asks for a record of who did what).
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import event, orm, text
from sqlmodel import Session, col, func, select

from consultations.audit_models import AuditEvent

START = "0" * 64
_ENDS = "audit_chain_ends"
ASSISTANT = "assistant"
SERVICE = "service"


def record(session: Session, stream: str, action: str, actor: str, at: datetime, **details: str | int) -> None:
    """Append one event. Details are ids, versions, states and hashes; never names, addresses or case text.

    Until the transaction ends, others who append to the same stream wait (SQLite: they all wait anyway).
    """
    ends: dict[str, tuple[int, str]] = session.info.setdefault(_ENDS, {})
    seq, previous = ends.get(stream) or _end_of(session, stream)
    entry = AuditEvent(
        stream=stream,
        seq=seq + 1,
        at=at,
        actor=actor,
        action=action,
        details=json.dumps(details, sort_keys=True),
        previous_hash=previous,
        hash="",
    )
    entry.hash = _hash(entry)
    ends[stream] = entry.seq, entry.hash
    session.add(entry)


def _end_of(session: Session, stream: str) -> tuple[int, str]:
    """Where the chain ends, once nobody else can add to it."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:stream, 0))"), {"stream": stream})
    with session.no_autoflush:  # what this transaction added itself is known without asking
        last = session.exec(
            select(AuditEvent.seq, AuditEvent.hash)
            .where(AuditEvent.stream == stream)
            .order_by(col(AuditEvent.seq).desc())
            .limit(1)
        ).first()
    return last or (0, START)


@event.listens_for(Session, "after_soft_rollback")
def _forget_ends(session: orm.Session, _transaction: orm.SessionTransaction) -> None:
    """What a rollback, or a savepoint's, took back is no end of a chain any more."""
    session.info.pop(_ENDS, None)


@event.listens_for(Session, "after_commit")
def _forget_committed_ends(session: orm.Session) -> None:
    """After the commit others may add to the chain again."""
    session.info.pop(_ENDS, None)


def broken_streams(session: Session) -> Iterator[tuple[str, int, str]]:
    """Walk every chain; yield (stream, sequence number, what is wrong) for the first fault of each broken one."""
    expected: dict[str, tuple[int, str]] = {}
    broken: set[str] = set()
    for entry in session.exec(select(AuditEvent).order_by(col(AuditEvent.stream), col(AuditEvent.seq))):
        if entry.stream in broken:
            continue
        seq, previous = expected.get(entry.stream, (1, START))
        fault = (
            "an event is missing before this one"
            if entry.seq != seq
            else "the event before it was changed"
            if entry.previous_hash != previous
            else "this event was changed"
            if entry.hash != _hash(entry)
            else ""
        )
        if fault:
            broken.add(entry.stream)
            yield entry.stream, entry.seq, fault
        expected[entry.stream] = (entry.seq + 1, entry.hash)


def count(session: Session) -> int:
    """How many events there are."""
    return session.exec(select(func.count()).select_from(AuditEvent)).one()


def newest(session: Session) -> int:
    """The key of the newest event there is, 0 before the first: it changes with everything that happens."""
    return session.exec(select(func.max(AuditEvent.id))).one() or 0


def history(session: Session, stream: str) -> list[AuditEvent]:
    """All events of one stream, oldest first."""
    return list(session.exec(select(AuditEvent).where(AuditEvent.stream == stream).order_by(col(AuditEvent.seq))))


def _hash(entry: AuditEvent) -> str:
    words = [
        entry.stream,
        entry.seq,
        entry.at.astimezone(UTC).isoformat(),
        entry.actor,
        entry.action,
        entry.details,
        entry.previous_hash,
    ]
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()
