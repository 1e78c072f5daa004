"""Running jobs: lease, hand to the handler, and deal with whatever goes wrong so that nothing is lost or looped on."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import structlog
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from consultations import attaching, drafting, jobs
from consultations.jobs import Lease, LeaseLost
from consultations.lifecycle import MAIL, MailReason, MailState, step
from consultations.models import InboundMail, JobKind
from workers.handlers import HANDLERS
from workers.mail_batches import batches, read_mail
from workers.services import Services

log = structlog.get_logger()

_WHILE_AWAY = timedelta(seconds=30)
"""How often a server of somebody else's that is away is asked again."""


def run(services: Services, job_ids: Sequence[int]) -> None:
    """Do those of the jobs that may be done now. Never raises for what a job does; a database that is away raises."""
    soon = set(job_ids)
    soon -= _to_the_lane(services, soon, _slow)
    fresh_mail = _lease(services, sorted(soon), first=JobKind.INTAKE)
    for batch in batches(services, fresh_mail):
        try:
            failed = read_mail(services, batch)
        except Exception as whole:  # noqa: BLE001 - nothing of the batch was kept; each mail is tried again by itself
            failed = [(lease, whole) for lease in batch]
        for lease, error in failed:
            _failed(services, lease, error)
    soon -= {lease.job_id for lease in fresh_mail}
    soon -= _to_the_lane(services, soon, _mail_that_failed)
    for job_id in sorted(soon):
        _run_by_itself(services, job_id)


def _to_the_lane(services: Services, job_ids: set[int], which: Callable[[Services, set[int]], set[int]]) -> set[int]:
    """Those of the jobs that were put into the lane of slow ones; none where there is no lane."""
    if services.lane is None:
        return set()
    slow = which(services, job_ids)
    services.lane.take(sorted(slow), lambda job_id: _run_by_itself(services, job_id))
    return slow


def _slow(services: Services, job_ids: set[int]) -> set[int]:
    """Those of the jobs that may take seconds: attachments, a mail that is read in a child, words for the search."""
    with services.desk.database.reading() as session:
        large = jobs.of_large_mail(session, job_ids, services.mails.ordinary_bytes)
        return large | jobs.of_kind(session, job_ids, JobKind.READ_ATTACHMENTS, JobKind.KEEP_WORDS)


def _mail_that_failed(services: Services, job_ids: set[int]) -> set[int]:
    """Mail that was tried before, once the fresh mail is gone: a scanner gave no verdict, or reading it failed."""
    with services.desk.database.reading() as session:
        return jobs.of_kind(session, job_ids, JobKind.INTAKE)


def _run_by_itself(services: Services, job_id: int) -> None:
    for lease in _lease(services, [job_id]):
        _run_one(services, lease)


def _run_one(services: Services, lease: Lease) -> None:
    with structlog.contextvars.bound_contextvars(job=lease.job_id, kind=str(lease.kind), row=lease.row_id):
        if lease.attempt > services.desk.settings.max_attempts:
            _park(services, lease, "it stopped the service, or ran out of time, at each attempt")
            return
        try:
            if lease.kind is JobKind.INTAKE:
                for _, error in read_mail(services, [lease]):
                    _failed(services, lease, error)
            else:
                HANDLERS[lease.kind](services, lease)
        except LeaseLost:
            log.info("lease_lost")
        except Exception as error:  # noqa: BLE001 - whatever a job does wrong is recorded on it
            _failed(services, lease, error)


def _lease(services: Services, job_ids: Sequence[int], *, first: JobKind | None = None) -> list[Lease]:
    desk = services.desk
    with desk.transaction() as session:
        return jobs.lease(session, job_ids, desk.clock(), desk.settings.lease_seconds, first=first)


def _failed(services: Services, lease: Lease, error: Exception) -> None:
    """Try again later; after the last attempt, park. A server or a database that is away, or that had to choose
    between two of us (a deadlock), does not count.
    """
    desk = services.desk
    reason = f"{type(error).__name__}"
    log.warning("job_failed", attempt=lease.attempt, error=reason, exc_info=error)
    away = isinstance(error, OSError | OperationalError)
    if not away and lease.attempt >= desk.settings.max_attempts:
        _park(services, lease, reason)
        return
    try:
        with desk.transaction() as session:
            wait = _WHILE_AWAY if away else jobs.backoff(lease.attempt)
            jobs.again(session, lease, desk.clock() + wait, reason, counts=not away)
    except LeaseLost:
        log.info("lease_lost")


def _park(services: Services, lease: Lease, reason: str) -> None:
    """Leave the job for a person, and say so on what it was about."""
    desk = services.desk
    try:
        with desk.transaction() as session:
            jobs.park(session, lease, reason)
            if lease.kind is JobKind.INTAKE:
                _park_mail(session, lease.row_id, reason)
            elif lease.kind is JobKind.READ_ATTACHMENTS:
                attaching.go_on(desk, session, lease.row_id)
            elif lease.kind is JobKind.DRAFT:
                drafting.failed(desk, session, lease.row_id, reason)
    except LeaseLost:
        log.info("lease_lost")
        return
    log.error("job_parked", reason=reason, remedy="caseconsultant jobs list, then jobs retry")


def _park_mail(session: Session, mail_id: int, reason: str) -> None:
    mail = session.get_one(InboundMail, mail_id, with_for_update=True)
    if MailState.PARKED in MAIL[mail.state]:
        mail.state, mail.reason, mail.detail = step(MAIL, mail.state, MailState.PARKED), MailReason.FAILED, reason
        session.add(mail)
