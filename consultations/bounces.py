"""A bounce is bound to the exact mail of ours that it is about, by its Message-ID, which nobody can guess.

But whoever was sent the mail knows it, and could write a bounce after reading the answer. So a refund wants more: the
name of the envelope (RFC 3461), which only the servers on the way have seen. (docs/decisions/0016)
"""

from datetime import timedelta

from sqlmodel import Session

from accounts import quota
from consultations import audit, cases, outbox, repository, threads, undelivered
from consultations.desk import Desk
from consultations.lifecycle import CASE, OUT, CaseState, OutState, step
from consultations.messages import BounceReport, InboundMessage
from consultations.models import Consultation, OutboundMail, OutKind
from consultations.statuses import bounce_words
from consultations.tokens import tokens

_UNPROVEN = "; its recipient could have written this bounce: nothing is refunded unless the case is declined"
LATEST_BOUNCE = timedelta(days=7)
"""Mail servers give up after 4 to 5 days (RFC 5321, 4.5.4.1); a later bounce is forged, or no news."""


def take(desk: Desk, session: Session, message: InboundMessage) -> Consultation | None:
    """Act on a machine's mail about a mail of ours; the case that it belongs to, or None.

    A failure makes our mail undeliverable; an answer's case, or the one that it was merged into, is reopened for a
    person. It is refunded, once, if the bounce proves that it comes from the way of the mail; else when the person
    declines the case. A delay, an automatic reply, or a bounce that is not about our recipient or comes too late is
    only filed.
    """
    report = message.bounce
    original = report.original_message_id if report else None
    proven = outbox.by_envelope_id(desk, session, report.envelope_id) if report else None
    ours = proven or (repository.outbound_by_message_id(session, original) if original else None)
    if ours is None:
        return _case_replied_to(desk, session, message)
    if ours.consultation_id is None:
        return None
    charged = session.get_one(Consultation, ours.consultation_id)
    consultation = threads.surviving(session, charged)
    session.refresh(ours, with_for_update=True)
    if report and _credible(desk, ours, report):
        if ours.state is OutState.UNCERTAIN:  # what bounces was sent
            ours.state = step(OUT, ours.state, OutState.SENT)
        if OutState.UNDELIVERABLE in OUT[ours.state]:
            ours.state = step(OUT, ours.state, OutState.UNDELIVERABLE)
            ours.status, ours.detail = report.status, bounce_words(report.status) + ("" if proven else _UNPROVEN)
            session.add(ours)
            undeliverable(desk, session, charged, ours, refund=proven is not None)
    return consultation


def _credible(desk: Desk, ours: OutboundMail, report: BounceReport) -> bool:
    """Whether the bounce names the address that we wrote to, and comes while mail servers still try."""
    named = {outbox.recipient_hash(desk.vault, addr) for addr in report.failed_recipients}
    return ours.recipient_hash in named and desk.clock() - ours.created_at < LATEST_BOUNCE


def undeliverable(
    desk: Desk, session: Session, charged: Consultation, ours: OutboundMail, *, refund: bool = True
) -> None:
    """What follows when a mail about the case `charged` could not be delivered: a person looks at the case that goes
    on, an answer is refunded to the one that it was charged to, and the client is told where mail arrives.
    """
    consultation = threads.surviving(session, charged)
    audit.record(session, consultation.number, "mail_undeliverable", audit.SERVICE, desk.clock(), outbound=ours.id)
    if ours.kind is OutKind.ANSWER and refund:
        quota.refund(session, charged.quota_reference, desk.clock())
    undelivered.tell_the_client(desk, session, consultation, ours)
    waits_for_reply = ours.kind is OutKind.QUESTION and consultation.state is CaseState.WAITING_FOR_CLIENT
    reopens = ours.kind is OutKind.ANSWER and CaseState.IN_REVIEW in CASE[consultation.state]
    if waits_for_reply or reopens:
        cases.move(desk, session, consultation, CaseState.IN_REVIEW, "reopened_undeliverable", outbound=ours.id)


def _case_replied_to(desk: Desk, session: Session, message: InboundMessage) -> Consultation | None:
    """The case that an automatic reply names by our signed token."""
    for token in tokens(message.references, desk.vault.token_key(outbox.TOKEN_PURPOSE)):
        ours = session.get(OutboundMail, token.outbound_id)
        if ours is not None and ours.consultation_id is not None:
            return threads.surviving(session, session.get_one(Consultation, ours.consultation_id))
    return None
