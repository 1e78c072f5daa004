"""Readers of mail that `bench.score_mail` compares: ours, three libraries, and the standard library.

Each function takes a mail (bytes; for trimming its text) and gives what the scoring scripts ask for.
"""

import email
import hashlib
from email import policy
from email.message import Message
from email.utils import getaddresses
from typing import Any, cast

import mailparser
from flufl.bounce import all_failures
from mailparser_reply import EmailReplyParser

from mailer import as_read, reply_text

Told = dict[str, Any]

ours_parse = as_read.parsed
ours_classify = as_read.classified
ours_trim = reply_text.trim


def flufl_classify(raw: bytes) -> Told:
    """flufl.bounce knows neither status codes nor automatic replies."""
    temporary, permanent = all_failures(email.message_from_bytes(raw))
    told = [{"address": addr.decode("utf-8", "replace"), "permanent": False} for addr in temporary]
    told += [{"address": addr.decode("utf-8", "replace"), "permanent": True} for addr in permanent]
    return {"is_bounce": bool(told), "recipients": told}


def stdlib_classify(raw: bytes) -> Told:
    """What one writes in ten lines: Auto-Submitted, Precedence, and the status reports of RFC 3464."""
    mail = email.message_from_bytes(raw)
    groups = [
        group
        for part in mail.walk()
        if part.get_content_type() == "message/delivery-status"
        for group in cast("list[Message]", part.get_payload())
        if str(group.get("action", "")).lower() == "failed"
    ]
    told = [
        {
            "address": str(group.get("final-recipient", "")).rpartition(";")[2].strip(),
            "status": group.get("status"),
            "permanent": not str(group.get("status", "")).startswith("4"),
        }
        for group in groups
    ]
    submitted = str(mail.get("auto-submitted", "no")).lower() != "no"
    precedence = str(mail.get("precedence", "")).lower() == "auto_reply"
    return {"is_bounce": bool(told), "is_auto_reply": not told and (submitted or precedence), "recipients": told}


def reply_parser_trim(text: str) -> str:
    """mail-parser-reply with the languages that it knows best."""
    read = EmailReplyParser(languages=["en", "de", "fr", "es", "it", "nl", "pl", "sv", "da"]).read(text)
    return str(read.latest_reply or "")


def mailparser_parse(raw: bytes) -> Told:
    """mail-parser."""
    mail = mailparser.parse_from_bytes(raw)
    attachments = []
    for part in mail.attachments:
        payload = part["payload"]
        if part.get("binary"):
            content = email.message_from_string(f"Content-Transfer-Encoding: base64\n\n{payload}").get_payload(
                decode=True
            )
        else:
            content = payload.encode("utf-8", "replace")
        attachments.append(_attachment(part.get("filename"), cast("bytes", content)))
    return {
        "from": mail.from_,
        "to": mail.to,
        "cc": mail.cc,
        "subject": mail.subject,
        "message_id": mail.message_id,
        "text": "\n".join(mail.text_plain),
        "attachments": attachments,
    }


def stdlib_parse(raw: bytes) -> Told:
    """email.policy.default, as its documentation shows it."""
    mail = email.message_from_bytes(raw, policy=policy.default)
    body = mail.get_body(("plain",))
    return {
        **{name: getaddresses([str(value) for value in mail.get_all(name, [])]) for name in ("from", "to", "cc")},
        "subject": str(mail.get("subject", "")),
        "message_id": str(mail.get("message-id", "")),
        "text": body.get_content() if body is not None else "",
        "attachments": [_attachment(part.get_filename(), _content(part)) for part in mail.iter_attachments()],
    }


def _content(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        return cast("list[Message]", part.get_payload())[0].as_bytes()
    return cast("bytes | None", part.get_payload(decode=True)) or b""


def _attachment(name: str | None, content: bytes) -> Told:
    return {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
