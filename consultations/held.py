"""Mail that waits for a person: let it go on, turn it away, or be done with it."""

from sqlmodel import Session

from accounts import quota
from accounts.clients import organisation_of
from config.errors import CaseConsultantError
from consultations import audit, jobs
from consultations.desk import Desk
from consultations.filing import open_filed
from consultations.lifecycle import MAIL, MailReason, MailState, step
from consultations.messages import QuarantineReason
from consultations.models import InboundMail, JobKind, ThreadChoice

_TURNED_AWAY = {
    MailState.HELD: MailState.REFUSED,
    MailState.QUARANTINED: MailState.DISCARDED,
    MailState.PARKED: MailState.DISCARDED,
    MailState.REFUSED: MailState.DISCARDED,
}


_IGNORED = (
    "Nobody can let it through while ClamAV finds that. If the alarm is false, name it in a file *.ign2 beside its "
    "signatures, and have the mail replayed."
)


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
    _read_again(desk, session, mail, actor, "mail_released")
    return missing


def replay(desk: Desk, session: Session, mail_id: int, actor: str) -> None:
    """Have a mail read and judged again, as if it came now; nobody vouches for it. Raises HeldError."""
    _read_again(desk, session, _mail(session, mail_id), actor, "mail_replayed")


def _read_again(desk: Desk, session: Session, mail: InboundMail, actor: str, action: str) -> None:
    if _is_malware(mail) and desk.settings.clamav is None:
        raise HeldError(f"{mail.detail} Nobody can let it through without a scanner that finds it clean: set [clamav].")
    if MailState.STORED in MAIL[mail.state]:
        mail.state = step(MAIL, mail.state, MailState.STORED)
    elif mail.state is not MailState.HELD:
        raise HeldError(f"Mail {mail.id} is {mail.state}; only held, refused, quarantined or parked mail goes on.")
    session.add(mail)
    audit.record(session, "mail", action, actor, desk.clock(), mail=mail.id)
    jobs.enqueue(session, JobKind.INTAKE, mail.id, desk.clock())


def _is_malware(mail: InboundMail) -> bool:
    return mail.state is MailState.QUARANTINED and mail.reason == QuarantineReason.MALWARE


def _still_missing(desk: Desk, session: Session, mail: InboundMail) -> str:
    """What intake asks for beyond a person's word, in the order in which it asks."""
    if mail.state is MailState.QUARANTINED:
        return f"If it reads as before, it is set aside again. {mail.detail} {_IGNORED * _is_malware(mail)}".rstrip()
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


def refuse(desk: Desk, session: Session, mail_id: int, actor: str) -> MailState:
    """A person turns away a mail: held mail is refused, what was refused or set aside is discarded; its bytes stay.

    Gives what it is then; raises HeldError for any other.
    """
    mail = _mail(session, mail_id)
    if mail.state not in _TURNED_AWAY:
        raise HeldError(f"Mail {mail_id} is {mail.state}; somebody decided about it already, or it went on by itself.")
    mail.state = step(MAIL, mail.state, _TURNED_AWAY[mail.state])
    session.add(mail)
    audit.record(session, "mail", f"mail_{mail.state}", actor, desk.clock(), mail=mail.id)
    return mail.state


def _mail(session: Session, mail_id: int) -> InboundMail:
    mail = session.get(InboundMail, mail_id, with_for_update=True)
    if mail is None:
        raise HeldError(f"There is no mail {mail_id}. `caseconsultant mail quarantine list` shows those that wait.")
    return mail
