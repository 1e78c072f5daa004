"""Admitting a mail: screening, trust, thread, quota. Every mail ends in exactly one named state."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import defer
from sqlmodel import Session

from accounts import quota
from accounts.clients import organisation_of
from accounts.models import Organisation
from config.columns import new_row_id
from consultations import attaching, audit, bounces, cases, outbox, threads
from consultations.desk import Desk
from consultations.filing import readable, seal_filed
from consultations.letters import (
    AgreementMissingLetter,
    EncryptedLetter,
    OverQuotaLetter,
    UndeliveredLetter,
    UnknownSenderLetter,
)
from consultations.lifecycle import MAIL, MailReason, MailState, step
from consultations.messages import UNSIGNED, AuthenticatedBy, InboundMessage, Quarantine, Signature, Verdict
from consultations.models import Consultation, InboundMail, OutboundMail, OutKind, ThreadChoice
from consultations.standing import greeting, standing
from consultations.tokens import ABOUT_NO_CASE, tokens

_ONE_DAY = timedelta(days=1)
REPLY_VOUCHES_FOR = timedelta(days=30)
"""As long as the longest follow-up window of the plans that ship; who replies later is looked at by a person."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A stored mail together with what the mail room made of it. `released_by` names the person who vouches for it."""

    mail_id: int
    message: InboundMessage
    verdict: Verdict
    released_by: str = ""
    signature: Signature = UNSIGNED


def quarantine(desk: Desk, session: Session, mail_id: int, why: Quarantine) -> None:
    """Set a mail aside that cannot be read safely; its bytes stay and can be replayed."""
    mail = _fresh(session, mail_id)
    if mail is not None:
        _end(desk, session, mail, MailState.QUARANTINED, why.reason, why.detail)


def admit(desk: Desk, session: Session, arrival: Arrival) -> None:
    """Decide what a mail is, and do what follows from it, in the caller's transaction. A second call does nothing."""
    with session.no_autoflush:  # a flush costs more than any query here; one at the end is enough
        _admit(desk, session, arrival)
    session.flush()


def _admit(desk: Desk, session: Session, arrival: Arrival) -> None:
    mail = _fresh(session, arrival.mail_id)
    if mail is None:
        return
    message = arrival.message
    seal_filed(desk.vault, mail, readable(message, desk.settings.address, arrival.signature.said))
    if message.automatic and not arrival.released_by:
        _screen(desk, session, mail, message)
        return
    verdict, answers = arrival.verdict, None
    if not verdict.authenticated and arrival.signature.vouches:
        verdict = _by_signature(desk, session, arrival)
    if not verdict.authenticated and (ours := _replied_to(desk, session, message)):
        verdict, answers = Verdict(AuthenticatedBy.REPLY_TOKEN, "A reply to our mail to this address."), ours
    mail.verdict = f"{verdict.by}: {verdict.detail}"
    if not verdict.authenticated and not arrival.released_by:
        _end(desk, session, mail, MailState.HELD, MailReason.UNAUTHENTICATED, verdict.detail)
        return
    organisation = organisation_of(session, message.sender.addr)
    if organisation is None:
        _hold_unknown(desk, session, mail, message)
        return
    mail.organisation_id = organisation.id
    if organisation.baa_signed_on is None:
        _hold_without_agreement(desk, session, mail, message)
    elif message.encrypted and not arrival.released_by:
        _hold_encrypted(desk, session, mail, message)
    else:
        _take_in(desk, session, mail, arrival, organisation, answers)


def _by_signature(desk: Desk, session: Session, arrival: Arrival) -> Verdict:
    """A signature vouches for its Message-ID once: whoever was sent the mail could send it again under another date."""
    if threads.is_known(desk, session, arrival.message.message_id):
        return Verdict(AuthenticatedBy.NOTHING, "The mail is signed, but a mail of this Message-ID is filed already.")
    # Without the address: this column is not sealed, the sentence about the signature is.
    return Verdict(AuthenticatedBy.SIGNATURE, "A signature fits a key of this sender, and covers text and headers.")


