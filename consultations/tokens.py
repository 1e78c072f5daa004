"""Our Message-IDs: each carries, signed, which mail of which case it is, so that a reply proves what it replies to.

A Message-ID is `<` case number `.` blob `@` domain `>`; the blob is 39 characters of base32 for 24 bytes, the masked
row id (8) and the tag (16). The tag is HMAC-SHA256, cut to 128 bits (RFC 2104, 5), over case number, row id and domain.
It depends on nothing else, so that composing the same row twice gives the same id, and its mask keeps row ids inside.
"""

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass

_CONTEXT = b"caseconsultant message-id 1"
_MASK_CONTEXT = b"caseconsultant message-id mask 1"
_TAG_BYTES = 16
_ID_BYTES = 8
_ID = re.compile(r"<(cc-[0-9a-z]{6})\.([a-z2-7]{39})@([A-Za-z0-9.-]{1,253})>")


ABOUT_NO_CASE = "CC-NOTICE"
"""Stands for the case number in mail about no case; I and O are in no real number (Crockford's alphabet)."""


@dataclass(frozen=True, slots=True)
class Token:
    """A mail that we sent: its case and the row of the outgoing mail."""

    case_number: str
    outbound_id: int


def sign(case_number: str, outbound_id: int, key: bytes, domain: str) -> str:
    """The Message-ID of an outgoing mail, with angle brackets; the same for the same row, always.

    `key` is at least 16 bytes; `case_number` such as CC-7K3M9Q. Raises ValueError for anything else, because a
    Message-ID that `verify` refuses would lose the client's reply.
    """
    if len(key) < _TAG_BYTES:
        raise ValueError(f"The key for Message-IDs must have at least {_TAG_BYTES} bytes.")
    number = outbound_id.to_bytes(_ID_BYTES, "big")
    tag = _tag(key, case_number, number, domain)
    blob = base64.b32encode(_masked(key, number, tag) + tag).decode("ascii").rstrip("=").lower()
    message_id = f"<{case_number.lower()}.{blob}@{domain}>"
    if not _ID.fullmatch(message_id) or case_number != case_number.upper():
        raise ValueError("A Message-ID needs a case number such as CC-7K3M9Q and a plain domain.")
    return message_id


def verify(message_id: str, key: bytes) -> Token | None:
    """What the Message-ID says if we signed it with this key, else None. Compares in constant time.

    Only the exact form that `sign` wrote counts: no other case, padding, white space or spelling of the blob.
    """
    match = _ID.fullmatch(message_id)
    if match is None:
        return None
    try:
        content = base64.b32decode(match[2].upper() + "=")
    except binascii.Error:
        return None
    masked, tag = content[:_ID_BYTES], content[_ID_BYTES:]
    token = Token(match[1].upper(), int.from_bytes(_masked(key, masked, tag), "big"))
    expected = sign(token.case_number, token.outbound_id, key, match[3])
    return token if hmac.compare_digest(expected.encode(), message_id.encode()) else None


def tokens(references: tuple[str, ...], key: bytes) -> tuple[Token, ...]:
    """The mails of ours among the references, oldest first, without repeats."""
    found = (verify(reference, key) for reference in references)
    return tuple(dict.fromkeys(token for token in found if token is not None))


def _tag(key: bytes, case_number: str, number: bytes, domain: str) -> bytes:
    message = b"\0".join((_CONTEXT, case_number.encode(), number.hex().encode(), domain.encode()))
    return hmac.new(key, message, hashlib.sha256).digest()[:_TAG_BYTES]


def _masked(key: bytes, number: bytes, tag: bytes) -> bytes:
    """Its own inverse: the tag, unique for each row, makes the mask."""
    mask = hmac.new(key, _MASK_CONTEXT + b"\0" + tag, hashlib.sha256).digest()
    return bytes(left ^ right for left, right in zip(number, mask[:_ID_BYTES], strict=True))
