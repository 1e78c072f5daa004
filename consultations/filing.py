"""The readable part of a mail, kept sealed beside its raw bytes once it is filed or held."""

import json
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from consultations.messages import Address, Attachment, InboundMessage
from consultations.models import InboundMail
from consultations.sealing import Vault

_TABLE = "inbound_mail"
LONGEST_ATTACHED_TEXT = 200_000
"""Characters of a text attachment that a draft reads; a longer one is a book, not a note."""
LONGEST_TEXT = 200_000
"""The same for a mail's own words."""


@dataclass(frozen=True, slots=True)
class FiledAttachment:
    """An attachment by name; `text` is None when it could not be read, and the answer says so."""

    name: str
    content_type: str
    size: int
    text: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class FiledMail:
    """What people and the assistant read of a mail."""

    sender: Address
    subject: str = field(repr=False)
    text: str = field(repr=False)
    reply_text: str = field(repr=False)
    message_id: str | None = None
    references: tuple[str, ...] = ()
    attachments: tuple[FiledAttachment, ...] = ()


_FILED = TypeAdapter(FiledMail)


def readable(message: InboundMessage) -> FiledMail:
    """Take the readable part of a parsed message."""
    return FiledMail(
        sender=message.sender,
        subject=message.subject,
        text=cut(message.text, LONGEST_TEXT),
        reply_text=cut(message.reply_text, LONGEST_TEXT),
        message_id=message.message_id,
        references=message.references,
        attachments=tuple(_attachment(attachment) for attachment in message.attachments),
    )


def cut(text: str, longest: int) -> str:
    """The text itself, or its first `longest` characters and a sentence that says so."""
    if len(text) <= longest:
        return text
    return f"{text[:longest]}\n\n[Cut here: {len(text):,} characters are too long to show. The whole mail is kept.]"


def _attachment(attachment: Attachment) -> FiledAttachment:
    text: str | None = None
    if attachment.content_type == "text/plain":
        try:
            text = attachment.content.decode("utf-8")
        except UnicodeDecodeError:
            text = attachment.content.decode("cp1252", errors="replace")
        text = text[:LONGEST_ATTACHED_TEXT]
    return FiledAttachment(
        name=attachment.name, content_type=attachment.content_type, size=len(attachment.content), text=text
    )


def seal_filed(vault: Vault, mail: InboundMail, filed: FiledMail) -> None:
    """Put the readable part on the mail's row."""
    text = _FILED.dump_json(filed)
    mail.filed = vault.safe(_TABLE, mail.id, mail.data_key).seal(_TABLE, mail.id, "filed", text)


def open_filed(vault: Vault, mail: InboundMail) -> FiledMail | None:
    """The readable part, or None for a mail that was never read (quarantined, parked, or still stored)."""
    if mail.filed is None:
        return None
    return _FILED.validate_json(vault.safe(_TABLE, mail.id, mail.data_key).open(_TABLE, mail.id, "filed", mail.filed))


@dataclass(frozen=True, slots=True)
class Envelope:
    """The SMTP envelope of a mail; both are empty for IMAP."""

    mail_from: str = ""
    rcpt_tos: tuple[str, ...] = ()


def open_raw(vault: Vault, mail: InboundMail) -> tuple[bytes, Envelope]:
    """The bytes as they were accepted, and the envelope."""
    safe = vault.safe(_TABLE, mail.id, mail.data_key)
    envelope = json.loads(safe.open(_TABLE, mail.id, "envelope", mail.envelope))
    return (
        safe.open(_TABLE, mail.id, "raw", mail.raw),
        Envelope(mail_from=envelope["mail_from"], rcpt_tos=tuple(envelope["rcpt_tos"])),
    )
