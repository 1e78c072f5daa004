"""What happens to a mail of ours on its way out: begin, and what became of it. The socket is the worker's."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from consultations import answers, audit, bounces, cases, drafting, jobs, outbox, repository
from consultations.desk import Desk
from consultations.letters import AnswerLetter, Letter
from consultations.lifecycle import OUT, CaseState, OutState, TransitionError, step
from consultations.models import Approval, Consultation, JobKind, OutboundMail, OutKind
from consultations.outbox import Headers
from consultations.ports import Delivery, Outcome

_MINUTE = timedelta(minutes=1)
_A_SECOND = timedelta(seconds=1)
_LONGEST_RETRY = timedelta(minutes=30)


class TamperedError(Exception):
    """The answer in the outbox is not the draft that was approved; it is not sent."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """All that is needed to write and send one mail. `mime` is there already when an earlier try wrote it."""

    outbound_id: int
    kind: OutKind
    message_id: str
    letter: Letter
    headers: Headers
    written_at: datetime
    mime: bytes | None
    envelope_id: str


def parcel(desk: Desk, session: Session, outbound_id: int) -> Parcel:
    """Open a row of the outbox; raises TamperedError when an answer is not what its approval is bound to."""
    mail = session.get_one(OutboundMail, outbound_id)
    safe = outbox.about(session, mail).safe(desk.vault)
    letter, headers = outbox.open_letter(mail, safe)
    if isinstance(letter, AnswerLetter):
        approval = session.get_one(Approval, mail.approval_id)
        if answers.digest(letter.answer, (headers.to.addr,)) != approval.draft_sha256:
            raise TamperedError(f"outbound mail {outbound_id}")
    return Parcel(
        outbound_id=mail.id,
        kind=mail.kind,
        message_id=mail.message_id,
        letter=letter,
        headers=headers,
        written_at=mail.created_at,
        mime=outbox.open_mime(mail, safe),
        envelope_id=outbox.envelope_id(desk, mail),
    )


def begin(desk: Desk, session: Session, outbound_id: int, content: bytes, *, repeatable: bool) -> bool:
    """Mark the mail as being sent and keep exactly what is sent; False when it must not be sent now.

    A mail that is found in SENDING was interrupted by a crash. Unless sending it twice has the effect of once
    (`repeatable`), it becomes uncertain: the journal, or a person, decides.
    """
    mail = session.get_one(OutboundMail, outbound_id, with_for_update=True)
    if mail.state is OutState.SENDING and not repeatable:
        _uncertain(desk, session, mail, "The service stopped while this mail was being sent.")
        return False
    if mail.state is OutState.PENDING:
        mail.state = step(OUT, mail.state, OutState.SENDING)
        outbox.seal_mime(mail, outbox.about(session, mail).safe(desk.vault), content)
    mail.tries += 1
    session.add(mail)
    return mail.state is OutState.SENDING


def conclude(desk: Desk, session: Session, outbound_id: int, delivery: Delivery, mine: jobs.Lease) -> None:
    """Record what became of a try. That a mail was sent is a fact, and recorded even when the lease was lost."""
    mail, case = _locked(session, outbound_id)
    if delivery.outcome is Outcome.SENT:
        if OutState.SENT in OUT[mail.state]:
            sent(desk, session, mail)
        with suppress(jobs.LeaseLost):
            jobs.finish(session, mine)
        return
    if mail.state is not OutState.SENDING:
        return
    mail.detail, mail.status = delivery.detail, delivery.status
    session.add(mail)
    if delivery.outcome is Outcome.BLOCKED or (delivery.outcome is Outcome.TRY_AGAIN and not _too_old(desk, mail)):
        mail.state = step(OUT, mail.state, OutState.PENDING)
        jobs.again(session, mine, desk.clock() + retry_after(mail.tries), delivery.detail, counts=False)
        if case and mail.kind is OutKind.ANSWER and drafting.has_unread_mail(session, case):
            cases.take_up(desk, session, case)  # it would answer less than the client has asked by now
        return
    if delivery.outcome is Outcome.UNCERTAIN:
        _uncertain(desk, session, mail, delivery.detail)
    else:
        mail.state = step(OUT, mail.state, OutState.UNDELIVERABLE)
        if case:
            bounces.undeliverable(desk, session, case, mail)
    jobs.finish(session, mine)


def retry_after(tries: int) -> timedelta:
    """2, 4, 8 … seconds after the first, second, third try; at most what RFC 5321 (4.5.4.1) would have as the least."""
    return min(timedelta(seconds=2 ** min(tries, 12)), _LONGEST_RETRY)


def must_wait(desk: Desk, session: Session) -> timedelta:
    """How long until another mail may be handed to the next server, by its limit a minute; zero when at once."""
    limit = desk.settings.smtp.mails_a_minute if desk.settings.smtp else 0
    if not limit:
        return timedelta(0)
    lately = repository.handed_in_since(session, desk.clock() - _MINUTE, limit)
    return max(lately[-1] + _MINUTE - desk.clock(), _A_SECOND) if len(lately) >= limit else timedelta(0)


def _too_old(desk: Desk, mail: OutboundMail) -> bool:
    return desk.clock() - mail.created_at > timedelta(hours=desk.settings.give_up_hours)


def _locked(session: Session, outbound_id: int) -> tuple[OutboundMail, Consultation | None]:
    """A mail of ours and its case; the case is locked first, as everywhere, so that nobody waits in a circle."""
    mail = session.get_one(OutboundMail, outbound_id)
    case = repository.locked(session, mail.consultation_id) if mail.consultation_id else None
    return session.get_one(OutboundMail, outbound_id, with_for_update=True, populate_existing=True), case


def sent(desk: Desk, session: Session, mail: OutboundMail) -> None:
    """The next server has the mail. An answer makes its case answered; a notice of decline closes it."""
    if mail.state is OutState.SENT:
        return
    mail.state, mail.sent_at = step(OUT, mail.state, OutState.SENT), desk.clock()
    session.add(mail)
    if desk.settings.sent is not None:
        jobs.enqueue(session, JobKind.KEEP_COPY, mail.id, desk.clock())
    if mail.consultation_id is None:
        return
    case = repository.locked(session, mail.consultation_id)
    audit.record(session, case.number, "mail_sent", audit.SERVICE, desk.clock(), outbound=mail.id, kind=mail.kind)
    if mail.kind is OutKind.ANSWER and case.state is CaseState.APPROVED:
        case.answered_at = desk.clock()
        cases.move(desk, session, case, CaseState.ANSWERED, "answered", outbound=mail.id)
        jobs.enqueue(session, JobKind.KEEP_PRECEDENT, mail.id, desk.clock())
    elif mail.kind is OutKind.NOTICE and case.state is CaseState.DECLINED:
        cases.move(desk, session, case, CaseState.CLOSED, "closed", outbound=mail.id)


def settle_uncertain(desk: Desk, session: Session, outbound_id: int, *, in_journal: bool) -> datetime | None:
    """Take the journal's word; None when the mail is settled, else since when it is uncertain."""
    mail, _ = _locked(session, outbound_id)
    if mail.state is OutState.UNCERTAIN and in_journal:
        sent(desk, session, mail)
    return mail.uncertain_since if mail.state is OutState.UNCERTAIN else None


