"""Trying the way out: a test mail, and the key that signs."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from pydantic import SecretStr, ValidationError

from commands.composing import sign_ins, transport_of
from config.errors import CaseConsultantError
from config.sections import DkimSigning
from config.settings import Settings, load
from consultations.messages import Address
from consultations.ports import Outcome
from mailer import dkim_signing
from mailer.journal import ImapJournal
from workers.letterbox import trial_mail

_JOURNAL_INTERVAL = 2.0


class NotSentError(CaseConsultantError):
    """The test mail did not leave; the message says why."""


class KeyFileError(CaseConsultantError):
    """The key cannot be made as asked; the message says what to do."""


def send_one(to: str) -> Iterator[str]:
    """Send a test mail, and give each step as a sentence. Raises NotSentError."""
    settings = load()
    content, message_id = trial_mail(Address("", to), settings)
    journal = settings.journal.address if settings.journal else None
    tokens = sign_ins(settings)
    delivery = transport_of(settings, tokens).send(content, settings.address, (to,), journal)
    if delivery.outcome is not Outcome.SENT:
        raise NotSentError(f"The test mail did not leave: {delivery.detail}")
    yield delivery.detail
    if settings.smtp is None:
        return
    yield (
        f"It is signed with the key {dkim_signing.record_name(settings.dkim.selector, settings.domain)}."
        if settings.dkim
        else "It is not signed by us (no [dkim])."
    )
    if settings.journal:
        yield _in_journal(ImapJournal(settings.journal, tokens), message_id, settings)
    yield f"Look whether it came to {to}, not among the spam, with spf=pass, dkim=pass and dmarc=pass in its headers."


def _in_journal(journal: ImapJournal, message_id: str, settings: Settings) -> str:
    """Whether the journal's copy came: without it, an interrupted answer cannot be settled by itself."""
    wait = settings.journal.wait_seconds if settings.journal else 0.0
    ends_at = time.monotonic() + wait
    while time.monotonic() < ends_at:
        try:
            if journal.holds(message_id):
                return "The journal got its copy."
        except OSError as error:
            return f"The journal cannot be asked: {error}."
        time.sleep(_JOURNAL_INTERVAL)
    return f"The journal had no copy within {wait:.0f} s; check [journal] and what filters its mail."


def make_dkim_key(file: Path, selector: str) -> Iterator[str]:
    """Write a new private key, and give what to do with it. Raises KeyFileError."""
    domain = load().domain
    key = dkim_signing.new_key()
    try:
        DkimSigning(selector=selector, private_key=SecretStr(key))
    except ValidationError:
        raise KeyFileError("A selector has letters, digits and hyphens only, such as cc2026.") from None
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyFileError(
            f"{file} is there already; a key that is in use must not be lost. Name another file."
        ) from None
    except OSError as error:
        raise KeyFileError(f"{file} cannot be written ({error.strerror}).") from None
    with os.fdopen(handle, "w", encoding="ascii") as private:
        private.write(key)
    yield f"The private key is in {file}; only this user can read it."
    yield "Publish this record in the DNS:\n"
    yield dkim_signing.zone_line(selector, domain, key)
    yield "\nThen write into caseconsultant.toml, and start the service again:\n"
    yield f'[dkim]\nselector = "{selector}"\nprivate_key_file = "{file.absolute()}"'
    yield "\n`caseconsultant doctor` says whether the record is there."
