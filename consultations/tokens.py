"""Our own Message-IDs: `<cc.7k3m9q.<row>.<mac>@domain>`, so that a reply proves which case it belongs to.

The mac is HMAC-SHA256 over the case number and the row, cut to 100 bits: nobody can make up a reference to a case.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass

_MAC_CHARACTERS = 20  # base32 carries 5 bits a character: 100 bits
_SHAPE = re.compile(r"<cc\.([0-9a-z]{1,16})\.([0-9a-v]{1,13})\.([a-z2-7]{20})@[^<>@\s]{1,255}>", re.ASCII)
_DIGITS = "0123456789abcdefghijklmnopqrstuv"


@dataclass(frozen=True, slots=True)
class Token:
    """What a genuine Message-ID of ours says. `case_number` is `CC-7K3M9Q`, or empty for a notice about no case."""

    case_number: str
    outbound_id: int


def sign(case_number: str, outbound_id: int, key: bytes, domain: str) -> str:
    """The Message-ID of one outgoing mail, angle brackets included; the same row always gets the same one."""
    case = case_number.removeprefix("CC-").lower() or "0"
    row = _base32_number(outbound_id)
    return f"<cc.{case}.{row}.{_mac(case, row, key)}@{domain}>"


def verify(message_id: str, key: bytes) -> Token | None:
    """Read a Message-ID of ours; None when it is not one, or not genuine."""
    found = _SHAPE.fullmatch(message_id.strip())
    if found is None:
        return None
    case, row, mac = found.groups()
    if not hmac.compare_digest(mac, _mac(case, row, key)):
        return None
    return Token(case_number="" if case == "0" else f"CC-{case.upper()}", outbound_id=int(row, 32))


def tokens(references: Iterable[str], key: bytes) -> tuple[Token, ...]:
    """The genuine tokens among references, in their order."""
    return tuple(token for reference in references if (token := verify(reference, key)))


def _mac(case: str, row: str, key: bytes) -> str:
    digest = hmac.new(key, f"{case}.{row}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:_MAC_CHARACTERS]


def _base32_number(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 32)
        digits = _DIGITS[digit] + digits
    return digits or "0"
