"""Mail that waits for a person, as a list shows it."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from accounts.clients import organisation_names
from consultations import repository
from consultations.desk import Desk
from consultations.filing import cut, open_filed
from consultations.lifecycle import MailReason, MailState
from consultations.messages import Address
from consultations.models import InboundMail, JobKind

SHOWN_OF_A_MAIL = 2_000
"""Characters: enough to judge whether a mail is a case, with 200 of them on one page."""

MAIL_FOR_A_PERSON = (MailState.HELD, MailState.QUARANTINED, MailState.PARKED)


@dataclass(frozen=True, slots=True)
class Glance:
    """What the list shows of a mail; `text` has SHOWN_OF_A_MAIL characters at most, and says when there are more."""

    sender: Address
    subject: str = field(repr=False)
    text: str = field(repr=False)
    signature: str = ""


@dataclass(frozen=True, slots=True)
class HeldMail:
    """A mail that waits for a person. `glance` is None when it could not be read, or may not be opened.

    `being_read` says that it was released and is about to be read again: its reason is the one of before.
    """

    mail_id: int
    source: str
    state: MailState
    reason: str
    detail: str
    verdict: str
    released_by: str
    being_read: bool
    received_at: datetime
    size: int
    organisation: str
    glance: Glance | None = field(repr=False)


def held_mails(desk: Desk, session: Session) -> tuple[HeldMail, ...]:
    """Mail that waits for a person, oldest first."""
    mails = repository.mails_in(session, *MAIL_FOR_A_PERSON)
    known = {mail.organisation_id for mail in mails if mail.organisation_id is not None}
    organisations = organisation_names(session, known)
    being_read = repository.rows_with_work(session, JobKind.INTAKE, [mail.id for mail in mails])
    return tuple(
        HeldMail(
            mail_id=mail.id,
            source=mail.source,
            state=mail.state,
            reason=mail.reason,
            detail=mail.detail,
            verdict=mail.verdict,
            released_by=mail.released_by,
            being_read=mail.id in being_read,
            received_at=mail.received_at,
            size=mail.size,
            organisation=organisations.get(mail.organisation_id or 0, ""),
            glance=_glance(desk, mail),
        )
        for mail in mails
    )


def waits_for_a_person(session: Session, mail_id: int) -> bool:
    """Whether this mail is one of `held_mails`; its row is locked for the transaction."""
    mail = session.get(InboundMail, mail_id, with_for_update=True)
    return mail is not None and mail.state in MAIL_FOR_A_PERSON


def _glance(desk: Desk, mail: InboundMail) -> Glance | None:
    """Case content of an organisation without an agreement stays closed (45 CFR 164.504(e))."""
    filed = None if mail.reason == MailReason.NO_AGREEMENT else open_filed(desk.vault, mail)
    if filed is None:
        return None
    return Glance(filed.sender, filed.subject, cut(filed.reply_text, SHOWN_OF_A_MAIL), filed.signature)
