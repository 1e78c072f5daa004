"""Content-Transfer-Encoding undone (RFC 2045, 6): as many bytes as can be read, never an error."""

import binascii
import re

_BASE64 = frozenset({"base64", "b"})
_QUOTED_PRINTABLE = frozenset({"quoted-printable", "quoted_printable", "q"})
_UUENCODE = frozenset({"x-uuencode", "uuencode", "uue", "x-uue"})
_MAX_DAMAGED_LINES = 1_000
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


def decode(body: bytes, encoding: str) -> tuple[bytes, str | None]:
    """The decoded bytes, and the defect in words when something had to be mended."""
    name = encoding.strip().lower()
    if name in _BASE64:
        return decode_base64(body)
    if name in _QUOTED_PRINTABLE:
        return binascii.a2b_qp(body), None
    if name in _UUENCODE:
        return _decode_uu(body)
    return body, None


def decode_base64(body: bytes) -> tuple[bytes, str | None]:
    """Base64 without its strictness: foreign characters are left out, missing padding is added."""
    try:
        return binascii.a2b_base64(body), None
    except binascii.Error:
        kept = _NOT_BASE64.sub(b"", body)
        if len(kept) % 4 == 1:
            kept = kept[:-1]
        return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4)), "base64 was damaged"


def _decode_uu(body: bytes) -> tuple[bytes, str | None]:
    """The lines between `begin` and `end`, without those that are damaged; too many of these end the reading."""
    decoded, damaged, inside = [], 0, False
    for line in body.splitlines():
        if not inside:
            inside = line.startswith(b"begin ")
        elif line.strip() == b"end":
            break
        else:
            content = _uu_line(line)
            decoded.append(content)
            damaged += not content and line[:1] not in b"` "
            if damaged == _MAX_DAMAGED_LINES:
                break
    return b"".join(decoded), "uuencoded text was damaged" if damaged else None


def _uu_line(line: bytes) -> bytes:
    """The bytes of a line; nothing where it cannot be read, or promises more than it holds."""
    try:
        content = binascii.a2b_uu(line)
    except binascii.Error:
        return b""
    return content if len(content) <= len(line) else b""
