"""The fields of a delivery status notification (RFC 3464): who was not reached, and why."""

import re
import sys
from collections.abc import Iterator
from dataclasses import replace

from mailer import addresses
from mailer.bounce_text import Failure, most_specific
from mailer.headers import as_text
from mailer.mime import Headers, read_headers

_DONE = frozenset({"delivered", "deliverable", "relayed", "expanded"})
_DELAYED = frozenset({"delayed", "delay", "deferred"})
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_XTEXT = re.compile(r"\+(2B|3D)", re.IGNORECASE)
"""The two characters of an address that xtext hides (RFC 3461, 4): reports copy them from the envelope as they are."""
_UTF8_ESCAPE = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")
_UTF8_ADDRESS = re.compile(r"[^\s<>@\x00-\x1f\x7f-\x9f]{1,128}@[^\s<>@\x00-\x1f\x7f-\x9f]{1,190}")
_FIELDS_IN_WORDS = re.compile(
    rb"^(?:reporting-mta|original-recipient|final-recipient|action)[ \t]*:", re.IGNORECASE | re.MULTILINE
)


def groups(content: bytes) -> Iterator[Headers]:
    """The groups of fields that blank lines part (RFC 3464, 2.1)."""
    position = 0
    while position < len(content):
        headers, end = read_headers(content, position, limit=len(content))
        if end == position:  # a line that is no field: the report is damaged, what follows may still be readable
            end = content.find(b"\n", position) + 1 or len(content)
        if headers.fields:
            yield headers
        position = end


def groups_in_words(text: str) -> list[Headers]:
    """The groups of a report that stands in the words, because the mail's structure was lost on its way."""
    content = text.encode("utf-8", "replace")
    match = _FIELDS_IN_WORDS.search(content)
    found = list(groups(content[match.start() :])) if match else []
    return [group for group in found if "final-recipient" in group or "original-recipient" in group]


def reports_success(found: list[Headers]) -> bool:
    """Whether all that the report tells is that mail was delivered or passed on."""
    told = {_action(group) for group in found} - {""}
    return bool(told) and told <= _DONE


def envelope_of(found: list[Headers]) -> str:
    """The name that the sender gave to the envelope (RFC 3464, 2.2.1), from the fields of the whole mail; or empty."""
    return next((as_text(name).strip() for group in found if (name := group.first("original-envelope-id"))), "")


def failures_of(found: list[Headers]) -> tuple[Failure, ...]:
    """Each recipient that was not reached, or not yet; named once."""
    read = [failure for group in found if (failure := _failure(group)) is not None]
    return tuple({failure.recipient.lower(): failure for failure in reversed(read)}.values())[::-1]


def with_words(failures: tuple[Failure, ...], worded: tuple[Failure, ...], said_last: str) -> tuple[Failure, ...]:
    """The failures of a report, their vague codes made exact by what the words beside it say of the same recipient, or
    by the code that they say at all (`said_last`) where there is one recipient only.
    """
    said = {failure.recipient.lower(): failure.status for failure in worded if failure.status}
    fallback = said_last if len(failures) == 1 else ""
    return tuple(_with_code(failure, said.get(failure.recipient.lower(), fallback)) for failure in failures)


def _with_code(failure: Failure, said: str) -> Failure:
    vague = not failure.status or failure.status.endswith(".0.0")
    agrees = not failure.status or said[:1] == failure.status[:1]
    return replace(failure, status=said) if vague and said and agrees else failure


def _action(group: Headers) -> str:
    return as_text(group.first("action")).strip().partition(" ")[0].strip(";()").lower()


def _failure(group: Headers) -> Failure | None:
    """RFC 3464 knows five actions; programs write others for a failure (`expired`, `failure`), and leave it out."""
    action = _action(group)
    if action in _DONE:
        return None
    final, actual, original = (
        _typed_address(as_text(group.first(name)))
        for name in ("final-recipient", "x-actual-recipient", "original-recipient")
    )
    original = _without_xtext(original)
    if "." not in final.rpartition("@")[2]:  # a name inside the server, which the sender has never seen
        final = original or actual or final
    recipient = final or original
    if not recipient:
        return None
    delayed = action in _DELAYED or (not action and "will-retry-until" in group)  # RFC 3464, 2.3.9: of delays only
    return Failure(recipient, _code(group), delayed, original if original.lower() != final.lower() else "")


def _code(group: Headers) -> str:
    """What the remote server said tells more than the class that the reporting server made of it."""
    told = [
        match[1] for name in ("diagnostic-code", "status") for match in _STATUS.finditer(as_text(group.first(name)))
    ]
    return most_specific(told)


def _typed_address(value: str) -> str:
    """The address in `rfc822; name@domain` (RFC 3464, 2.3.2), or in `utf-8; name@domain` (RFC 6533, 3)."""
    kind, _, written = value.rpartition(";")
    found = written.strip().strip("<>").strip()
    if kind.strip().lower() == "utf-8":
        found = _UTF8_ESCAPE.sub(_character, found)
        return found if _UTF8_ADDRESS.fullmatch(found) else ""
    return found if addresses.is_address(found) else ""


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1], 16)
    return chr(code) if code <= sys.maxunicode and chr(code).isprintable() else escape[0]


def _without_xtext(address: str) -> str:
    return _XTEXT.sub(lambda hidden: chr(int(hidden[1], 16)), address)
