"""Opening a case, finding the case that a mail belongs to, and taking a case up for drafting."""

import secrets
from datetime import timedelta

from sqlmodel import Session, select

from accounts.models import Organisation
from consultations import audit, jobs, outbox, repository
from consultations.desk import Desk
from consultations.letters import AcknowledgementLetter
from consultations.lifecycle import CASE, OUT, CaseState, OutState, step
from consultations.messages import InboundMessage
from consultations.models import Consultation, InboundMail, JobKind, OutKind, ThreadLink
from consultations.standing import greeting, standing
from consultations.tokens import tokens

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def thread_of(desk: Desk, session: Session, message: InboundMessage, organisation: Organisation) -> Consultation | None:
    """The case of this organisation that the mail continues: by our signed token, else by the Message-IDs it names.

    A case of another organisation is never joined, whatever the mail refers to.
    """
    for token in reversed(tokens(message.references, desk.vault.token_key(outbox.TOKEN_PURPOSE))):
        found = session.exec(select(Consultation).where(Consultation.number == token.case_number)).first()
        if found is not None and found.organisation_id == organisation.id:
            return repository.locked(session, found.id)
    hashes = [_hash(desk, message_id) for message_id in _ids(message)]
    linked = repository.cases_linked_to(session, hashes, organisation.id) if hashes else []
    return repository.locked(session, linked[0].id) if linked else None


def link(desk: Desk, session: Session, message: InboundMessage, consultation: Consultation, *, is_new: bool) -> None:
    """Remember the mail's own Message-ID and those that it names, so that mails join in any order of arrival."""
    wanted = {_hash(desk, message_id) for message_id in _ids(message)}
    known = set() if is_new else set(repository.links_of(session, consultation.id))
    for message_id_hash in sorted(wanted - known):
        session.add(ThreadLink(message_id_hash=message_id_hash, consultation_id=consultation.id))


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
    waits until it has left. An escalated case stays with the person who has it.
    """
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


def _ids(message: InboundMessage) -> list[str]:
    return [*([message.message_id] if message.message_id else []), *message.references]


def _hash(desk: Desk, message_id: str) -> str:
    return desk.vault.keyed_hash("message-id", message_id.strip())