def _take_in(
    desk: Desk,
    session: Session,
    mail: InboundMail,
    arrival: Arrival,
    organisation: Organisation,
    answers: int | None,
) -> None:
    """A mail of a client with an agreement, on the case that a reply token names (`answers`), or where it belongs."""
    message = arrival.message
    thread = _thread(desk, session, mail, message, organisation, answers)
    if thread is not None and thread.organisation_id != organisation.id:
        _end(desk, session, mail, MailState.HELD, MailReason.UNAUTHENTICATED, "The case is another client's by now.")
        return
    if thread is not None and answers is None and not _may_continue(desk, session, mail, message, thread):
        detail = f"It continues {thread.number}, on which its sender has not written."
        _end(desk, session, mail, MailState.HELD, MailReason.NOT_A_PARTICIPANT, detail)
        return
    _admit_client(desk, session, mail, arrival, organisation, thread)


def _admit_client(
    desk: Desk,
    session: Session,
    mail: InboundMail,
    arrival: Arrival,
    organisation: Organisation,
    thread: Consultation | None,
) -> None:
    """A mail of a known client: a follow-up by whoever takes part, or a new case, within the plan or by a release."""
    message = arrival.message
    free = thread is not None and cases.follow_up_is_free(desk, thread, organisation)
    reference = f"mail:{mail.id}"
    plan = desk.plan(organisation.plan)
    within_plan = free or quota.reserve(session, organisation.id, plan, reference, desk.clock())
    forgiven = arrival.released_by and mail.reason == MailReason.OVER_QUOTA
    if not within_plan and not forgiven:
        _hold_over_quota(desk, session, mail, message, organisation)
        return
    consultation = thread or cases.open_case(desk, session, mail, organisation, reference)
    consultation.subject_hash = consultation.subject_hash or threads.subject_hash(desk, message.subject)
    if thread is not None and not free:
        thread.quota_reference, thread.answered_at = reference, None  # paid: free again until it is answered
    mail.consultation_id, mail.filing = consultation.id, new_row_id()
    nothing_known = thread is None and mail.thread is ThreadChoice.UNDECIDED
    threads.link(desk, session, message, consultation, nothing_known=nothing_known)
    _end(desk, session, mail, MailState.FILED, "", "", stream=consultation.number)
    if thread is None:
        cases.acknowledge(desk, session, consultation, message, organisation)
    if message.attachments:
        attaching.ask_for(desk, session, mail)
    cases.take_up(desk, session, consultation)


def _thread(
    desk: Desk,
    session: Session,
    mail: InboundMail,
    message: InboundMessage,
    organisation: Organisation,
    answers: int | None,
) -> Consultation | None:
    """The case that the mail continues, unless a person said that it is one of its own."""
    if mail.thread is ThreadChoice.OWN_CASE:
        return None
    if answers is not None:
        return threads.surviving(session, session.get_one(Consultation, answers))
    return threads.case_of(desk, session, message, organisation)


def _may_continue(
    desk: Desk, session: Session, mail: InboundMail, message: InboundMessage, thread: Consultation
) -> bool:
    return mail.thread is ThreadChoice.JOINS or threads.takes_part(desk, session, message.sender.addr, thread)


def _screen(desk: Desk, session: Session, mail: InboundMail, message: InboundMessage) -> None:
    """Machines' mail: a bounce is bound to the mail of ours that it is about; nothing of it is ever answered."""
    case = bounces.take(desk, session, message)
    if case is not None:
        mail.consultation_id = case.id
        _end(desk, session, mail, MailState.FILED, str(message.automatic), "", stream=case.number)
        return
    _end(desk, session, mail, MailState.REFUSED, MailReason.AUTOMATIC, f"A machine wrote this ({message.automatic}).")


