"""When a client's plan or agreement changes: what was held because of it goes on, in the order it came."""

from datetime import date

from sqlmodel import Session

from accounts import quota
from accounts.models import Organisation
from consultations import audit, jobs, repository
from consultations.desk import Desk
from consultations.lifecycle import MailReason
from consultations.models import JobKind


def release_within_plan(desk: Desk, session: Session, organisation: Organisation) -> int:
    """Reserve for as many over-quota mails as the plan now allows, in the order they came; how many were released."""
    plan = desk.plan(organisation.plan)
    released = 0
    for mail in repository.held_for(session, organisation.id, MailReason.OVER_QUOTA):
        if not quota.reserve(session, organisation.id, plan, f"mail:{mail.id}", desk.clock()):
            break
        jobs.enqueue(session, JobKind.INTAKE, mail.id, desk.clock())
        released += 1
    return released


def release_renewed(desk: Desk, session: Session) -> int:
    """Release what every organisation's plan allows by now; the sweeper asks this again and again."""
    waiting = repository.organisations_held_for(session, MailReason.OVER_QUOTA)
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


def sign_agreement(desk: Desk, session: Session, organisation: Organisation, day: date, actor: str) -> int:
    """Note the day that the business associate agreement was signed; how many held mails that released."""
    organisation.baa_signed_on = day
    session.add(organisation)
    session.flush()
    audit.record(session, "accounts", "agreement_signed", actor, desk.clock(), organisation=organisation.id)
    held = repository.held_for(session, organisation.id, MailReason.NO_AGREEMENT)
    for mail in held:
        jobs.enqueue(session, JobKind.INTAKE, mail.id, desk.clock())
    return len(held)
