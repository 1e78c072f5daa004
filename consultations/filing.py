"""The readable part of a mail, kept sealed beside its raw bytes once it is filed or held."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pydantic import TypeAdapter

from consultations.messages import Address, Attachment, InboundMessage, Verdict
from consultations.models import InboundMail
from consultations.records import AttachedText, Document
from consultations.sealing import Vault

_TABLE = "inbound_mail"
_VERDICT: TypeAdapter[Verdict | None] = TypeAdapter(Verdict | None)
_NO_PLAIN_TEXT = (
    b"%PDF",
    b"PK\x03\x04",
    b"{\\rtf",
    b"\xff\xd8",
    b"\x89PNG",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xd0\xcf\x11\xe0",
)
"""How files begin that some programs send as text/plain: PDF, Word, RTF, pictures, UTF-16. They are read by a job."""
LONGEST_ATTACHED_TEXT = 200_000
"""Characters of a text attachment that a draft reads; a longer one is a book, not a note."""
LONGEST_TEXT = 200_000
"""The same for a mail's own words."""


@dataclass(frozen=True, slots=True)
class FiledAttachment:
    """An attachment by name. The `text` of a plain one is taken at filing; any other is read by a job, and `read` is
    None until then.
    """

    name: str
    content_type: str
    size: int
    text: str | None = field(default=None, repr=False)
    read: AttachedText | None = None

    @property
    def documents(self) -> tuple[Document, ...]:
        """Its words as the assistant reads them and evidence names them: "note.pdf, page 2"."""
        whole = self.name or "attachment"
        if self.text is not None:
            return (Document(whole, self.text),) if self.text else ()
        pages = self.read.pages if self.read else ()
        return tuple(
            Document(
                name=", ".join(filter(None, (whole, page.file, f"page {page.number}" * bool(page.number)))),
                text=page.text,
                continues=place > 0 and page.file == pages[place - 1].file,
                scanned=page.scanned,
            )
            for place, page in enumerate(pages)
        )

    @property
    def unread(self) -> str:
        """What of it was not read, as the beginning of a sentence; empty when everything was that has words."""
        name = self.name or "an attachment without a name"
        if self.text is not None:
            return ""
        if self.read is None:
            return name
        lacking = self.read.unread
        return lacking.told(name) if lacking and not lacking.nothing_lost else ""


@dataclass(frozen=True, slots=True)
class FiledMail:
    """What people and the assistant read of a mail: the words that are new in it, and a message passed on below them.
    The whole `text` is kept for people. `others` are whom else it went to: its To and Cc without us.
    `signature` is a sentence about the signature of a person, empty where it has none.
    """

    sender: Address
    subject: str = field(repr=False)
    text: str = field(repr=False)
    reply_text: str = field(repr=False)
    forwarded: str = field(default="", repr=False)
    message_id: str | None = None
    references: tuple[str, ...] = ()
    attachments: tuple[FiledAttachment, ...] = ()
    others: tuple[Address, ...] = ()
    signature: str = ""

    @property
    def to_be_read(self) -> bool:
        """Whether it has attachments that a job must read."""
        return any(part.text is None and part.read is None for part in self.attachments)


_FILED = TypeAdapter(FiledMail)
_ATTACHED = TypeAdapter(tuple[AttachedText, ...])


def readable(message: InboundMessage, our_address: str, signature: str = "") -> FiledMail:
    """Take the readable part of a parsed message. A mail of ours that comes back below a reply is history, not record:
    our own codes are no evidence.
    """
    passed_on = message.forwarded
    ours = passed_on is not None and our_address.lower() in passed_on.sender.lower()
    return FiledMail(
        sender=message.sender,
        subject=message.subject,
        text=cut(message.text, LONGEST_TEXT),
        reply_text=cut(message.reply_text, LONGEST_TEXT),
        forwarded=cut(passed_on.text, LONGEST_TEXT) if passed_on and not ours else "",
        message_id=message.message_id,
        references=message.references,
        attachments=tuple(_attachment(attachment) for attachment in message.attachments),
        others=tuple(other for other in (*message.to, *message.cc) if _plain(other.addr) != _plain(our_address)),
        signature=signature,
    )


def _plain(address: str) -> str:
    """The address in small letters and without a tag: `cases+anything@` is `cases@`."""
    name, _, domain = address.lower().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def cut(text: str, longest: int) -> str:
    """The text itself, or its first `longest` characters and a sentence that says so."""
    if len(text) <= longest:
        return text
    return f"{text[:longest]}\n\n[Cut here: {len(text):,} characters are too long to show. The whole mail is kept.]"


def _is_no_text(content: bytes) -> bool:
    """Text has no NUL; a program, or an archive, that is called text has many."""
    return content.startswith(_NO_PLAIN_TEXT) or b"\0" in content


def _attachment(attachment: Attachment) -> FiledAttachment:
    text: str | None = None
    if attachment.content_type == "text/plain" and not _is_no_text(attachment.content):
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
    safe = vault.safe(_TABLE, mail.id, mail.data_key)
    filed = _FILED.validate_json(safe.open(_TABLE, mail.id, "filed", mail.filed))
    if mail.attached is None:
        return filed
    texts = _ATTACHED.validate_json(safe.open(_TABLE, mail.id, "attached", mail.attached))
    attachments = zip(filed.attachments, texts, strict=True)
    return replace(filed, attachments=tuple(replace(part, read=text) for part, text in attachments))


def seal_attached(vault: Vault, mail: InboundMail, texts: Sequence[AttachedText]) -> None:
    """Put the text of the attachments on the mail's row: one for each, in their order."""
    safe = vault.safe(_TABLE, mail.id, mail.data_key)
    mail.attached = safe.seal(_TABLE, mail.id, "attached", _ATTACHED.dump_json(tuple(texts)))


@dataclass(frozen=True, slots=True)
class Envelope:
    """The SMTP envelope of a mail, and what the door found out about its sender; all empty for IMAP."""

    mail_from: str = ""
    rcpt_tos: tuple[str, ...] = ()
    checked: Verdict | None = None


def open_raw(vault: Vault, mail: InboundMail) -> tuple[bytes, Envelope]:
    """The bytes as they were accepted, and the envelope."""
    safe = vault.safe(_TABLE, mail.id, mail.data_key)
    envelope = json.loads(safe.open(_TABLE, mail.id, "envelope", mail.envelope))
    return (
        safe.open(_TABLE, mail.id, "raw", mail.raw),
        Envelope(
            mail_from=envelope["mail_from"],
            rcpt_tos=tuple(envelope["rcpt_tos"]),
            checked=_VERDICT.validate_python(envelope.get("checked")),
        ),
    )
