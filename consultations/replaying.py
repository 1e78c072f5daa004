"""Doing a parked job again, by a person's wish."""

from sqlmodel import Session

from consultations import audit, cases, jobs, repository
from consultations.desk import Desk
from consultations.held import HeldError
from consultations.lifecycle import MAIL, CaseState, MailState, step
from consultations.models import InboundMail, JobKind


def retry_job(desk: Desk, session: Session, job_id: int, actor: str) -> None:
    """Try a parked job again, and take what it was about back to where the job finds it; else raises HeldError."""
    job = jobs.replay(session, job_id, desk.clock())
    if job is None:
        raise HeldError(f"No job {job_id} waits for a person. `caseconsultant jobs list` shows those that do.")
    if job.kind is JobKind.INTAKE:
        mail = session.get_one(InboundMail, job.row_id, with_for_update=True)
        if mail.state is MailState.PARKED:
            mail.state = step(MAIL, mail.state, MailState.STORED)
            session.add(mail)
    elif job.kind is JobKind.DRAFT:
        case = repository.locked(session, job.row_id)
        if case.state is CaseState.FAILED:
            cases.move(desk, session, case, CaseState.DRAFTING, "redraft_asked", actor)
    audit.record(session, "jobs", "job_retried", actor, desk.clock(), job=job_id)
