"""What to do for each kind of job. A handler opens a transaction, calls one use case, and ends.

Each finishing update asks for the lease, inside the transaction of its work: a run that lost its lease keeps nothing.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

import structlog

from consultations import attaching, delivery, drafting, jobs, learning, repository, search
from consultations.filing import open_raw
from consultations.jobs import Lease
from consultations.lifecycle import CaseState, OutState
from consultations.models import InboundMail, JobKind, OutboundMail
from consultations.ports import Outcome
from workers import letterbox
from workers.services import Services

log = structlog.get_logger()

Handler = Callable[[Services, Lease], None]

_UNTIL_THE_ANSWER_LEFT = timedelta(seconds=5)
"""An answer that is being sent is gone, or back in the outbox, within seconds."""
_JOURNAL_INTERVAL = timedelta(seconds=10)
"""Often enough that a person sees the mail settled soon, seldom enough for any IMAP server."""


def read_attachments(services: Services, lease: Lease) -> None:
    """Take the text of a mail's attachments, each in a process of its own, and ask for the draft that waits for it."""
    desk = services.desk
    with desk.database.reading() as session:
        mail = session.get_one(InboundMail, lease.row_id)
    if mail.attached is None:
        raw, _ = open_raw(desk.vault, mail)
        files = [attachment.content for attachment in services.mails.read(raw).attachments]
        texts = services.attachments.read(files)
    with desk.transaction() as session:
        if mail.attached is None:
            attaching.keep(desk, session, mail.id, texts)
        jobs.finish(session, lease)
        attaching.go_on(desk, session, mail.id)


def draft(services: Services, lease: Lease) -> None:
    """Read the case in one transaction, think in none, file in another."""
    desk = services.desk
    with desk.transaction() as session:
        if repository.locked(session, lease.row_id).state is CaseState.APPROVED:
            when = desk.clock() + _UNTIL_THE_ANSWER_LEFT
            jobs.again(session, lease, when, "an answer is on its way out", counts=False)
            return
        reading = drafting.begin(desk, session, lease.row_id)
        if reading is None:
            jobs.finish(session, lease)
            return
    answer = services.assistant.draft(reading.record)
    with desk.transaction() as session:
        drafting.drafted(desk, session, lease.row_id, answer, reading)
        jobs.finish(session, lease)


def send(services: Services, lease: Lease) -> None:
    """Commit that the mail is being sent, send it, commit what became of it."""
    desk = services.desk
    with desk.database.reading() as session:
        wait = delivery.must_wait(desk, session)
        parcel = delivery.parcel(desk, session, lease.row_id)
    if wait:
        with desk.transaction() as session:
            jobs.again(session, lease, desk.clock() + wait, "the next server takes no more this minute", counts=False)
        return
    content = parcel.mime or letterbox.write(parcel, desk.settings)
    with desk.transaction() as session:
        if not delivery.begin(desk, session, lease.row_id, content, repeatable=services.transport.repeatable):
            jobs.finish(session, lease)
            return
    journal = desk.settings.journal.address if desk.settings.journal else None
    to = (parcel.headers.to.addr,)
    outcome = services.transport.send(content, desk.settings.address, to, journal, parcel.envelope_id)
    if outcome.outcome is Outcome.BLOCKED:
        log.error("mail_blocked", outbound=lease.row_id, reason=outcome.detail, remedy="mend [smtp]; it is tried again")
    with desk.transaction() as session:
        delivery.conclude(desk, session, lease.row_id, outcome, lease)


def check_journal(services: Services, lease: Lease) -> None:
    """Ask the journal for an uncertain mail until it is found there, or its time is up: then a person decides."""
    desk = services.desk
    with desk.database.reading() as session:
        mail = session.get_one(OutboundMail, lease.row_id)
    found = bool(services.journal and mail.state is OutState.UNCERTAIN and services.journal.holds(mail.message_id))
    wait = desk.settings.journal.wait_seconds if desk.settings.journal else 0.0
    with desk.transaction() as session:
        since = delivery.settle_uncertain(desk, session, lease.row_id, in_journal=found)
        if since is None:
            jobs.finish(session, lease)
        elif desk.clock() - since < timedelta(seconds=wait):
            interval = min(_JOURNAL_INTERVAL, timedelta(seconds=wait / 5))
            jobs.again(session, lease, desk.clock() + interval, "not in the journal yet", counts=False)
        else:
            jobs.park(
                session, lease, "not in the journal: look whether it arrived, then `caseconsultant outbox decide`"
            )


def keep_copy(services: Services, lease: Lease) -> None:
    """Put a copy of what was sent into the Sent folder, for people."""
    desk = services.desk
    with desk.database.reading() as session:
        parcel = delivery.parcel(desk, session, lease.row_id)
    if services.sent_folder is not None and parcel.mime is not None:
        services.sent_folder.keep(parcel.mime, parcel.message_id)
    with desk.transaction() as session:
        jobs.finish(session, lease)


def keep_precedent(services: Services, lease: Lease) -> None:
    """Keep what an answer that was sent says, for later drafts."""
    desk = services.desk
    with desk.database.reading() as session:
        learned = learning.learn(desk, session, lease.row_id, services.gate)
    with desk.transaction() as session:
        if learned is not None:
            learning.keep(desk, session, learned)
        jobs.finish(session, lease)


def keep_words(services: Services, lease: Lease) -> None:
    """Let the search find the case by what it says now."""
    desk = services.desk
    with desk.database.reading() as session:
        words = search.index(desk, session, lease.row_id, services.gate)
    with desk.transaction() as session:
        if words is not None:
            search.keep(session, lease.row_id, words)
        jobs.finish(session, lease)


HANDLERS: Mapping[JobKind, Handler] = {
    JobKind.READ_ATTACHMENTS: read_attachments,
    JobKind.DRAFT: draft,
    JobKind.SEND: send,
    JobKind.CHECK_JOURNAL: check_journal,
    JobKind.KEEP_COPY: keep_copy,
    JobKind.KEEP_PRECEDENT: keep_precedent,
    JobKind.KEEP_WORDS: keep_words,
}
"""INTAKE is missing on purpose: `intake.py` beside this file takes many mails in one transaction."""
