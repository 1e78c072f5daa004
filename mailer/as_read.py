"""What reading a mail gives, as plain values for JSON: `caseconsultant mail parse` and `mail classify`.

Also mails that `message.parse` sets aside are told as far as they can be read, with the reason in `quarantine`.
"""

import hashlib
from typing import Any

from consultations.messages import Automatic, Quarantine, QuarantineReason
from mailer import addresses, automatic, bounces, mime
from mailer.body import Body, content_of, is_plain_body, read_body, text_of_part
from mailer.headers import as_text, date_of, decode_words, message_id_of, references_of
from mailer.message import sender_of
from mailer.wrapped import encryption_of

Told = dict[str, Any]


def parsed(raw: bytes) -> Told:
    """What the mail says, by the names of its headers; addresses as pairs of name and address, as they are written.

    `text` is the plain body, `readable` all that we read, HTML too; the `attachments` are told by name, type, size in
    bytes and sha256 (hex), every leaf in `parts`; `encrypted` says how it is, `defects` what had to be mended. A mail
    that would be set aside says why in `quarantine` and `detail`, and has nothing else where it is past our limits.
    """
    try:
        mail = mime.read(raw)
    except mime.OverLimitsError as error:
        return {"quarantine": QuarantineReason.OVER_LIMITS, "detail": str(error)}
    headers, body = mail.headers, read_body(mail)
    message_id, _ = message_id_of(headers.first("message-id"))
    date = date_of(headers.first("date"))
    return {
        **_set_aside(headers),
        **{name: _addresses(headers, name) for name in ("from", "to", "cc")},
        "subject": decode_words(as_text(headers.first("subject"))),
        "message_id": message_id,
        "references": references_of(headers.all("references"), headers.all("in-reply-to")),
        "date": date.isoformat() if date else None,
        "text": next((text_of_part(part) for part in mail.walk() if is_plain_body(part)), ""),
        "readable": body.text,
        "attachments": [
            {"name": part.name or None, "content_type": part.content_type, **_digest(part.content)}
            for part in body.attachments
        ],
        "parts": [_leaf(part) for part in mail.walk() if not part.children],
        "encrypted": encryption_of(mail, body.text) or None,
        "defects": body.defects,
    }


def classified(raw: bytes, mail_from: str | None = None) -> Told:
    """What machine wrote the mail, as `kind`, or None for a person.

    `is_bounce` says that a mail was not delivered, or not yet (a delay); `is_auto_reply` that a program answered, or
    sent to many. The `recipients` of a bounce or delay have their `status` (RFC 3463) and whether the server has given
    up (`permanent`); `about` is the Message-ID of the mail that came back. `mail_from` as in `message.parse`.
    """
    try:
        mail = mime.read(raw)
    except mime.OverLimitsError as error:
        return {"quarantine": QuarantineReason.OVER_LIMITS, "detail": str(error)}
    envelope = automatic.envelope_sender(mail.headers, mail_from)
    notice = bounces.read_notice(mail, envelope)
    kind = notice.kind if notice else automatic.kind_of(mail, envelope)
    return {
        "kind": kind,
        "is_bounce": kind in {Automatic.BOUNCE, Automatic.DELAY},
        "is_auto_reply": kind in {Automatic.AUTO_REPLY, Automatic.BULK},
        "recipients": [
            {
                "address": failure.recipient,
                "status": failure.code or None,
                "permanent": not failure.delayed,
            }
            for failure in (notice.failures if notice else ())
        ],
        "about": notice.report.original_message_id if notice and notice.report else None,
    }


def _set_aside(headers: mime.Headers) -> Told:
    try:
        sender_of(headers)
    except Quarantine as why:
        return {"quarantine": why.reason, "detail": why.detail}
    return {}


def _addresses(headers: mime.Headers, name: str) -> list[tuple[str, str]]:
    return addresses.as_written(", ".join(as_text(value) for value in headers.all(name)))


def _leaf(part: mime.Part) -> Told:
    content = content_of(part, Body())
    spaced = hashlib.sha256(b" ".join(content.split())).hexdigest()
    return {"content_type": str(part.type), **_digest(content), "norm": spaced}


def _digest(content: bytes) -> Told:
    return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
