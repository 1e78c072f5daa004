"""Reading stored mail: parse and judge each, then admit many in one transaction, each in a savepoint of its own.

One commit for many mails is what makes intake fast: a commit waits for the disk, a mail does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from accounts import quota
from accounts.clients import organisation_ids_of
from consultations import intake, jobs
from consultations.filing import Envelope, open_raw
from consultations.intake import Arrival
from consultations.jobs import Lease
from consultations.messages import Quarantine
from consultations.models import InboundMail
from mailer.authenticity import judge
from mailer.message import parse
from workers.services import Services

log = structlog.get_logger()

RELEASED = "released by "
"""How `release.release` marks on the mail's row that a person vouches for the sender."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """A stored mail as it was taken in."""

    mail_id: int
    source: str
    raw: bytes
    envelope: Envelope
    session_user: str
    released_by: str


def read_mail(services: Services, leases: Sequence[Lease]) -> list[tuple[Lease, Exception]]:
    """Read and admit the mails of these leases; give those that failed, with their error."""
    desk = services.desk
    failed: list[tuple[Lease, Exception]] = []
    read: list[tuple[Lease, Arrival | tuple[int, Quarantine]]] = []
    for lease in leases:
        try:
            read.append((lease, _read(services, lease)))
        except Exception as error:  # noqa: BLE001 - one bad mail never stops the others
            failed.append((lease, error))
    with desk.transaction() as session:
        # All at once and first: batches of several workers then wait for each other instead of crossing, and a reply
        # that another worker reads at the same time as the mail that it replies to finds that mail's case.
        senders = {result.message.sender.addr for _, result in read if isinstance(result, Arrival)}
        quota.lock(session, organisation_ids_of(session, senders))
        for lease, result in read:
            try:
                with session.begin_nested():
                    if isinstance(result, Arrival):
                        intake.admit(desk, session, result)
                    else:
                        intake.quarantine(desk, session, *result)
                    jobs.finish(session, lease)
            except jobs.LeaseLost:
                log.info("lease_lost", job=lease.job_id)
            except Exception as error:  # noqa: BLE001 - one bad mail never stops the others
                failed.append((lease, error))
    return failed


def _read(services: Services, lease: Lease) -> Arrival | tuple[int, Quarantine]:
    stored = _open(services, lease.row_id)
    try:
        # A mailbox knows no envelope: its empty mail_from is not the null sender of a bounce, as it is at a door.
        message = parse(stored.raw, stored.envelope.mail_from if stored.envelope.rcpt_tos else None)
    except Quarantine as why:
        return stored.mail_id, why
    source = services.desk.settings.source(stored.source)
    verdict = judge(
        stored.raw,
        message.sender,
        trusted=source.trusted if source else False,
        session_user=stored.session_user or None,
        authserv_id=source.authserv_id if source else "",
    )
    return Arrival(mail_id=stored.mail_id, message=message, verdict=verdict, released_by=stored.released_by)


def _open(services: Services, mail_id: int) -> _Stored:
    with services.desk.database.reading() as session:
        mail = session.get_one(InboundMail, mail_id)
        raw, envelope = open_raw(services.desk.vault, mail)
        return _Stored(
            mail_id=mail.id,
            source=mail.source,
            raw=raw,
            envelope=envelope,
            session_user=mail.session_user,
            released_by=mail.verdict.removeprefix(RELEASED) if mail.verdict.startswith(RELEASED) else "",
        )
