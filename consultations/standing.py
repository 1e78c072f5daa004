"""Small facts that letters state: how to greet, and where the client stands in the plan."""

from sqlmodel import Session

from accounts import quota
from accounts.models import Organisation
from consultations.desk import Desk
from consultations.letters import Standing
from consultations.messages import Address


def greeting(client: Address) -> str:
    """Open a letter with the first name where the display name looks like a person's, else with Hello."""
    first = client.name.replace(",", " ").split()[:1]
    if "," in client.name:  # "Whitfield, Dana"
        first = client.name.partition(",")[2].split()[:1]
    return f"Hi {first[0]}," if first and first[0].isalpha() else "Hello,"


def standing(desk: Desk, session: Session, organisation: Organisation) -> Standing:
    """Where the organisation stands this month."""
    now = desk.clock()
    plan = desk.plan(organisation.plan)
    return Standing(
        plan=plan.label,
        used=quota.used(session, organisation.id, quota.period_of(now)),
        limit=plan.consultations,
        renews_on=quota.renews_on(now),
    )
