"""The queue in the database: enqueue, lease, finish.

A lease writes a fresh token, and every finishing update asks for that token. A task that outlives its lease, or whose
job was asked for again meanwhile, therefore changes nothing: its transaction raises `LeaseLost` and rolls back.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, and_, insert, or_, true, update
from sqlmodel import Session, col, select

from config.columns import new_row_id
from config.database import upsert
from consultations.models import InboundMail, Job, JobKind, JobState

_WOKEN = "woken_jobs"

WAKE_AGAIN = timedelta(seconds=2)
"""How long a wake-up may take through the broker before the sweeper sends another."""

SWEEP_AGAIN = timedelta(seconds=12)
"""How long the sweeper leaves a job alone that it woke itself: a busy worker knows of its backlog already."""

LONGEST_BACKOFF = timedelta(minutes=10)
"""A server of somebody else's that is back is noticed within this time."""


class LeaseLost(Exception):  # noqa: N818 - an outcome of running late, not a programming error
    """The job is somebody else's by now; what was done in this transaction must not be kept."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to finish one job. `attempt` counts from 1."""

    job_id: int
    kind: JobKind
    row_id: int
    token: str
    attempt: int


def enqueue(session: Session, kind: JobKind, row_id: int, now: datetime, *, not_before: datetime | None = None) -> None:
    """Make the job of this row ready, from `not_before` on. A run that is under way loses its lease.

    One statement, so that two transactions which ask for the same job at once wait for each other.
    """
    due = max(not_before or now, now)
    asked = {
        "state": JobState.READY,
        "attempts": 0,
        "not_before": due,
        "wake_at": due + WAKE_AGAIN if due == now else due,
        "lease_token": None,
        "lease_until": None,
        "reason": "",
    }
    statement = upsert(session, Job).values(id=new_row_id(), kind=kind, row_id=row_id, **asked)
    asking = statement.on_conflict_do_update(index_elements=["kind", "row_id"], set_=asked).returning(Job)
    job = session.scalars(asking, execution_options={"populate_existing": True}).one()
    if due == now:
        wake_after_commit(session, [job.id])


def enqueue_new(session: Session, kind: JobKind, row_ids: Sequence[int], now: datetime) -> None:
    """Make jobs for rows that were inserted in this transaction, all in one statement."""
    rows = [
        {
            "id": new_row_id(),
            "kind": kind,
            "row_id": row_id,
            "state": JobState.READY,
            "attempts": 0,
            "not_before": now,
            "wake_at": now + WAKE_AGAIN,
            "reason": "",
        }
        for row_id in row_ids
    ]
    if rows:
        ids = session.scalars(insert(Job).returning(col(Job.id)), rows)
        wake_after_commit(session, ids.all())


def wake_after_commit(session: Session, job_ids: Sequence[int]) -> None:
    """Have the desk wake workers for these jobs once the transaction is committed."""
    session.info.setdefault(_WOKEN, []).extend(job_ids)


def take_woken(session: Session) -> list[int]:
    """The jobs that this session made ready at once, for the wake-up after the commit; empties the list."""
    woken: list[int] = session.info.pop(_WOKEN, [])
    return woken


