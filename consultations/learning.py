"""An answer that was sent becomes a precedent; one that a person had amended becomes a lesson as well.

Its words pass the gate first. Where the gate is not sure, topic and codes are kept, and no words.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlmodel import Session, select

from accounts.clients import addresses_of
from accounts.models import Organisation
from config.columns import new_row_id
from consultations import audit, drafting, lessons, repository
from consultations.answers import Answer
from consultations.desk import Desk
from consultations.drafting import Reading
from consultations.lessons import Lesson
from consultations.models import Approval, Consultation, Draft, OutboundMail, Precedent, PrecedentTerm
from consultations.ports import Gate, UnsureError
from consultations.precedents import TABLE, TOLD, Told, on_a_claim, safe_of, terms, text_of


@dataclass(frozen=True, slots=True)
class Learned:
    """A precedent that is not kept yet: its words passed the gate, or there are none."""

    consultation_id: int
    draft_id: int
    told: Told
    words: str = field(repr=False)
    lesson: Lesson | None = field(default=None, repr=False)


def learn(desk: Desk, session: Session, outbound_id: int, gate: Gate) -> Learned | None:
    """What the answer that was sent by this mail teaches; None where it is kept already."""
    mail = session.get_one(OutboundMail, outbound_id)
    approval = session.get_one(Approval, mail.approval_id)
    if _is_kept(session, approval.draft_id):
        return None
    case = session.get_one(Consultation, approval.consultation_id)
    draft = session.get_one(Draft, approval.draft_id)
    answer = drafting.open_draft(desk, case, draft)
    reading = drafting.read(desk, session, case)
    known = _known(session, case, reading)
    told = Told(answer.topic, tuple(on_a_claim(line) for line in answer.code_lines))
    try:
        headline = gate(answer.headline, known)
        words = gate(f"{answer.summary}\n{text_of(reading.record)}", known)
        drafted = _overruled(desk, session, case, draft)
        lesson = _lesson(drafted, answer, reading, gate, known) if drafted else None
    except UnsureError:
        return Learned(case.id, draft.id, told, "")
    return Learned(case.id, draft.id, Told(told.topic, told.codes, headline), words, lesson)


def keep(desk: Desk, session: Session, learned: Learned) -> None:
    """Keep it, unless a first run did."""
    case = repository.locked(session, learned.consultation_id)
    if _is_kept(session, learned.draft_id):
        return
    row, safe = new_row_id(), safe_of(desk, case)
    precedent = Precedent(
        id=row,
        consultation_id=case.id,
        draft_id=learned.draft_id,
        organisation_id=case.organisation_id,
        at=desk.clock(),
        told=safe.seal(TABLE, row, "told", TOLD.dump_json(learned.told)),
        lesson=safe.seal(TABLE, row, "lesson", lessons.to_json(learned.lesson)) if learned.lesson else None,
    )
    session.add(precedent)
    session.flush()
    named = terms(desk.vault, learned.told.topic, learned.told.codes, learned.words)
    session.add_all([PrecedentTerm(term=term, precedent_id=row) for term in named])


def open_lesson(desk: Desk, session: Session, precedent: Precedent) -> Lesson | None:
    """What the amendment before this precedent teaches, or None."""
    if precedent.lesson is None:
        return None
    case = session.get_one(Consultation, precedent.consultation_id)
    return lessons.from_json(safe_of(desk, case).open(TABLE, precedent.id, "lesson", precedent.lesson))


def _is_kept(session: Session, draft_id: int) -> bool:
    return session.exec(select(Precedent.id).where(Precedent.draft_id == draft_id)).first() is not None


def _known(session: Session, case: Consultation, reading: Reading) -> tuple[str, ...]:
    """Names and addresses that the case itself gives."""
    organisation = session.get_one(Organisation, case.organisation_id)
    addresses = addresses_of(session, organisation)
    given = (*reading.record.people, *addresses, case.number)
    return tuple(name for name in given if name)


def _overruled(desk: Desk, session: Session, case: Consultation, draft: Draft) -> Answer | None:
    """The assistant's draft that a person wrote this one over; None where the assistant's own was approved."""
    if draft.author == audit.ASSISTANT:
        return None
    earlier = [
        one
        for one in repository.drafts_of(session, case.id)
        if one.version < draft.version and one.author == audit.ASSISTANT
    ]
    return drafting.open_draft(desk, case, earlier[-1]) if earlier else None


def _lesson(drafted: Answer, right: Answer, reading: Reading, gate: Gate, known: Collection[str]) -> Lesson:
    return Lesson(
        subject=gate(reading.record.subject, known),
        documents=tuple(gate(document.text, known) for document in reading.record.documents),
        day=lessons.day_like(right.facts.date_of_service),
        setting=right.facts.setting,
        payer=right.facts.payer,
        drafted=tuple(line.code for line in drafted.code_lines),
        right=tuple(line.code for line in right.code_lines),
    )
