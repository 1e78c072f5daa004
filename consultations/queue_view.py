"""The lists that a desk works from: cases by what they wait for, filtered, and found by their words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, not_, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from accounts.models import Organisation, Person
from consultations import drafting, repository, search
from consultations.desk import Desk
from consultations.desk_models import Claim
from consultations.held_view import MAIL_FOR_A_PERSON
from consultations.lifecycle import CaseState
from consultations.models import Consultation, Draft, InboundMail

SHOWN = 100
"""Cases on one page: more than anybody answers in a day."""


class Shelf(StrEnum):
    """Where a case lies on the desk. A snoozed case is in review, and out of the way until its time comes."""

    REVIEW = "review"
    WAITING = "waiting"
    SNOOZED = "snoozed"
    SENT = "sent"
    FAILED = "failed"


STATES: dict[Shelf, tuple[CaseState, ...]] = {
    Shelf.REVIEW: (CaseState.IN_REVIEW, CaseState.ESCALATED, CaseState.DRAFTING),
    Shelf.WAITING: (CaseState.WAITING_FOR_CLIENT,),
    Shelf.SNOOZED: (CaseState.IN_REVIEW,),
    Shelf.SENT: (CaseState.APPROVED, CaseState.ANSWERED, CaseState.DECLINED, CaseState.CLOSED),
    Shelf.FAILED: (CaseState.FAILED,),
}
_COUNTED = (Shelf.REVIEW, Shelf.WAITING, Shelf.SNOOZED, Shelf.FAILED)
"""What is over is not counted: it grows for ever, and nobody works it off."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One case in a list, with the codes of its newest draft, and counts of its code lines and checks.

    `working` is who has claimed it now, `assigned` who should answer it; names, or empty.
    """

    number: str
    topic: str
    organisation: str
    state: CaseState
    due_at: datetime
    drafted: bool = False
    codes: tuple[str, ...] = ()
    failing: int = 0
    warnings: int = 0
    unchecked: int = 0
    working: str = ""
    assigned: str = ""
    snoozed_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; empty values narrow nothing. `mine` is the key of a person, or 0.

    `to_mend` are cases whose newest draft has something that fails, warns or was not run.
    """

    client: str = ""
    topic: str = ""
    plan: str = ""
    mine: int = 0
    to_mend: bool = False


EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Choices:
    """What the cases of a shelf can be narrowed to."""

    clients: tuple[str, ...]
    topics: tuple[str, ...]
    plans: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much lies on each shelf that is worked off, and how many mails wait for a person."""

    shelves: dict[Shelf, int]
    held: int


def entries(
    desk: Desk, session: Session, shelf: Shelf, filters: Filters = EVERYTHING, limit: int = SHOWN
) -> tuple[Entry, ...]:
    """The cases of a shelf: due first, snoozed ones by when they wake, sent ones the newest first."""
    order: dict[Shelf, Any] = {
        Shelf.SENT: col(Consultation.received_at).desc(),
        Shelf.SNOOZED: col(Consultation.snoozed_until),
    }
    query = _narrowed(select(Consultation).where(_on(desk, shelf)), desk, filters)
    return entries_of(
        desk, session, session.exec(query.order_by(order.get(shelf, Consultation.due_at)).limit(limit)).all()
    )


def found(desk: Desk, session: Session, asked: str, filters: Filters = EVERYTHING) -> tuple[Entry, ...]:
    """The newest cases, on whatever shelf, that hold every word asked for."""
    keys = search.find(desk, session, asked)
    query = _narrowed(select(Consultation).where(col(Consultation.id).in_(keys)), desk, filters)
    return entries_of(desk, session, session.exec(query.order_by(col(Consultation.id).desc()).limit(SHOWN)).all())


def choices(desk: Desk, session: Session, shelf: Shelf) -> Choices:
    """The clients, topics and plans of the cases on a shelf; none for what was sent, which is searched instead."""
    if shelf is Shelf.SENT:
        return Choices((), (), ())
    rows = session.exec(
        select(Organisation.name, Consultation.topic, Organisation.plan)
        .join(Organisation, col(Organisation.id) == col(Consultation.organisation_id))
        .where(_on(desk, shelf))
        .distinct()
    ).all()
    clients, topics, plans = (tuple(sorted({row[place] for row in rows})) for place in range(3))
    return Choices(clients, topics, plans)


def entries_of(desk: Desk, session: Session, cases: Sequence[Consultation]) -> tuple[Entry, ...]:
    """These cases as a list shows them, in the order given. No answer is opened for it."""
    keys = [case.id for case in cases]
    drafts = repository.newest_drafts(session, keys)
    organisations = _names(session, Organisation, {case.organisation_id for case in cases})
    claims = dict(
        session.exec(
            select(Claim.consultation_id, Claim.person_id).where(
                col(Claim.consultation_id).in_(keys), Claim.until > desk.clock()
            )
        ).all()
    )
    people = _names(session, Person, {*claims.values(), *(case.assigned_to for case in cases if case.assigned_to)})
    return tuple(
        _entry(
            desk,
            case,
            drafts.get(case.id),
            organisation=organisations[case.organisation_id],
            working=people.get(claims.get(case.id, 0), ""),
            assigned=people.get(case.assigned_to or 0, ""),
        )
        for case in cases
    )


def counts(desk: Desk, session: Session) -> Counts:
    """What the tabs say."""
    shelves = {
        shelf: session.exec(select(func.count()).select_from(Consultation).where(_on(desk, shelf))).one()
        for shelf in _COUNTED
    }
    return Counts(shelves=shelves, held=repository.how_many(session, InboundMail, *MAIL_FOR_A_PERSON))


def _entry(
    desk: Desk, case: Consultation, draft: Draft | None, *, organisation: str, working: str, assigned: str
) -> Entry:
    return Entry(
        number=case.number,
        topic=case.topic,
        organisation=organisation,
        state=case.state,
        due_at=case.due_at,
        drafted=draft is not None,
        codes=drafting.codes_of(desk, case, draft) if draft else (),
        failing=draft.failing if draft else 0,
        warnings=draft.warnings if draft else 0,
        unchecked=draft.unchecked if draft else 0,
        working=working,
        assigned=assigned,
        snoozed_until=case.snoozed_until if case.snoozed_until and case.snoozed_until > desk.clock() else None,
    )


def _on(desk: Desk, shelf: Shelf) -> ColumnElement[bool]:
    """Whether a case lies on the shelf."""
    in_state = col(Consultation.state).in_(STATES[shelf])
    asleep = and_(col(Consultation.snoozed_until).is_not(None), col(Consultation.snoozed_until) > desk.clock())
    if shelf is Shelf.SNOOZED:
        return and_(in_state, asleep)
    return and_(in_state, not_(asleep)) if shelf is Shelf.REVIEW else in_state


def _narrowed(query: SelectOfScalar[Consultation], desk: Desk, filters: Filters) -> SelectOfScalar[Consultation]:
    if filters.topic:
        query = query.where(Consultation.topic == filters.topic)
    if filters.client or filters.plan:
        of = select(Organisation.id)
        of = of.where(Organisation.name == filters.client) if filters.client else of
        of = of.where(Organisation.plan == filters.plan) if filters.plan else of
        query = query.where(col(Consultation.organisation_id).in_(of))
    if filters.mine:
        claimed = select(Claim.consultation_id).where(Claim.person_id == filters.mine, Claim.until > desk.clock())
        query = query.where(or_(Consultation.assigned_to == filters.mine, col(Consultation.id).in_(claimed)))
    if filters.to_mend:
        newest = (
            select(func.max(Draft.version)).where(Draft.consultation_id == Consultation.id).correlate(Consultation)
        ).scalar_subquery()
        open_points = select(Draft.id).where(
            Draft.consultation_id == Consultation.id,
            Draft.version == newest,
            or_(Draft.failing > 0, Draft.warnings > 0, Draft.unchecked > 0),
        )
        query = query.where(open_points.exists())
    return query


def _names(session: Session, table: type[Organisation | Person], keys: set[int]) -> dict[int, str]:
    if not keys:
        return {}
    return dict(session.exec(select(table.id, table.name).where(col(table.id).in_(keys))).all())
