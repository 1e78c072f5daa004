"""Mail that waits for a person: let it go on, turn it away, or be done with it."""

from sqlmodel import Session

from accounts import quota
from accounts.clients import organisation_of
from config.errors import CaseConsultantError
from consultations import audit, jobs
from consultations.desk import Desk
from consultations.filing import open_filed
from consultations.lifecycle import MAIL, MailReason, MailState, step
from consultations.models import InboundMail, JobKind, ThreadChoice

_TURNED_AWAY = {
    MailState.HELD: MailState.REFUSED,
    MailState.QUARANTINED: MailState.DISCARDED,
    MailState.PARKED: MailState.DISCARDED,
}


class HeldError(CaseConsultantError):
    """The mail cannot go on as asked; the message says why."""


def release(desk: Desk, session: Session, mail_id: int, actor: str, *, own_case: bool = False) -> str:
    """A person vouches for a held mail's sender, or wants a mail read again; else raises HeldError.

    A mail that continues a case of others joins it from then on, or with `own_case` becomes a case of its own.

    Gives what will keep it all the same, as a sentence that says what to do; empty when nothing is known to.
    """
    mail = _mail(session, mail_id)
    missing = _still_missing(desk, session, mail)
    if mail.state in {MailState.HELD, MailState.REFUSED}:
        mail.released_by = actor
    if own_case:
        mail.thread = ThreadChoice.OWN_CASE
    elif mail.reason == MailReason.NOT_A_PARTICIPANT:
        mail.thread = ThreadChoice.JOINS
    if MailState.STORED in MAIL[mail.state]:
        mail.state = step(MAIL, mail.state, MailState.STORED)
    elif mail.state is not MailState.HELD:
        raise HeldError(f"Mail {mail_id} is {mail.state}; only held, refused, quarantined or parked mail goes on.")
    session.add(mail)
    audit.record(session, "mail", "mail_released", actor, desk.clock(), mail=mail.id)
    jobs.enqueue(session, JobKind.INTAKE, mail.id, desk.clock())
    return missing


def _still_missing(desk: Desk, session: Session, mail: InboundMail) -> str:
    """What intake asks for beyond a person's word, in the order in which it asks."""
    if mail.state is MailState.QUARANTINED:
        return f"If it reads as before, it is set aside again. {mail.detail}".rstrip()
    filed = open_filed(desk.vault, mail)
    if filed is None:
        return ""
    organisation = organisation_of(session, filed.sender.addr)
    if organisation is None:
        return (
            "Its sender belongs to no account, so it will be held again: add the address with "
            "`caseconsultant accounts add` or `caseconsultant accounts add-address`, then release the mail again."
        )
    if organisation.baa_signed_on is None:
        return (
            f"{organisation.name} has no signed agreement, so it will be held again: "
            "`caseconsultant accounts sign-agreement` lets it go on."
        )
    left = quota.left(session, organisation.id, desk.plan(organisation.plan), desk.clock())
    if left == 0 and mail.reason != MailReason.OVER_QUOTA:
        return (
            f"The plan of {organisation.name} is used up: unless it belongs to an open case, it will be held again "
            "until the plan renews, or until you release it once more."
        )
    return ""


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
