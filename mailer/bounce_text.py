"""Failed recipients and status codes in the words of a bounce, for servers that write no status report.

The returned mail is cut off first: its addresses are not the ones that failed.
"""

import re
from dataclasses import dataclass

from mailer.addresses import is_address

_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9.!#$%&*+/^_{|}~-])[A-Za-z0-9!#$%&*+/^_{|}~-][A-Za-z0-9!#$%&'*+/^_{|}~.-]{0,63}@[A-Za-z0-9.-]{1,190}[A-Za-z0-9]"
)
_RETURNED = re.compile(
    r"^[>\s]{0,10}[-=_*# ]{0,60}(?:begin |this is a copy|below this line is a copy|included is a copy|original message|"
    r"returned message|following is a copy|message (?:header|text|contents?) follow|unsent message|copy of (?:the )?"
    r"(?:original )?message|your (?:original )?message (?:follows|was|begins)|(?:failed|undelivered|bounced) message|"
    r"message (?:headers?|body|text)|received: (?:from|by) |return-path:)",
    re.IGNORECASE | re.MULTILINE,
)
_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,2}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.])([45])(\d)(\d)[ -]")
_DELAY = re.compile(
    r"will (?:continue|keep|retry|be retried|be re-?attempted)|delivery (?:is )?delayed|has been delayed|"
    r"warning message only|do not need to resend|no(?:t yet)? (?:been )?delivered (?:after|within)|still trying",
    re.IGNORECASE,
)
_FROM_REPLY = {
    "550": "5.1.1",
    "551": "5.1.6",
    "552": "5.2.2",
    "553": "5.1.3",
    "554": "5.0.0",
    "450": "4.2.0",
    "451": "4.3.0",
    "452": "4.3.1",
    "421": "4.4.2",
}
_MAX_LINES = 2_000
_MAX_LINE = 1_000


@dataclass(frozen=True, slots=True)
class Failure:
    """A recipient that was not reached, with its enhanced status code (RFC 3463) where the server gave one."""

    recipient: str
    status: str
    delayed: bool = False


def failures_in(text: str, own: frozenset[str]) -> tuple[Failure, ...]:
    """The recipients that the words before the returned mail name, each with the first code at or after its line."""
    match = _RETURNED.search(text)
    while match and not _ADDRESS.search(text, 0, match.start()):
        match = _RETURNED.search(text, match.end())
    lines = [line[:_MAX_LINE] for line in text[: match.start() if match else len(text)].splitlines()[:_MAX_LINES]]
    delayed = any(_DELAY.search(line) for line in lines)
    found: dict[str, int] = {}
    for number, line in enumerate(lines):
        for address in _ADDRESS.findall(line):
            name = address.lower()
            if is_address(address) and name not in own and not name.startswith(("postmaster@", "mailer-daemon@")):
                found.setdefault(name, number)
    starts = [*sorted(found.values()), len(lines)]
    failures = []
    for address, number in found.items():
        end = next((start for start in starts if start > number), len(lines))
        failures.append(Failure(address, _code(lines[number:end]), delayed))
    return tuple(failures)


def _code(lines: list[str]) -> str:
    for line in lines:
        if match := _STATUS.search(line):
            return match[1]
    for line in lines:
        if match := _REPLY.search(line):
            return _FROM_REPLY.get("".join(match.groups()), f"{match[1]}.0.0")
    return ""
