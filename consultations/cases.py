"""Opening a case, and taking a case up for drafting."""

import secrets
from datetime import timedelta

from sqlmodel import Session

from accounts.models import Organisation
from consultations import audit, jobs, outbox, repository
from consultations.desk import Desk
from consultations.letters import AcknowledgementLetter
from consultations.lifecycle import CASE, OUT, CaseState, OutState, step
from consultations.messages import InboundMessage
from consultations.models import Consultation, InboundMail, JobKind, OutKind
from consultations.standing import greeting, standing

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def open_case(
    desk: Desk, session: Session, mail: InboundMail, organisation: Organisation, reference: str
) -> Consultation:
    """A new case, due within the plan's review time after its mail arrived."""
    plan = desk.plan(organisation.plan)
    consultation = Consultation(
        number=_new_number(),
        organisation_id=organisation.id,
        state=CaseState.DRAFTING,
        received_at=mail.received_at,
        due_at=mail.received_at + timedelta(minutes=plan.review_minutes),
        quota_reference=reference,
        data_key=b"",
    )
    consultation.data_key = desk.vault.new_data_key("consultation", consultation.id)
    session.add(consultation)
    audit.record(session, consultation.number, "case_opened", audit.SERVICE, desk.clock(), mail=mail.id)
    return consultation


def follow_up_is_free(desk: Desk, consultation: Consultation, organisation: Organisation) -> bool:
    """Whether a mail on this case costs nothing: it is not answered yet, or was within the plan's follow-up days."""
    if consultation.answered_at is None:
        return consultation.state is not CaseState.CLOSED
    days = desk.plan(organisation.plan).follow_up_days
    return desk.clock() <= consultation.answered_at + timedelta(days=days)


def acknowledge(
    desk: Desk, session: Session, consultation: Consultation, message: InboundMessage, organisation: Organisation
) -> None:
    """Tell the client at once that the case is open, when it is due, and what is left of the plan."""
    if not desk.settings.acknowledge:
        return
    letter = AcknowledgementLetter(
        case_number=consultation.number,
        greeting=greeting(message.sender),
        due_at=consultation.due_at,
        standing=standing(desk, session, organisation),
    )
    headers = outbox.reply_headers(message.sender, message.message_id, message.references)
    outbox.post_automatic(desk, session, OutKind.ACKNOWLEDGEMENT, letter, headers, outbox.About(consultation, None))


def take_up(desk: Desk, session: Session, consultation: Consultation) -> None:
    """A mail was filed on the case: draft anew, so that no answer leaves that has not read it.

    An answer that is approved but has not left is taken back. An answer that is being sent is let go; the draft job
    waits until it has left. An escalated case stays with the person who has it; a snoozed one wakes. The answer goes to
    whoever wrote the newest mail, also where a person had chosen another address.
    """
    consultation.answer_to = consultation.snoozed_until = None
    session.add(consultation)
    if consultation.state is CaseState.APPROVED:
        take_back(desk, session, consultation, "answer_taken_back", audit.SERVICE)
    if consultation.state is CaseState.DECLINED:
        move(desk, session, consultation, CaseState.CLOSED, "closed")
    if CaseState.DRAFTING in CASE[consultation.state]:
        move(desk, session, consultation, CaseState.DRAFTING, "taken_up")
    want_draft(desk, session, consultation)


def want_draft(desk: Desk, session: Session, consultation: Consultation) -> None:
    """Ask for a draft, where the case may have one."""
    if desk.settings.draft and consultation.state in {CaseState.DRAFTING, CaseState.APPROVED}:
        jobs.enqueue(session, JobKind.DRAFT, consultation.id, desk.clock())


def take_back(desk: Desk, session: Session, consultation: Consultation, action: str, actor: str) -> bool:
    """Cancel the approved answer if it has not left, and give the case back to review; whether it had not."""
    waiting = repository.answers_waiting(session, consultation.id)
    for mail in waiting:
        mail.state = step(OUT, mail.state, OutState.CANCELLED)
        session.add(mail)
    if waiting:
        move(desk, session, consultation, CaseState.IN_REVIEW, action, actor, outbound=waiting[-1].id)
    return bool(waiting)


def move(
    desk: Desk,
    session: Session,
    consultation: Consultation,
    state: CaseState,
    action: str,
    actor: str = audit.SERVICE,
    **details: str | int,
) -> None:
    """Take the case along one way of its table, with its audit event."""
    consultation.state = step(CASE, consultation.state, state)
    session.add(consultation)
    audit.record(session, consultation.number, action, actor, desk.clock(), state=state, **details)


def _new_number() -> str:
    """`CC-` and six random Crockford characters. One that is taken already (1 in 10^9) fails the insert: the mail is
    then admitted again, with another number.
    """
    return "CC-" + "".join(secrets.choice(_CROCKFORD) for _ in range(6))
