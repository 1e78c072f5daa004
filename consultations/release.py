"""Letting held, refused, quarantined and parked mail go on: by a person, by an upgrade, or by the plan's renewal."""

from sqlmodel import Session, col, select

from accounts import quota
from accounts.models import Organisation
from config.errors import CaseConsultantError
from consultations import audit, cases, jobs, repository
from consultations.desk import Desk
from consultations.intake import OVER_QUOTA
from consultations.lifecycle import MAIL, CaseState, MailState, step
from consultations.models import InboundMail, JobKind

RELEASED = "released by "
"""How a mail's verdict begins when a person vouches for its sender."""

_TURNED_AWAY = {
    MailState.HELD: MailState.REFUSED,
    MailState.QUARANTINED: MailState.DISCARDED,
    MailState.PARKED: MailState.DISCARDED,
}


class ReleaseError(CaseConsultantError):
    """The mail cannot go on as asked; the message says why."""


def release_within_plan(desk: Desk, session: Session, organisation: Organisation) -> int:
    """Reserve for as many over-quota mails as the plan now allows, in the order they came; how many were released."""
    plan = desk.plan(organisation.plan)
    released = 0
    for mail in repository.held_for(session, organisation.id, OVER_QUOTA):
        if not quota.reserve(session, organisation.id, plan, f"mail:{mail.id}", desk.clock()):
            break
        jobs.enqueue(session, JobKind.INTAKE, mail.id, desk.clock())
        released += 1
    return released


def release_renewed(desk: Desk, session: Session) -> int:
    """Release what every organisation's plan allows by now; the sweeper asks this again and again."""
    waiting = session.exec(
        select(InboundMail.organisation_id)
        .where(col(InboundMail.state) == MailState.HELD, InboundMail.reason == OVER_QUOTA)
        .distinct()
        .order_by(col(InboundMail.organisation_id))  # one order for all who lock several organisations
    ).all()
    organisations = [session.get(Organisation, organisation_id) for organisation_id in waiting]
    return sum(release_within_plan(desk, session, organisation) for organisation in organisations if organisation)


def change_plan(desk: Desk, session: Session, organisation: Organisation, plan: str, actor: str) -> int:
    """Put an organisation on another plan; how many held mails that released."""
    desk.plan(plan)
    organisation.plan = plan
    session.add(organisation)
    session.flush()
    audit.record(session, "accounts", "plan_changed", actor, desk.clock(), organisation=organisation.id, plan=plan)
    return release_within_plan(desk, session, organisation)


def release(desk: Desk, session: Session, mail_id: int, actor: str) -> None:
    """A person vouches for a held mail's sender, or wants a mail read again; else raises ReleaseError."""
    mail = _mail(session, mail_id)
    if mail.state is MailState.HELD:
        mail.verdict = f"{RELEASED}{actor}"
    elif MailState.STORED in MAIL[mail.state]:
        mail.state = step(MAIL, mail.state, MailState.STORED)
    else:
        raise ReleaseError(f"Mail {mail_id} is {mail.state}; only held, refused, quarantined or parked mail goes on.")
    session.add(mail)
    audit.record(session, "mail", "mail_released", actor, desk.clock(), mail=mail.id)
    jobs.enqueue(session, JobKind.INTAKE, mail.id, desk.clock())


def refuse(desk: Desk, session: Session, mail_id: int, actor: str) -> None:
    """A person turns away a mail that waits: held mail is refused, set-aside mail discarded; its bytes stay.

    Raises ReleaseError for any other, so that a second press does nothing more than the first.
    """
    state = _mail(session, mail_id).state
    if state not in _TURNED_AWAY:
        raise ReleaseError(f"Mail {mail_id} is {state}; somebody decided about it already, or it went on by itself.")
    _set_aside(desk, session, mail_id, actor, _TURNED_AWAY[state])


def discard(desk: Desk, session: Session, mail_id: int, actor: str) -> None:
    """A person is done with a mail that was refused or set aside. Raises ReleaseError for any other."""
    _set_aside(desk, session, mail_id, actor, MailState.DISCARDED)


def _set_aside(desk: Desk, session: Session, mail_id: int, actor: str, state: MailState) -> None:
    mail = _mail(session, mail_id)
    if state not in MAIL[mail.state]:
        raise ReleaseError(f"Mail {mail_id} is {mail.state} and cannot be {state}.")
    mail.state = step(MAIL, mail.state, state)
    session.add(mail)
    audit.record(session, "mail", f"mail_{state}", actor, desk.clock(), mail=mail.id)


def replay_job(desk: Desk, session: Session, job_id: int, actor: str) -> None:
    """Try a parked job again, and take what it was about back to where the job finds it; else raises ReleaseError."""
    job = jobs.replay(session, job_id, desk.clock())
    if job is None:
        raise ReleaseError(f"No job {job_id} waits for a person. `caseconsultant jobs list` shows those that do.")
    if job.kind is JobKind.INTAKE:
        mail = _mail(session, job.row_id)
        if mail.state is MailState.PARKED:
            mail.state = step(MAIL, mail.state, MailState.STORED)
            session.add(mail)
    elif job.kind is JobKind.DRAFT:
        case = repository.locked(session, job.row_id)
        if case.state is CaseState.FAILED:
            cases.move(desk, session, case, CaseState.DRAFTING, "redraft_asked", actor)
    audit.record(session, "jobs", "job_replayed", actor, desk.clock(), job=job_id)


def _mail(session: Session, mail_id: int) -> InboundMail:
    mail = session.get(InboundMail, mail_id, with_for_update=True)
    if mail is None:
        raise ReleaseError(f"There is no mail {mail_id}. `caseconsultant mail list` shows those that wait.")
    return mail
