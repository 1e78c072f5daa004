"""Reading stored mail: parse and judge each, then admit many in one transaction, each in a savepoint of its own.

One commit for many mails is what makes intake fast: a commit waits for the disk, a mail does not.
"""

import time
from collections.abc import Iterator, Sequence

import structlog
from sqlmodel import Session

from accounts import quota
from accounts.clients import organisation_ids_of
from config.sections import Source
from consultations import intake, jobs, repository
from consultations.filing import open_raw
from consultations.intake import Arrival
from consultations.jobs import Lease
from consultations.messages import UNSIGNED, Quarantine, QuarantineReason
from consultations.models import InboundMail
from consultations.ports import NoVerdictError, ScannerAwayError
from mailer.authenticity import judge
from mailer.trace import Receiver, receiver
from workers.services import Services

log = structlog.get_logger()

FIRST_LOOK_SECONDS = 5.0
"""For a mail that is scanned for the first time: a scanner takes milliseconds over an ordinary one, and the others of
the batch wait behind it. Later it has the time that the settings give, in the lane of slow jobs.
"""
SCANNING_SHARE = 1 / 3
"""Of a lease that a batch may spend on scanning: what it does not come to is put back, and the lease holds."""
MOST_MAILS = 50
MOST_BYTES = 32 * 1024 * 1024
"""In one transaction; a larger mail stands in one of its own."""


def batches(services: Services, leases: Sequence[Lease]) -> Iterator[list[Lease]]:
    """The leases in groups that one transaction, and this machine's memory, can take."""
    with services.desk.database.reading() as session:
        sizes = repository.mail_sizes(session, [lease.row_id for lease in leases])
    batch: list[Lease] = []
    size = 0
    for lease in leases:
        size += sizes.get(lease.row_id, 0)
        if batch and (len(batch) == MOST_MAILS or size > MOST_BYTES):
            yield batch
            batch, size = [], sizes.get(lease.row_id, 0)
        batch.append(lease)
    if batch:
        yield batch


def read_mail(services: Services, leases: Sequence[Lease]) -> list[tuple[Lease, Exception]]:
    """Read and admit the mails of these leases; give those that failed, with their error."""
    desk = services.desk
    failed: list[tuple[Lease, Exception]] = []
    read: list[tuple[Lease, Arrival | tuple[int, Quarantine]]] = []
    with desk.database.reading() as session:
        mails = repository.mails(session, [lease.row_id for lease in leases])
    until = time.monotonic() + SCANNING_SHARE * desk.settings.lease_seconds
    for lease in leases:
        try:
            read.append((lease, _read(services, mails[lease.row_id], lease.attempt, until)))
        except Exception as error:  # noqa: BLE001 - one bad mail never stops the others
            failed.append((lease, error))
    with desk.transaction() as session:
        # All at once and first: batches of several workers then wait for each other instead of crossing, and a reply
        # that another worker reads at the same time as the mail that it replies to finds that mail's case.
        senders = {result.message.sender.addr for _, result in read if isinstance(result, Arrival)}
        quota.lock(session, organisation_ids_of(session, senders))
        mine = jobs.still_mine(session, leases)
        admitted: list[int] = []
        for lease, result in read:
            if lease.job_id not in mine:
                log.info("lease_lost", job=lease.job_id)
                continue
            try:
                with session.begin_nested():
                    _admit(services, session, result)
                admitted.append(lease.job_id)
            except Exception as error:  # noqa: BLE001 - one bad mail never stops the others
                failed.append((lease, error))
        jobs.finish_all(session, admitted)
    return failed


def _admit(services: Services, session: Session, result: Arrival | tuple[int, Quarantine]) -> None:
    if isinstance(result, Arrival):
        intake.admit(services.desk, session, result)
    else:
        intake.quarantine(services.desk, session, *result)


def _read(services: Services, mail: InboundMail, attempt: int, until: float) -> Arrival | tuple[int, Quarantine]:
    raw, envelope = open_raw(services.desk.vault, mail)
    try:
        _scan(services, [raw], attempt, until)
        # A mailbox knows no envelope: its empty mail_from is not the null sender of a bounce, as it is at a door.
        message = services.mails.read(raw, envelope.mail_from if envelope.rcpt_tos else None)
        # What our readers get was itself scanned, whatever the scanner's own reader makes of the mail around it.
        _scan(services, [attachment.content for attachment in message.attachments], attempt, until)
    except Quarantine as why:
        return mail.id, why
    source = services.desk.settings.source(mail.source)
    verdict = judge(
        raw,
        message.sender,
        trusted=source.trusted if source else False,
        session_user=mail.session_user or None,
        server=_believed(source),
        checked=envelope.checked,
    )
    return Arrival(
        mail_id=mail.id,
        message=message,
        verdict=verdict,
        released_by=mail.released_by,
        signature=services.signatures(raw, message.sender) if message.signed else UNSIGNED,
    )


def _believed(source: Source | None) -> Receiver | None:
    """The server whose Authentication-Results are believed in the mail of this mailbox or door."""
    if source is None or not source.authserv_id:
        return None
    return receiver(source.authserv_id, source.received_by, source.authserv_place)


def _scan(services: Services, contents: Sequence[bytes], attempt: int, until: float) -> None:
    """Raises what `MalwareScanner.check` does; Quarantine also when the last attempt gives no verdict."""
    settings = services.desk.settings
    if services.scanner is None or settings.clamav is None:
        return
    seconds = settings.clamav.timeout_seconds
    if attempt == 1:
        seconds = min(seconds, FIRST_LOOK_SECONDS)
        if time.monotonic() + seconds > until:
            raise ScannerAwayError("The mails before this one took too long to scan.")
    try:
        services.scanner.check(contents, seconds)
    except NoVerdictError as why:
        if attempt < settings.max_attempts:
            raise
        raise Quarantine(QuarantineReason.NOT_SCANNED, f"ClamAV gave no verdict. {why}.") from None
