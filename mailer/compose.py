"""A letter as the bytes that are sent: same headers and same letter, same bytes, so that a resend is the same mail.

The header block is written here, not by the standard library: its folding turns long Message-IDs into encoded words on
some Python versions and lets line breaks through on others (CVE-2024-6923). No value that reaches it holds a control
character or line separator; what arrives with one (a subject decoded from hostile mail) loses it.
"""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from consultations.messages import Address
from mailer.addresses import is_address
from mailer.headers import one_line
from mailer.render import Rendered

_FOLD = 76
_WORD_BYTES = 42
"""UTF-8 bytes in one encoded word: 42 make 56 of base64, 68 with its frame; RFC 2047 allows 75."""
_MAX_ID = 950
_PHRASE = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 !#$%&'*+-/=?^_`{|}~")


class ComposeError(ValueError):
    """The mail cannot be written; the message says what is wrong with it, without its content."""


@dataclass(frozen=True, slots=True)
class LetterHeaders:
    """Who writes to whom, and where in the thread it belongs. Message-IDs carry their angle brackets; `date` its zone.

    `references` is the whole chain, oldest first; `in_reply_to` the mail that this one answers. `automatic` is true for
    mail that no person wrote or approved.
    """

    sender: Address
    to: tuple[Address, ...]
    date: datetime
    message_id: str
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    reply_to: Address | None = None
    automatic: bool = False


def compose(headers: LetterHeaders, rendered: Rendered) -> bytes:
    """The whole mail: CRLF, ASCII, no line over 998 characters, text with an HTML alternative.

    Raises ComposeError for an address or Message-ID that no mail server would take, or a date without a zone.
    """
    lines = [f"{name}: {value}" for name, value in _fields(headers, rendered.subject)]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii") + _content(headers.message_id, rendered)


def _fields(headers: LetterHeaders, subject: str) -> list[tuple[str, str]]:
    if headers.date.tzinfo is None:
        raise ComposeError("The date of a mail needs its time zone.")
    if not _is_id(headers.message_id):
        raise ComposeError("The Message-ID must be ASCII without blanks, in angle brackets.")
    if not headers.to:
        raise ComposeError("A mail needs a recipient.")
    fields = [
        ("From", _mailbox(headers.sender)),
        ("To", ",\r\n ".join(_mailbox(address) for address in headers.to)),
        ("Subject", _words(one_line(subject), len("Subject: "))),
        ("Date", format_datetime(headers.date)),
        ("Message-ID", headers.message_id),
    ]
    if headers.reply_to:
        fields.append(("Reply-To", _mailbox(headers.reply_to)))
    if headers.in_reply_to and _is_id(headers.in_reply_to):
        fields.append(("In-Reply-To", headers.in_reply_to))
    chain = dict.fromkeys(id_ for id_ in (*headers.references, headers.in_reply_to or "") if _is_id(id_))
    if chain:
        fields.append(("References", "\r\n ".join(chain)))
    if headers.automatic:  # RFC 3834; the second is what Exchange looks at before it answers by itself
        fields += [("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "OOF, AutoReply")]
    return fields


def _content(message_id: str, rendered: Rendered) -> bytes:
    """MIME-Version, Content-Type and the two alternatives; the boundary cannot occur in quoted-printable."""
    content = EmailMessage(policy=SMTP)
    content.set_content(rendered.text, cte="quoted-printable")
    content.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    content.set_boundary("=_" + hashlib.sha256(message_id.encode()).hexdigest()[:32])
    return content.as_bytes()


def _mailbox(address: Address) -> str:
    if not is_address(address.addr):
        raise ComposeError("A recipient or sender is not an address that mail can be sent to (name@domain in ASCII).")
    name = one_line(address.name)
    if not name:
        return address.addr
    if set(name) <= _PHRASE and "=?" not in name:
        return f"{name}\r\n <{address.addr}>" if len(name) + len(address.addr) > _FOLD else f"{name} <{address.addr}>"
    if name.isascii() and "=?" not in name:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"\r\n <{address.addr}>'
    return f"{_encoded(name)}\r\n <{address.addr}>"


def _is_id(text: str) -> bool:
    """Whether a Message-ID may stand in a header of ours; those of received mail that may not are left out."""
    inside = text[1:-1]
    framed = text.startswith("<") and text.endswith(">") and 0 < len(inside) <= _MAX_ID
    return framed and inside.isascii() and inside.isprintable() and not set(inside) & set("<> ")


def _words(text: str, used: int) -> str:
    """Unstructured text, folded at blanks; as encoded words where it is not plain ASCII."""
    if not text.isascii() or "=?" in text or max(map(len, text.split(" "))) > _FOLD:
        return _encoded(text)
    lines, line = [], ""
    for word in text.split(" "):
        if line and used + len(line) + 1 + len(word) > _FOLD:
            lines.append(line)
            line, used = word, 1
        else:
            line = f"{line} {word}" if line else word
    return "\r\n ".join([*lines, line])


def _encoded(text: str) -> str:
    """Encoded words (RFC 2047) of whole characters, one a line."""
    words, piece = [], b""
    for character in text:
        encoded = character.encode("utf-8", "replace")
        if len(piece) + len(encoded) > _WORD_BYTES:
            words.append(piece)
            piece = b""
        piece += encoded
    words.append(piece)
    return "\r\n ".join(f"=?utf-8?b?{b64encode(word).decode('ascii')}?=" for word in words)
