"""Mail that a machine wrote (RFC 3834, RFC 2369): recognised by its headers and envelope alone, never by its words.

A list post that quotes a vacation notice, or a client who writes "out of office" in a subject, is a person's mail.
"""

import re

from consultations.messages import Automatic
from mailer.headers import as_text, content_type_of
from mailer.mime import Headers

_LIST_HEADERS = ("list-id", "list-post", "mailing-list", "x-mailing-list", "x-list-id")
_REPLY_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-autoreply-from",
    "x-auto-reply-from",
    "x-mail-autoreply",
    "autoresponder",
    "x-vacation",
    "x-ms-exchange-inbox-rules-loop",
    "x-ms-exchange-generated-message-source",
    "x-fc-machinegenerated",
)
_SUPPRESSED = re.compile(r"\b(all|oof|autoreply)\b", re.IGNORECASE)
_PRECEDENCE = {
    "list": Automatic.LIST,
    "bulk": Automatic.BULK,
    "junk": Automatic.BULK,
    "auto_reply": Automatic.AUTO_REPLY,
    "auto-reply": Automatic.AUTO_REPLY,
}


def envelope_sender(headers: Headers, mail_from: str | None) -> str | None:
    """The envelope sender: as the door saw it, else from the topmost Return-Path; None when nobody noted it."""
    if mail_from is not None:
        return mail_from.strip("<> ")
    if "return-path" not in headers:
        return None
    return as_text(headers.first("return-path")).strip("<> ")


def classify(headers: Headers, envelope: str | None) -> Automatic | None:
    """What kind of machine sent it, or None for a person's mail. Ask `bounces` first: they are `auto-replied` too."""
    submitted = as_text(headers.first("auto-submitted")).partition(";")[0].strip().lower()
    if submitted and submitted != "no":
        return Automatic.AUTO_REPLY
    precedence = _PRECEDENCE.get(as_text(headers.first("precedence")).strip().lower())
    if any(name in headers for name in _LIST_HEADERS) or precedence is Automatic.LIST:
        return Automatic.LIST
    if _is_reply(headers, envelope):
        return Automatic.AUTO_REPLY
    return precedence


def _is_reply(headers: Headers, envelope: str | None) -> bool:
    """Exchange marks its automatic replies by X-Auto-Response-Suppress or the null sender, not by Auto-Submitted."""
    kind = content_type_of(headers.first("content-type"), "text/plain")
    return (
        envelope == ""
        or any(name in headers for name in _REPLY_HEADERS)
        or _SUPPRESSED.search(as_text(headers.first("x-auto-response-suppress"))) is not None
        or (str(kind) == "multipart/report" and kind.parameters.get("report-type") == "disposition-notification")
    )
