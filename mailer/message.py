"""Raw bytes to a frozen message. Pure: nothing is fetched, run, stored or sent.

`parse` returns an InboundMessage or raises Quarantine, and nothing else, for any bytes. Each step reads what it can and
says in `defects` what it mended, so that one odd header never costs the client an answer.
"""

from config.settings import MAX_MAIL_BYTES
from consultations.messages import Address, InboundMessage, Quarantine, QuarantineReason
from mailer import addresses, automatic, bounces, mime
from mailer.addresses import UnreadableAddressError
from mailer.body import read_body
from mailer.forwarded import forwarded
from mailer.headers import as_text, date_of, decode_words, message_id_of, references_of
from mailer.reply_text import split
from mailer.wrapped import encryption_of, signature_of


def parse(raw: bytes, mail_from: str | None = None) -> InboundMessage:
    """Read a mail; raises Quarantine with the named reason.

    `mail_from` is the envelope sender where it is known ("" is the null sender of bounces); where it is None, a
    Return-Path header stands in for it.
    """
    if not raw.strip():
        raise Quarantine(QuarantineReason.EMPTY, "The mail is empty.")
    if len(raw) > MAX_MAIL_BYTES:
        raise Quarantine(QuarantineReason.OVER_LIMITS, f"The mail is larger than {MAX_MAIL_BYTES // 2**20} MB.")
    try:
        return _read(raw, mail_from)
    except mime.OverLimitsError as error:
        raise Quarantine(QuarantineReason.OVER_LIMITS, str(error)) from None
    except Quarantine:
        raise
    except Exception as error:  # the promise of this module: no bytes stop the worker that reads them
        raise Quarantine(QuarantineReason.UNREADABLE, f"Reading it failed ({type(error).__name__}).") from error


def _read(raw: bytes, mail_from: str | None) -> InboundMessage:
    mail = mime.read(raw)
    headers = mail.headers
    envelope = automatic.envelope_sender(headers, mail_from)
    notice = bounces.read_notice(mail, envelope)
    sender = sender_of(headers) if notice is None else _sender_of_notice(headers)
    body = read_body(mail)
    to, to_defects = _recipients(headers, "to")
    cc, cc_defects = _recipients(headers, "cc")
    message_id, id_defect = message_id_of(headers.first("message-id"))
    for defect in (*to_defects, *cc_defects, id_defect):
        body.note(defect)
    date = date_of(headers.first("date"))
    if date is None:
        body.note("no readable date")
    subject = decode_words(as_text(headers.first("subject")))
    reply_text, left_out = split(body.text)
    return InboundMessage(
        sender=sender,
        to=to,
        cc=cc,
        subject=subject,
        text=body.text,
        reply_text=reply_text,
        forwarded=forwarded(subject, reply_text, left_out),
        message_id=message_id,
        references=references_of(headers.all("references"), headers.all("in-reply-to")),
        date=date,
        attachments=tuple(body.attachments),
        automatic=notice.kind if notice else automatic.kind_of(mail, envelope),
        bounce=notice.report if notice else None,
        encrypted=encryption_of(mail, body.text),
        signed=signature_of(mail),
        defects=tuple(body.defects),
    )


def sender_of(headers: mime.Headers) -> Address:
    """The one From address; raises Quarantine when there is none, more than one, or one that is not clear."""
    values = [as_text(value) for value in headers.all("from")]
    if not any(value.strip() for value in values):
        raise Quarantine(QuarantineReason.NO_SENDER, "The mail has no From address.")
    if len(values) > 1:
        raise Quarantine(QuarantineReason.SEVERAL_SENDERS, "The mail has more than one From header.")
    try:
        return addresses.read_one(values[0])
    except UnreadableAddressError as error:
        several = addresses.count(values[0]) > 1
        reason = QuarantineReason.SEVERAL_SENDERS if several else QuarantineReason.UNREADABLE_SENDER
        raise Quarantine(reason, f"The From address cannot be believed: {error}.") from None


def _sender_of_notice(headers: mime.Headers) -> Address:
    """Mail servers write `MAILER-DAEMON` without a domain, or nothing at all; their notices are never answered."""
    try:
        return sender_of(headers)
    except Quarantine:
        return Address("", "")


def _recipients(headers: mime.Headers, name: str) -> tuple[tuple[Address, ...], tuple[str, ...]]:
    return addresses.read_list(", ".join(as_text(value) for value in headers.all(name)))
