"""The quota ledger: reserve, settle, refund. It is keyed to the organisation, and exact under races.

What is left is never stored; it is counted from the entries while the organisation's row is locked (SQLite: the whole
write transaction is exclusive).
"""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from accounts.models import Organisation, QuotaEntry, QuotaEvent
from config.columns import new_row_id
from config.database import upsert
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


def lock(session: Session, organisation_ids: Collection[int]) -> None:
    """Make others who reserve for these organisations wait until this transaction ends; one order, so no deadlock.

    Rows that point to an organisation may be added meanwhile (FOR NO KEY UPDATE): approvals wait for nobody's intake.
    """
    session.exec(
        select(Organisation.id)
        .where(col(Organisation.id).in_(organisation_ids))
        .order_by(col(Organisation.id))
        .with_for_update(key_share=True)
    ).all()


def reserve(session: Session, organisation_id: int, plan: Plan, reference: str, now: datetime) -> bool:
    """Take one consultation for `reference`; False when the plan is used up. Twice for one reference takes one."""
    lock(session, [organisation_id])
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


def is_settled(session: Session, reference: str) -> bool:
    """Whether the consultation was answered."""
    return _entry(session, reference, QuotaEvent.SETTLE) is not None


def is_refunded(session: Session, reference: str) -> bool:
    """Whether the consultation was given back."""
    return _entry(session, reference, QuotaEvent.REFUND) is not None


def _follow(session: Session, reference: str, kind: QuotaEvent, now: datetime) -> None:
    """Add what follows a reservation, once. It takes nothing, so it need not wait for who reserves meanwhile."""
    taken = _entry(session, reference, QuotaEvent.RESERVE)
    if taken is None:
        return
    session.execute(
        upsert(session, QuotaEntry)
        .values(
            id=new_row_id(),
            organisation_id=taken.organisation_id,
            period=taken.period,
            reference=reference,
            kind=kind,
            at=now,
        )
        .on_conflict_do_nothing(index_elements=["reference", "kind"])
    )


def _entry(session: Session, reference: str, kind: QuotaEvent) -> QuotaEntry | None:
    return session.exec(select(QuotaEntry).where(QuotaEntry.reference == reference, QuotaEntry.kind == kind)).first()
