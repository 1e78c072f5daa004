"""Delivery status notifications (RFC 3464) and the bounces of servers that do not write them.

A mail is a notice only by a sign in its headers or envelope: a status report part, or what `bounce_signs` knows. Its
words are read for addresses and codes after that.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from consultations.messages import Automatic, BounceReport
from mailer import addresses, bounce_report, charsets, transfer
from mailer.body import disposition_of
from mailer.bounce_signs import Sign, sign
from mailer.bounce_text import Failure, failures_in, returned_to, status_in, tells_of_failure
from mailer.headers import as_text, decode_words, message_id_of
from mailer.html_text import text_of
from mailer.limits import MAX_STATUS_BYTES, MAX_STATUS_PARTS
from mailer.mime import Headers, OverLimitsError, Part, read, read_headers

_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_WHOLE_MAIL = frozenset({"message/rfc822", "message/global", "text/rfc822"})
_RETURNED_TYPES = _WHOLE_MAIL | {"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}
_OTHER_REPORTS = frozenset({"disposition-notification", "feedback-report"})
"""Reports of RFC 8098 and RFC 5965: a mail was read, or deleted, or complained about. Both were delivered."""
_MESSAGE_ID_LINE = re.compile(r"^[>| \t]{0,20}message-id:[ \t]*(<[^<>\s]{1,900}>)", re.IGNORECASE | re.MULTILINE)
_MAX_TEXT = 200_000


@dataclass(frozen=True, slots=True)
class Notice:
    """What a mail server tells: BOUNCE with its report, DELAY, or REPORT for news of success. `failures` names each
    recipient that was not reached, or not yet, with its own status.
    """

    kind: Automatic
    report: BounceReport | None
    failures: tuple[Failure, ...] = ()


def read_notice(mail: Part, envelope: str | None) -> Notice | None:
    """What a mail server says about the delivery of a mail; None when the mail is no such notice."""
    told = sign(mail.headers, envelope)
    groups = [] if told is Sign.NONE and _was_enclosed(mail) else _status_groups(mail)
    if _tells_of_other_things(mail) or (told is Sign.NONE and not groups):
        return None
    if bounce_report.reports_success(groups):
        return Notice(Automatic.REPORT, None)
    text = _text(mail)
    own = _own_addresses(mail.headers)
    worded = failures_in(text, own)
    others = any(failure.recipient not in own for failure in worded)
    if told is Sign.POSSIBLE and not groups and not (others and tells_of_failure(text)):
        return None
    failures = _failures(mail, groups, text, worded)
    if failures and all(failure.delayed for failure in failures):
        return Notice(Automatic.DELAY, None, failures)
    return Notice(Automatic.BOUNCE, _report(mail, failures, text, groups), failures)


def _failures(mail: Part, groups: list[Headers], text: str, worded: tuple[Failure, ...]) -> tuple[Failure, ...]:
    """The best account that there is: the report, X-Failed-Recipients, the words, whom the returned mail was to, or
    the subject.
    """
    reported = bounce_report.failures_of(groups or bounce_report.groups_in_words(text))
    if reported:
        return bounce_report.with_words(reported, worded, status_in(text))
    named = _from_header(mail.headers, worded, text) or worded or _from_returned_mail(mail, text)
    return named or failures_in(decode_words(as_text(mail.headers.first("subject"))), _own_addresses(mail.headers))


def _status_groups(mail: Part) -> list[Headers]:
    """The fields of the status reports: of the mail itself, else of a notice that a gateway wrapped into this one."""
    return [group for _, content in _decoded(_of_types(mail, _STATUS_TYPES)) for group in bounce_report.groups(content)]


def _tells_of_other_things(mail: Part) -> bool:
    about = mail.type.parameters.get("report-type", "").lower()
    return str(mail.type) == "multipart/report" and about in _OTHER_REPORTS


def _was_enclosed(mail: Part) -> bool:
    """Whether a status report is only an attachment of a mail that is no report: a person asks about it."""
    kinds = {disposition_of(part) for part in _of_types(mail, _STATUS_TYPES)}
    return str(mail.type) != "multipart/report" and kinds == {"attachment"}


def _of_types(mail: Part, types: frozenset[str]) -> Iterator[Part]:
    return (part for part in mail.walk() if str(part.type) in types)


def _decoded(parts: Iterable[Part]) -> Iterator[tuple[Part, bytes]]:
    """The first parts with their contents, decoded; all together no more than MAX_STATUS_BYTES are looked at.

    What is over is cut before it is decoded: hundreds of parts cost no more than a single one.
    """
    left = MAX_STATUS_BYTES
    for part in islice(parts, MAX_STATUS_PARTS):
        body = part.body[:left]
        left -= len(body)
        yield part, transfer.decode(body, as_text(part.headers.first("content-transfer-encoding")))[0]


def _from_header(headers: Headers, worded: tuple[Failure, ...], text: str) -> tuple[Failure, ...]:
    """X-Failed-Recipients names them one by one; the words beside it say why."""
    named, _ = addresses.read_list(", ".join(as_text(value) for value in headers.all("x-failed-recipients")))
    known = {failure.recipient.lower(): failure for failure in worded or failures_in(text, frozenset())}
    fallback = next((failure for failure in worded if failure.code), worded[0] if worded else Failure(""))
    return tuple(replace(known.get(address.addr.lower(), fallback), recipient=address.addr) for address in named)


def _from_returned_mail(mail: Part, text: str) -> tuple[Failure, ...]:
    """Where nothing names the recipient, the one that the returned mail was to; a wrapped notice speaks for itself."""
    for part, content in _decoded(_of_types(mail, _RETURNED_TYPES)):
        headers, _ = read_headers(content.lstrip(b"\r\n"), limit=len(content))
        if str(part.type) in _WHOLE_MAIL and (wrapped := _wrapped(content)):
            return wrapped
        to, _ = addresses.read_list(as_text(headers.first("to")))
        if len(to) == 1:
            return (Failure(to[0].addr, status_in(text)),)
    named = returned_to(text)
    return (Failure(named, status_in(text)),) if named else ()


def _wrapped(content: bytes) -> tuple[Failure, ...]:
    try:
        inner = read(content.lstrip(b"\r\n"))
    except OverLimitsError:
        return ()
    return bounce_report.failures_of(_status_groups(inner))


def _report(mail: Part, failures: tuple[Failure, ...], text: str, groups: list[Headers]) -> BounceReport:
    """Whoever writes a bounce has given up, also on a temporary error (RFC 3464, 2.3.3)."""
    failed = [failure for failure in failures if not failure.delayed]
    named = dict.fromkeys(name for failure in failed for name in (failure.recipient, failure.original) if name)
    return BounceReport(
        original_message_id=_original_message_id(mail, text),
        failed_recipients=tuple(named),
        status=next((failure.code for failure in failed if failure.code), ""),
        envelope_id=bounce_report.envelope_of(groups),
    )


def _original_message_id(mail: Part, text: str) -> str | None:
    """The Message-ID of the mail that came back: its returned headers, else a line of the text, else In-Reply-To."""
    for _, content in _decoded(_of_types(mail, _RETURNED_TYPES)):
        returned, _ = read_headers(content.lstrip(b"\r\n"), limit=len(content))
        if found := message_id_of(returned.first("message-id"))[0]:
            return found
    if match := _MESSAGE_ID_LINE.search(text):
        return match[1]
    return message_id_of(mail.headers.first("in-reply-to"))[0]


def _own_addresses(headers: Headers) -> frozenset[str]:
    """Whom the notice was sent to and who sent it: seldom the ones that failed."""
    read_ = [addresses.read_list(as_text(headers.first(name)))[0] for name in ("to", "from", "reply-to")]
    return frozenset(address.addr.lower() for found in read_ for address in found)


def _text(mail: Part) -> str:
    """The words of the notice, its returned mail left out; a multipart whose parts cannot be found is words too."""
    words = (part for part in mail.walk() if _is_words(part))
    texts = []
    for part, content in _decoded(words):
        text = charsets.decode(content, part.type.parameters.get("charset", ""))[0][:_MAX_TEXT]
        texts.append(text_of(text) if part.type.subtype == "html" else text)
    return "\n".join(texts)[:_MAX_TEXT]


def _is_words(part: Part) -> bool:
    if part.type.maintype == "multipart":
        return not part.children
    return part.type.maintype == "text" and str(part.type) not in _RETURNED_TYPES
