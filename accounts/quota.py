"""The quota ledger: reserve, settle, refund. It is keyed to the organisation, and exact under races.

What is left is never stored; it is counted from the entries while the organisation's row is locked (SQLite: the whole
write transaction is exclusive).
"""

from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from accounts.models import Organisation, QuotaEntry, QuotaEvent
from config.plans import UNLIMITED, Plan


def period_of(moment: datetime) -> str:
    """The month, in UTC, that a consultation counts against: `2026-11`."""
    return f"{moment:%Y-%m}"


def renews_on(moment: datetime) -> date:
    """The first day of the next period."""
    return date(moment.year + moment.month // 12, moment.month % 12 + 1, 1)


def used(session: Session, organisation_id: int, period: str) -> int:
    """Consultations reserved in the period and not refunded."""
    counts = dict(
        session.exec(
            select(QuotaEntry.kind, func.count())
            .where(QuotaEntry.organisation_id == organisation_id, QuotaEntry.period == period)
            .group_by(col(QuotaEntry.kind))
        ).all()
    )
    return counts.get(QuotaEvent.RESERVE, 0) - counts.get(QuotaEvent.REFUND, 0)


def left(session: Session, organisation_id: int, plan: Plan, now: datetime) -> int | None:
    """Consultations that may still be reserved now; None means without end."""
    if plan.consultations == UNLIMITED:
        return None
    return max(plan.consultations - used(session, organisation_id, period_of(now)), 0)


def reserve(session: Session, organisation_id: int, plan: Plan, reference: str, now: datetime) -> bool:
    """Take one consultation for `reference`; False when the plan is used up. Twice for one reference takes one."""
    session.exec(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update()).one()
    if _entry(session, reference, QuotaEvent.RESERVE):
        return True
    if left(session, organisation_id, plan, now) == 0:
        return False
    session.add(
        QuotaEntry(
            organisation_id=organisation_id,
            period=period_of(now),
            reference=reference,
            kind=QuotaEvent.RESERVE,
            at=now,
        )
    )
    session.flush()
    return True


def settle(session: Session, reference: str, now: datetime) -> None:
    """The reserved consultation was answered. Nothing happens when it was settled already, or never reserved."""
    _follow(session, reference, QuotaEvent.SETTLE, now)


def refund(session: Session, reference: str, now: datetime) -> None:
    """Give the consultation back, once, to the period that it was taken from."""
    _follow(session, reference, QuotaEvent.REFUND, now)


def _follow(session: Session, reference: str, kind: QuotaEvent, now: datetime) -> None:
    taken = _entry(session, reference, QuotaEvent.RESERVE)
    if taken is None:
        return
    session.exec(select(Organisation.id).where(Organisation.id == taken.organisation_id).with_for_update()).one()
    if _entry(session, reference, kind):
        return
    session.add(
        QuotaEntry(organisation_id=taken.organisation_id, period=taken.period, reference=reference, kind=kind, at=now)
    )
    session.flush()


def _entry(session: Session, reference: str, kind: QuotaEvent) -> QuotaEntry | None:
    return session.exec(select(QuotaEntry).where(QuotaEntry.reference == reference, QuotaEntry.kind == kind)).first()
