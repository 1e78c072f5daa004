"""Mail that waits for a person: let it go on, turn it away, or be done with it."""

from sqlmodel import Session

from config.errors import CaseConsultantError
from consultations import audit, jobs
from consultations.desk import Desk
from consultations.lifecycle import MAIL, MailState, step
from consultations.models import InboundMail, JobKind

_TURNED_AWAY = {
    MailState.HELD: MailState.REFUSED,
    MailState.QUARANTINED: MailState.DISCARDED,
    MailState.PARKED: MailState.DISCARDED,
}


class HeldError(CaseConsultantError):
    """The mail cannot go on as asked; the message says why."""


def release(desk: Desk, session: Session, mail_id: int, actor: str) -> None:
    """A person vouches for a held mail's sender, or wants a mail read again; else raises HeldError."""
    mail = _mail(session, mail_id)
    if mail.state in {MailState.HELD, MailState.REFUSED}:
        mail.released_by = actor
    if MailState.STORED in MAIL[mail.state]:
        mail.state = step(MAIL, mail.state, MailState.STORED)
    elif mail.state is not MailState.HELD:
        raise HeldError(f"Mail {mail_id} is {mail.state}; only held, refused, quarantined or parked mail goes on.")
    session.add(mail)
    audit.record(session, "mail", "mail_released", actor, desk.clock(), mail=mail.id)
    jobs.enqueue(session, JobKind.INTAKE, mail.id, desk.clock())


def refuse(desk: Desk, session: Session, mail_id: int, actor: str) -> None:
    """A person turns away a mail that waits: held mail is refused, set-aside mail discarded; its bytes stay.

    Raises HeldError for any other, so that a second press does nothing more than the first.
    """
    state = _mail(session, mail_id).state
    if state not in _TURNED_AWAY:
        raise HeldError(f"Mail {mail_id} is {state}; somebody decided about it already, or it went on by itself.")
    _set_aside(desk, session, mail_id, actor, _TURNED_AWAY[state])


def discard(desk: Desk, session: Session, mail_id: int, actor: str) -> None:
    """A person is done with a mail that was refused or set aside. Raises HeldError for any other."""
    _set_aside(desk, session, mail_id, actor, MailState.DISCARDED)


def _set_aside(desk: Desk, session: Session, mail_id: int, actor: str, state: MailState) -> None:
    mail = _mail(session, mail_id)
    if state not in MAIL[mail.state]:
        raise HeldError(f"Mail {mail_id} is {mail.state} and cannot be {state}.")
    mail.state = step(MAIL, mail.state, state)
    session.add(mail)
    audit.record(session, "mail", f"mail_{state}", actor, desk.clock(), mail=mail.id)


def _mail(session: Session, mail_id: int) -> InboundMail:
    mail = session.get(InboundMail, mail_id, with_for_update=True)
    if mail is None:
        raise HeldError(f"There is no mail {mail_id}. `caseconsultant mail list` shows those that wait.")
    return mail