def decide_uncertain(desk: Desk, session: Session, outbound_id: int, actor: str, *, was_sent: bool) -> None:
    """A person says whether an uncertain mail was sent; if not, it is sent again.

    Raises NotFoundError, and TransitionError for a mail that is not uncertain: another try may be under way.
    """
    mail = session.get(OutboundMail, outbound_id, with_for_update=True)
    if mail is None:
        raise repository.NotFoundError(f"There is no mail {outbound_id}. `caseconsultant outbox list` shows them.")
    if mail.state is not OutState.UNCERTAIN:
        raise TransitionError(f"Mail {outbound_id} is {mail.state}; only an uncertain mail is decided by a person.")
    action = "uncertain_was_sent" if was_sent else "uncertain_send_again"
    audit.record(session, "outbox", action, actor, desk.clock(), outbound=mail.id)
    if was_sent:
        sent(desk, session, mail)
        return
    mail.state = step(OUT, mail.state, OutState.PENDING)
    session.add(mail)
    jobs.enqueue(session, JobKind.SEND, mail.id, desk.clock())


def _uncertain(desk: Desk, session: Session, mail: OutboundMail, detail: str) -> None:
    mail.state, mail.detail = step(OUT, mail.state, OutState.UNCERTAIN), detail
    mail.uncertain_since = desk.clock()
    session.add(mail)
    jobs.enqueue(session, JobKind.CHECK_JOURNAL, mail.id, desk.clock())
