"""The text of a mail's attachments: asked for at filing, taken by a job, kept sealed on the mail's row.

While it is being taken, no draft is made: it would say of every attachment that nobody has read it. A job that failed
for good holds no draft up.
"""

from collections.abc import Sequence

from sqlalchemy.orm import defer
from sqlmodel import Session

from config.errors import CaseConsultantError
from consultations import cases, jobs, repository
from consultations.desk import Desk
from consultations.filing import open_filed, seal_attached
from consultations.models import Consultation, InboundMail, JobKind
from consultations.records import AttachedText


class AttachmentsChangedError(CaseConsultantError):
    """The mail has other attachments than when it was filed; its draft is made without them, and says so."""


def ask_for(desk: Desk, session: Session, mail: InboundMail) -> None:
    """Have the attachments of a filed mail read, where it has any whose text is not known yet."""
    filed = open_filed(desk.vault, mail)
    if desk.settings.draft and filed is not None and filed.to_be_read:
        jobs.enqueue(session, JobKind.READ_ATTACHMENTS, mail.id, desk.clock())


def under_way(session: Session, consultation: Consultation) -> bool:
    """Whether attachments of the case are being read, or wait for it."""
    mails = [mail.id for mail in repository.client_mails_of(session, consultation.id)]
    return bool(repository.rows_with_work(session, JobKind.READ_ATTACHMENTS, mails))


def keep(desk: Desk, session: Session, mail_id: int, texts: Sequence[AttachedText]) -> None:
    """Seal the text of each attachment, in their order. What a first run kept stays.

    Raises AttachmentsChangedError where there are more or fewer than at filing: another version of us read the mail.
    """
    mail = _mail(session, mail_id)
    filed = open_filed(desk.vault, mail)
    if mail.attached is not None or filed is None:
        return
    if len(texts) != len(filed.attachments):
        raise AttachmentsChangedError(f"Mail {mail_id} was filed with other attachments than it has now.")
    seal_attached(desk.vault, mail, texts)
    session.add(mail)


def go_on(desk: Desk, session: Session, mail_id: int) -> None:
    """Ask for the draft that waited for these attachments."""
    mail = _mail(session, mail_id)
    if mail.consultation_id is not None:
        cases.want_draft(desk, session, repository.locked(session, mail.consultation_id))


def _mail(session: Session, mail_id: int) -> InboundMail:
    spared = defer(InboundMail.raw)  # type: ignore[arg-type]
    return session.get_one(InboundMail, mail_id, with_for_update=True, options=[spared])
