"""Delivery status notifications (RFC 3464) and the bounces of servers that do not write them.

A mail is a notice only by a sign in its headers or envelope: a status report part, X-Failed-Recipients, or a mail
server as its sender. Its words are read for addresses and codes after that, never to decide what it is: mailing-list
posts about bounces are not bounces.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from consultations.messages import Automatic, BounceReport
from mailer import addresses, charsets, transfer
from mailer.bounce_text import Failure, failures_in
from mailer.headers import as_text, decode_words, message_id_of
from mailer.html_text import text_of
from mailer.limits import MAX_STATUS_BYTES, MAX_STATUS_PARTS
from mailer.mime import Headers, Part, read_headers

_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RETURNED_TYPES = frozenset(
    {
        "message/rfc822",
        "message/global",
        "text/rfc822-headers",
        "message/rfc822-headers",
        "message/global-headers",
        "text/rfc822",
    }
)
_FAILED = frozenset({"failed", "failure", "fail", "undeliverable"})
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_DAEMON = re.compile(
    r"\b(mailer-?daemon|mail-?daemon|postmaster|mmdf|mdaemon|mail\.?delivery|mail-?system|microsoftexchange\w*)\b|"
    r"^(root|uucp|bounce\w*|mailerdaemon)@|mail delivery (sub)?system",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"undeliver|returned|not be delivered|non.?deliver|delivery (status|fail|problem|error|report|notif|delay)|"
    r"fail\w* (notice|to deliver|delivery|notif)|(mail|message|delivery)\b.*\b(fail|error|problem|delay|reject)|"
    r"bounce|warning:|unable to deliver|user unknown|unzustellbar|non remis|no entregado|mancata consegna",
    re.IGNORECASE,
)
_MESSAGE_ID_LINE = re.compile(r"^[>| \t]{0,20}message-id:[ \t]*(<[^<>\s]{1,900}>)", re.IGNORECASE | re.MULTILINE)
_MAX_TEXT = 200_000


@dataclass(frozen=True, slots=True)
class Notice:
    """What a mail server tells: BOUNCE with its report, DELAY, or AUTO_REPLY for news of success. `failures` names each
    recipient with its own status.
    """

    kind: Automatic
    report: BounceReport | None
    failures: tuple[Failure, ...] = ()


def read_bounce(mail: Part, envelope: str | None) -> BounceReport | None:
    """The report of a mail that could not be delivered; None for any other mail, delays and successes too."""
    notice = read_notice(mail, envelope)
    return notice.report if notice else None


def read_notice(mail: Part, envelope: str | None) -> Notice | None:
    """What a mail server says about the delivery of a mail; None when the mail is no such notice."""
    statuses = [part for part in mail.walk() if str(part.type) in _STATUS_TYPES]
    if statuses:
        return _from_status_parts(mail, statuses)
    if not _is_from_a_server(mail.headers, envelope):
        return None
    text = _text(mail)
    worded = failures_in(text, _own_addresses(mail.headers))
    failures = _from_header(mail.headers, worded) or worded
    if failures and all(failure.delayed for failure in failures):
        return Notice(Automatic.DELAY, None, failures)
    return _bounce(mail, failures, text)


def _from_status_parts(mail: Part, statuses: list[Part]) -> Notice:
    """The recipients of the report; where it names none, what the words beside it name."""
    groups = [group for _, content in _decoded(statuses) for group in _groups(content)]
    actions = {as_text(group.first("action")).partition(" ")[0].strip(";").lower() for group in groups} - {""}
    failures = tuple(failure for group in groups if (failure := _failure(group)) is not None)
    if actions & _FAILED:
        failures = tuple(failure for failure in failures if not failure.delayed)
    if actions and not actions & _FAILED:
        return Notice(Automatic.DELAY if "delayed" in actions else Automatic.AUTO_REPLY, None, _unique(failures))
    text = _text(mail)
    notice = _bounce(mail, _unique(failures) or failures_in(text, _own_addresses(mail.headers)), text)
    named = next((value for group in groups if (value := group.first("original-envelope-id"))), b"")
    if notice.report is None:
        return notice
    # "failed" says that nobody tries any more (RFC 3464, 2.3.3), also where what failed is called transient: 4.4.1.
    permanent = notice.report.permanent or bool(actions & _FAILED)
    return replace(notice, report=replace(notice.report, envelope_id=as_text(named), permanent=permanent))


def _decoded(parts: Iterable[Part]) -> Iterator[tuple[Part, bytes]]:
    """The first parts with their contents, decoded; all together no more than MAX_STATUS_BYTES are looked at.

    What is over is cut before it is decoded: hundreds of parts cost no more than a single one.
    """
    left = MAX_STATUS_BYTES
    for part in islice(parts, MAX_STATUS_PARTS):
        body = part.body[:left]
        left -= len(body)
        yield part, transfer.decode(body, as_text(part.headers.first("content-transfer-encoding")))[0]


def _groups(content: bytes) -> Iterator[Headers]:
    """The groups of fields that blank lines part (RFC 3464, 2.1)."""
    position = 0
    while position < len(content):
        headers, end = read_headers(content, position, limit=len(content))
        if end == position:  # a line that is no field: the report is damaged, what follows may still be readable
            end = content.find(b"\n", position) + 1 or len(content)
        if headers.fields:
            yield headers
        position = end


def _failure(group: Headers) -> Failure | None:
    action = as_text(group.first("action")).strip().lower()
    if action and action.split()[0].strip(";") not in (_FAILED | {"delayed"}):
        return None
    names = (group.first(name) for name in ("final-recipient", "original-recipient", "x-actual-recipient"))
    recipient = next((addr for name in names if (addr := _typed_address(as_text(name)))), "")
    if not recipient:
        return None
    status = _STATUS.search(as_text(group.first("status")))
    diagnosis = _STATUS.search(as_text(group.first("diagnostic-code")))
    code = status[1] if status else ""
    if diagnosis and code.endswith(".0.0"):
        code = diagnosis[1]
    return Failure(recipient, code or (diagnosis[1] if diagnosis else ""), delayed=action.startswith("delayed"))


def _typed_address(value: str) -> str:
    """The address in `rfc822; name@domain` (RFC 3464, 2.3.2)."""
    found = value.rpartition(";")[2].strip().strip("<>").strip()
    return found if addresses.is_address(found) else ""


def _from_header(headers: Headers, worded: tuple[Failure, ...]) -> tuple[Failure, ...]:
    """X-Failed-Recipients names them one by one; the words beside it say why."""
    named, _ = addresses.read_list(", ".join(as_text(value) for value in headers.all("x-failed-recipients")))
    known = {failure.recipient.lower(): failure for failure in worded}
    fallback = next((failure for failure in worded if failure.status), worded[0] if worded else Failure("", ""))
    return tuple(replace(known.get(address.addr.lower(), fallback), recipient=address.addr) for address in named)


def _is_from_a_server(headers: Headers, envelope: str | None) -> bool:
    if "x-failed-recipients" in headers:
        return True
    daemon = _DAEMON.search(as_text(headers.first("from"))) is not None
    subject = _SUBJECT.search(decode_words(as_text(headers.first("subject")))) is not None
    return (daemon and (subject or envelope == "")) or (envelope == "" and subject)


def _bounce(mail: Part, failures: tuple[Failure, ...], text: str) -> Notice:
    statuses = [failure.status for failure in failures if failure.status]
    report = BounceReport(
        original_message_id=_original_message_id(mail, text),
        failed_recipients=tuple(failure.recipient for failure in failures),
        status=statuses[0] if statuses else "",
        permanent=not statuses or not all(status.startswith("4") for status in statuses),
    )
    return Notice(Automatic.BOUNCE, report, failures)


def _original_message_id(mail: Part, text: str) -> str | None:
    """The Message-ID of the mail that came back: its returned headers, else a line of the text, else In-Reply-To."""
    for _, content in _decoded(part for part in mail.walk() if str(part.type) in _RETURNED_TYPES):
        returned, _ = read_headers(content.lstrip(b"\r\n"), limit=len(content))
        if found := message_id_of(returned.first("message-id"))[0]:
            return found
    if match := _MESSAGE_ID_LINE.search(text):
        return match[1]
    return message_id_of(mail.headers.first("in-reply-to"))[0]


def _own_addresses(headers: Headers) -> frozenset[str]:
    """Whom the notice was sent to and who sent it: never the ones that failed."""
    read = [addresses.read_list(as_text(headers.first(name)))[0] for name in ("to", "from", "reply-to")]
    return frozenset(address.addr.lower() for found in read for address in found)


def _text(mail: Part) -> str:
    """The words of the notice, its returned mail left out."""
    words = (part for part in mail.walk() if part.type.maintype == "text" and str(part.type) not in _RETURNED_TYPES)
    texts = []
    for part, content in _decoded(words):
        text = charsets.decode(content, part.type.parameters.get("charset", ""))[0][:_MAX_TEXT]
        texts.append(text_of(text) if part.type.subtype == "html" else text)
    return "\n".join(texts)[:_MAX_TEXT]


def _unique(failures: tuple[Failure, ...]) -> tuple[Failure, ...]:
    return tuple({failure.recipient.lower(): failure for failure in reversed(failures)}.values())[::-1]
