"""Content-Transfer-Encoding undone (RFC 2045, 6): as many bytes as can be read, never an error."""

import binascii
import re

_BASE64 = frozenset({"base64", "b"})
_QUOTED_PRINTABLE = frozenset({"quoted-printable", "quoted_printable", "q"})
_UUENCODE = frozenset({"x-uuencode", "uuencode", "uue", "x-uue"})
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
    """The lines between `begin` and `end`; a line that cannot be read is left out."""
    decoded, defect, inside = [], None, False
    for line in body.splitlines():
        if not inside:
            inside = line.startswith(b"begin ")
        elif line.strip() == b"end":
            break
        else:
            try:
                decoded.append(binascii.a2b_uu(line))
            except binascii.Error:
                defect = "uuencoded text was damaged"
    return b"".join(decoded), defect
