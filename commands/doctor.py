"""`caseconsultant doctor`: looks at everything that mail needs, and says what to do."""

import ctypes
import ctypes.util
from collections.abc import Iterator
from textwrap import fill
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import typer

from config.errors import CaseConsultantError

if TYPE_CHECKING:
    from config.settings import Settings
    from mailer.checkups import Finding
    from mailer.oauth import AccessTokens

_SIZE_OF_TIMEX = 512
"""More than any Linux's struct timex; all zero, it only asks."""
_UNSYNCHRONISED = 5
_HTTPS = 443
_WIDTH = 100


class AilingError(CaseConsultantError):
    """Something that mail needs does not work; the findings say what."""


def doctor() -> None:
    """Check DNS, mailboxes, servers, certificates, virus scanner, clock and database. Exit 1 when anything fails."""
    from config.settings import load
    from consultations.answers import Result

    settings = load()
    signs = {Result.PASS: "ok", Result.WARNING: "WARNING", Result.FAILS: "FAILS", Result.NOT_RUN: "not known"}
    failed = 0
    for finding in _findings(settings):
        failed += finding.result is Result.FAILS
        head = f"{signs[finding.result]:9} {finding.about}: "
        typer.echo(_lines(head + finding.said))
    if failed:
        raise AilingError(f"{failed} of these must be mended before mail goes its way.")


def _lines(text: str) -> str:
    """Wrapped for a terminal; a DNS record stays in one piece, to be copied."""
    said, publish, record = text.partition("Publish: ")
    wrapped = fill(said + publish, _WIDTH, subsequent_indent=" " * 10)
    return f"{wrapped}\n{record}" if record else wrapped


def _findings(settings: "Settings") -> Iterator["Finding"]:
    from commands.composing import sign_ins
    from consultations.answers import Result
    from mailer import checkups
    from mailer.name_servers import NameServers
    from mailer.oauth import NO_SIGN_INS

    yield from _clock()
    database = tuple(_database(settings))
    yield from database
    tokens = NO_SIGN_INS
    if settings.oauth and all(finding.result is Result.PASS for finding in database):  # they lie in it
        tokens = sign_ins(settings)
        yield from _sign_ins(settings)
    with NameServers(settings.dns).about_one_mail() as names:
        yield from checkups.domain_in_dns(settings.domain, settings.dkim, settings.smtp, names)
    for mailbox in settings.mailboxes:
        folders = tuple(filter(None, (mailbox.folder, mailbox.processed_folder)))
        yield from checkups.imap_account(f"mailbox {mailbox.name}", mailbox, folders, tokens)
        yield from checkups.trust_of(mailbox)
    yield from _doors(settings)
    if settings.smtp:
        yield from checkups.next_server(settings.smtp, settings.address, tokens)
    yield from _journal_and_sent(settings, tokens)
    yield from checkups.virus_scanner(settings.clamav)
    if settings.web.public_url.startswith("https://"):
        parts = urlsplit(settings.web.public_url)
        yield from checkups.web_certificate(parts.hostname or "", parts.port or _HTTPS)


def _clock() -> Iterator["Finding"]:
    """Whether the kernel counts this machine's clock as synchronised (adjtimex)."""
    from consultations.answers import Result
    from mailer.checkups import Finding

    try:
        state = ctypes.CDLL(ctypes.util.find_library("c")).adjtimex(ctypes.create_string_buffer(_SIZE_OF_TIMEX))
    except (OSError, AttributeError):
        state = -1
    if state < 0:
        yield Finding("the clock", Result.NOT_RUN, "This system does not say whether it is synchronised.")
    elif state == _UNSYNCHRONISED:
        said = "It is not synchronised. Run chrony or systemd-timesyncd: signatures and due times depend on it."
        yield Finding("the clock", Result.WARNING, said)
    else:
        yield Finding("the clock", Result.PASS, "It is synchronised.")


def _database(settings: "Settings") -> Iterator["Finding"]:
    from pathlib import Path

    from sqlalchemy import make_url
    from sqlalchemy.exc import SQLAlchemyError

    from config.database import connect
    from config.migrating import is_current
    from consultations.answers import Result
    from mailer.checkups import Finding

    stored = make_url(settings.database)
    if stored.get_backend_name() == "sqlite" and not Path(stored.database or "").exists():
        yield Finding("the database", Result.FAILS, "There is none yet: run `caseconsultant migrate`.")
        return
    database = connect(settings.database)
    try:
        current = is_current(database)
    except SQLAlchemyError:
        said = "It does not answer. Is it running, and is database_url right?"
        yield Finding("the database", Result.FAILS, said)
        return
    finally:
        database.close()
    if current:
        yield Finding("the database", Result.PASS, "It answers, and has the newest schema.")
    else:
        yield Finding("the database", Result.FAILS, "It lacks the newest schema: run `caseconsultant migrate`.")


def _sign_ins(settings: "Settings") -> Iterator["Finding"]:
    """How it stands with each sign-in by OAuth, as `mail status` says it."""
    from datetime import UTC, datetime

    from config.database import connect
    from consultations.answers import Result
    from consultations.outlook import Level, states
    from mailer.checkups import Finding

    results = {Level.FINE: Result.PASS, Level.WARNING: Result.WARNING, Level.ALARM: Result.FAILS}
    database = connect(settings.database)
    try:
        with database.reading() as session:
            found = states(settings.model_copy(update={"mailboxes": (), "clamav": None}), session, datetime.now(UTC))
    finally:
        database.close()
    for state in found:
        yield Finding(state.about, results[state.level], state.sentence)


def _doors(settings: "Settings") -> Iterator["Finding"]:
    from config.sections import LOOPBACK
    from consultations.answers import Result
    from mailer.checkups import Finding, certificate
    from mailer.inbound.door_tls import CertificateError, ends_at

    for door in settings.doors:
        if door.certificate:
            try:
                yield from certificate(f"door {door.name}", ends_at(door))
            except CertificateError as error:
                yield Finding(f"door {door.name}", Result.FAILS, str(error))
        about = f"door {door.name}: senders"
        if door.trusted and door.host not in LOOPBACK:
            said = "Every From is believed, from whoever can connect. Listen on 127.0.0.1, or set trusted = false."
            yield Finding(about, Result.WARNING, said)
        elif door.authserv_id and door.host not in LOOPBACK:
            said = f"The results of {door.authserv_id} are believed. Let no other server connect to {door.host}."
            yield Finding(about, Result.WARNING, said)


def _journal_and_sent(settings: "Settings", tokens: "AccessTokens") -> Iterator["Finding"]:
    from consultations.answers import Result
    from mailer.checkups import Finding, imap_account

    if settings.journal:
        yield from imap_account("the journal", settings.journal.imap, (settings.journal.folder,), tokens)
    elif settings.smtp:
        said = "There is none: an answer that is interrupted in sending waits for a person. Set [journal]."
        yield Finding("the journal", Result.WARNING, said)
    if settings.sent:
        yield from imap_account("the Sent folder", settings.sent.imap, (), tokens)
