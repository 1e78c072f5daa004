"""A bounce is bound to the exact mail of ours that it is about, by its Message-ID, which nobody can guess."""

from sqlmodel import Session

from accounts import quota
from consultations import audit, cases, outbox, repository
from consultations.desk import Desk
from consultations.lifecycle import CASE, OUT, CaseState, OutState, step
from consultations.messages import InboundMessage
from consultations.models import Consultation, OutboundMail, OutKind
from consultations.tokens import tokens


def take(desk: Desk, session: Session, message: InboundMessage) -> Consultation | None:
    """Act on a machine's mail about a mail of ours; the case that it belongs to, or None.

    A permanent failure makes our mail undeliverable; an answer's case is reopened for a person and refunded, once.
    A delay, or an automatic reply, is only filed.
    """
    original = message.bounce.original_message_id if message.bounce else None
    ours = repository.outbound_by_message_id(session, original) if original else None
    if ours is None:
        return _case_replied_to(desk, session, message)
    if ours.consultation_id is None:
        return None
    consultation = repository.locked(session, ours.consultation_id)
    if message.bounce and message.bounce.permanent and OutState.UNDELIVERABLE in OUT[ours.state]:
        ours.state = step(OUT, ours.state, OutState.UNDELIVERABLE)
        ours.detail = f"bounced {message.bounce.status}".strip()
        session.add(ours)
        undeliverable(desk, session, consultation, ours)
    return consultation


def undeliverable(desk: Desk, session: Session, consultation: Consultation, ours: OutboundMail) -> None:
    """What follows when a mail of ours could not be delivered: an answer goes back to review and is refunded."""
    audit.record(session, consultation.number, "mail_undeliverable", audit.SERVICE, desk.clock(), outbound=ours.id)
    if ours.kind is not OutKind.ANSWER:
        return
    quota.refund(session, consultation.quota_reference, desk.clock())
    if CaseState.IN_REVIEW in CASE[consultation.state]:
        cases.move(desk, session, consultation, CaseState.IN_REVIEW, "reopened_undeliverable", outbound=ours.id)


def _case_replied_to(desk: Desk, session: Session, message: InboundMessage) -> Consultation | None:
    """The case that an automatic reply names by our signed token."""
    for token in tokens(message.references, desk.vault.token_key(outbox.TOKEN_PURPOSE)):
        ours = session.get(OutboundMail, token.outbound_id)
        if ours is not None and ours.consultation_id is not None:
            return repository.locked(session, ours.consultation_id)
    return None