def _replied_to(desk: Desk, session: Session, message: InboundMessage) -> int | None:
    """The case that a mail of ours was about which this one answers, if we sent it to exactly this address lately.

    Whoever was shown our mail knows its Message-ID. So it vouches for no new case, and not for ever.
    """
    wanted = outbox.recipient_hash(desk.vault, message.sender.addr)
    key = desk.vault.token_key(outbox.TOKEN_PURPOSE)
    for token in reversed(tokens(message.references, key)):
        ours = session.get(OutboundMail, token.outbound_id)
        if ours is None or ours.recipient_hash != wanted or ours.consultation_id is None:
            continue
        if ours.template == UndeliveredLetter.template:
            continue  # its reader may never have written on the case
        if desk.clock() - ours.created_at <= REPLY_VOUCHES_FOR:
            return ours.consultation_id
    return None


def _hold_unknown(desk: Desk, session: Session, mail: InboundMail, message: InboundMessage) -> None:
    _end(desk, session, mail, MailState.HELD, MailReason.UNKNOWN_SENDER, "The address belongs to no client.")
    letter = UnknownSenderLetter()
    if not outbox.had_lately(desk, session, message.sender.addr, letter.template, _ONE_DAY):
        _notify(desk, session, mail, message, letter)


def _hold_without_agreement(desk: Desk, session: Session, mail: InboundMail, message: InboundMessage) -> None:
    _end(desk, session, mail, MailState.HELD, MailReason.NO_AGREEMENT, "No business associate agreement is on file.")
    letter = AgreementMissingLetter(greeting=greeting(message.sender))
    if not outbox.had_lately(desk, session, message.sender.addr, letter.template, _ONE_DAY):
        _notify(desk, session, mail, message, letter)


def _hold_encrypted(desk: Desk, session: Session, mail: InboundMail, message: InboundMessage) -> None:
    _end(desk, session, mail, MailState.HELD, MailReason.ENCRYPTED, f"The mail is encrypted ({message.encrypted}).")
    letter = EncryptedLetter(greeting=greeting(message.sender), method=message.encrypted)
    if not outbox.had_lately(desk, session, message.sender.addr, letter.template, _ONE_DAY):
        _notify(desk, session, mail, message, letter)


def _hold_over_quota(
    desk: Desk, session: Session, mail: InboundMail, message: InboundMessage, organisation: Organisation
) -> None:
    held_before = mail.reason == MailReason.OVER_QUOTA
    _end(desk, session, mail, MailState.HELD, MailReason.OVER_QUOTA, "The plan is used up until it renews.")
    if not held_before:
        letter = OverQuotaLetter(
            greeting=greeting(message.sender),
            standing=standing(desk, session, organisation),
        )
        _notify(desk, session, mail, message, letter)


def _notify(
    desk: Desk,
    session: Session,
    mail: InboundMail,
    message: InboundMessage,
    letter: UnknownSenderLetter | AgreementMissingLetter | EncryptedLetter | OverQuotaLetter,
) -> None:
    key = desk.vault.token_key(outbox.TOKEN_PURPOSE)
    if any(token.case_number == ABOUT_NO_CASE for token in tokens(message.references, key)):
        return  # an answer to a notice of ours: a second notice would begin a loop
    headers = outbox.reply_headers(message.sender, message.message_id, message.references)
    outbox.post_automatic(desk, session, OutKind.NOTICE, letter, headers, outbox.About(None, mail))


def _fresh(session: Session, mail_id: int) -> InboundMail | None:
    """The mail, locked, if it still waits to be admitted."""
    # The bytes were read before this transaction: they are not fetched a second time.
    spared = defer(InboundMail.raw)  # type: ignore[arg-type]
    mail = session.get(InboundMail, mail_id, with_for_update=True, options=[spared])
    return mail if mail is not None and mail.state in {MailState.STORED, MailState.HELD} else None


def _end(
    desk: Desk, session: Session, mail: InboundMail, state: MailState, reason: str, detail: str, *, stream: str = ""
) -> None:
    if mail.state is not state:
        mail.state = step(MAIL, mail.state, state)
    mail.reason, mail.detail = reason, detail
    session.add(mail)
    audit.record(session, stream or "mail", f"mail_{state}", audit.SERVICE, desk.clock(), mail=mail.id, reason=reason)