def due(session: Session, now: datetime, limit: int) -> list[int]:
    """Jobs that nobody seems to know of: ready and not woken lately, or leased by somebody who is late.

    Moves their `wake_at` forward in the same transaction, so that the next sweep does not send the backlog again.
    """
    ids = list(
        session.exec(
            select(Job.id)
            .where(
                or_(
                    and_(col(Job.state) == JobState.READY, col(Job.not_before) <= now),
                    and_(col(Job.state) == JobState.LEASED, col(Job.lease_until) <= now),
                ),
                col(Job.wake_at) <= now,
            )
            .order_by(col(Job.wake_at))
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
    )
    if ids:
        session.execute(update(Job).where(col(Job.id).in_(ids)).values(wake_at=now + SWEEP_AGAIN))
    return ids


def lease(
    session: Session, job_ids: Sequence[int], now: datetime, seconds: float, *, first: JobKind | None = None
) -> list[Lease]:
    """Take those of the jobs that may be taken now. Attempts are counted here, before any work.

    With `first`, only jobs of that kind that nobody tried yet: these may be leased many at a time. A job that failed
    before is leased alone, just before it runs, or one that kills its worker would use up its neighbours' attempts.
    """
    untried = and_(col(Job.kind) == first, col(Job.attempts) == 0) if first else true()
    jobs = session.exec(
        select(Job)
        .where(col(Job.id).in_(list(job_ids)), untried)
        .where(
            or_(
                and_(col(Job.state) == JobState.READY, col(Job.not_before) <= now),
                and_(col(Job.state) == JobState.LEASED, col(Job.lease_until) <= now),
            )
        )
        .order_by(col(Job.id))
        .with_for_update(skip_locked=True)
    ).all()
    return [_take(session, job, now, seconds) for job in jobs]


def _take(session: Session, job: Job, now: datetime, seconds: float) -> Lease:
    job.state, job.attempts = JobState.LEASED, job.attempts + 1
    job.lease_token, job.lease_until = secrets.token_hex(8), now + timedelta(seconds=seconds)
    session.add(job)
    return Lease(job_id=job.id, kind=job.kind, row_id=job.row_id, token=job.lease_token, attempt=job.attempts)


def of_kind(session: Session, job_ids: Collection[int], *kinds: JobKind) -> set[int]:
    """Those of the jobs that are of these kinds."""
    found = select(Job.id).where(col(Job.id).in_(job_ids), col(Job.kind).in_(kinds))
    return set(session.exec(found).all()) if job_ids else set()


def of_large_mail(session: Session, job_ids: Collection[int], ordinary_bytes: int) -> set[int]:
    """Those of the jobs that take in a mail of more bytes than this."""
    if not job_ids:
        return set()
    query = (
        select(Job.id)
        .join(InboundMail, col(InboundMail.id) == Job.row_id)
        .where(col(Job.id).in_(job_ids), Job.kind == JobKind.INTAKE, InboundMail.size > ordinary_bytes)
    )
    return set(session.exec(query).all())


def finish(session: Session, mine: Lease) -> None:
    """The work is done; raises LeaseLost when it was not ours to do any more."""
    _update(session, mine, state=JobState.DONE, reason="")


def still_mine(session: Session, leases: Sequence[Lease]) -> set[int]:
    """The job ids of those leases that hold; the jobs stay locked until the transaction ends, so they go on to hold."""
    rows = session.exec(
        select(Job.id, Job.lease_token)
        .where(col(Job.id).in_([lease.job_id for lease in leases]))
        .order_by(col(Job.id))
        .with_for_update()
    ).all()
    tokens = dict(rows)
    return {lease.job_id for lease in leases if tokens.get(lease.job_id) == lease.token}


def finish_all(session: Session, job_ids: Sequence[int]) -> None:
    """The work of all these is done; they must be `still_mine`."""
    session.execute(
        update(Job)
        .where(col(Job.id).in_(job_ids))
        .values(state=JobState.DONE, reason="", lease_token=None, lease_until=None)
    )


def again(session: Session, mine: Lease, when: datetime, reason: str, *, counts: bool = True) -> None:
    """Try again at `when`. Waiting for somebody else's server does not count as an attempt (`counts=False`)."""
    attempts = mine.attempt if counts else 0
    _update(session, mine, state=JobState.READY, not_before=when, wake_at=when, attempts=attempts, reason=reason)


def park(session: Session, mine: Lease, reason: str) -> None:
    """Leave the job for a person."""
    _update(session, mine, state=JobState.PARKED, reason=reason)


def _update(session: Session, mine: Lease, **values: Any) -> None:
    result = session.execute(
        update(Job)
        .where(col(Job.id) == mine.job_id, col(Job.lease_token) == mine.token)
        .values(lease_token=None, lease_until=None, **values)
    )
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        raise LeaseLost(f"job {mine.job_id}")


def reclaim(session: Session, now: datetime) -> None:
    """End every lease at once: for the start of a service that is sure to be the only one."""
    session.execute(update(Job).where(col(Job.state) == JobState.LEASED).values(lease_until=now, wake_at=now))


def backoff(attempt: int) -> timedelta:
    """2, 4, 8 … seconds after the first, second, third failure; at most ten minutes."""
    return min(timedelta(seconds=2 ** min(attempt, 10)), LONGEST_BACKOFF)


def replay(session: Session, job_id: int, now: datetime) -> Job | None:
    """Make a parked job ready again by a person's wish; None when there is no such parked job."""
    job = session.get(Job, job_id, with_for_update=True)
    if job is None or job.state is not JobState.PARKED:
        return None
    enqueue(session, job.kind, job.row_id, now)
    return job
