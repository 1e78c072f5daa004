"""What stands around a mail: a signature that wraps its content (S/MIME, RFC 8551; OpenPGP, RFC 9580), or encryption.

A signed mail is read like any other. An encrypted one is recognised, so that its sender can be told what to do.
"""

import re

from mailer import transfer
from mailer.headers import as_text
from mailer.mime import Part

SMIME, OPENPGP = "S/MIME", "OpenPGP"

_SMIME_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_ENCRYPTED_SMIME = frozenset({"enveloped-data", "authenveloped-data", "auth-enveloped-data"})
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_ENVELOPED_DATA = (bytes.fromhex("2a864886f70d010703"), bytes.fromhex("2a864886f70d0109100117"))
"""Object identifiers (RFC 5652; RFC 5083): signedData, envelopedData, authEnvelopedData."""
_SEQUENCE, _OCTETS, _OCTET_PIECES, _TAGGED, _OBJECT = 0x30, 0x04, 0x24, 0xA0, 0x06
_OPEN_END = 0x80
_MAX_PIECES = 100_000
_SIGNED_TEXT = b"-----BEGIN PGP SIGNED MESSAGE-----"
_SOUND_DIGESTS = tuple(bytes.fromhex("608648016503040201")[:-1] + bytes([number]) for number in (1, 2, 3))
"""SHA-256, SHA-384, SHA-512 (RFC 8551, 2.1); signatures over older digests can be made to fit another text."""
_SET = 0x31
_ARMOURED = re.compile(r"\s*-----BEGIN PGP MESSAGE-----")
_CLEARTEXT = re.compile(
    r"\s*-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Za-z-]{1,40}:[^\n]*\n)*\n(.*?)\n?-----BEGIN PGP SIGNATURE-----",
    re.DOTALL,
)


class _Damaged(Exception):  # noqa: N818 - it is where reading ends, not an error of anybody's
    """The structure is not what its type promises."""


def encryption_of(mail: Part, text: str) -> str:
    """`S/MIME` or `OpenPGP` where the content of the mail is encrypted; empty where it is not."""
    if str(mail.type) == "multipart/encrypted":
        return OPENPGP
    if str(mail.type) in _SMIME_TYPES and _is_encrypted_smime(mail):
        return SMIME
    return OPENPGP if _ARMOURED.match(text) else ""


def signature_of(mail: Part) -> str:
    """`S/MIME` or `OpenPGP` where the mail, or a part of it, is signed by a person; empty where it is not."""
    for part in mail.walk():
        if str(part.type) == "multipart/signed":
            return OPENPGP if any(str(child.type) == "application/pgp-signature" for child in part.children) else SMIME
        if is_smime(part) and not _is_encrypted_smime(part):
            return SMIME
        if part.type.maintype == "text" and _SIGNED_TEXT in part.body:
            return OPENPGP
    return ""


def _is_encrypted_smime(part: Part) -> bool:
    declared = part.type.parameters.get("smime-type", "").lower()
    if declared:
        return declared in _ENCRYPTED_SMIME
    content, _ = transfer.decode(part.body[:1024], as_text(part.headers.first("content-transfer-encoding")))
    return any(oid in content[:64] for oid in _ENVELOPED_DATA)


def is_smime(part: Part) -> bool:
    """Whether the part says that it is S/MIME with its content inside."""
    return str(part.type) in _SMIME_TYPES


def without_cleartext_signature(text: str) -> str:
    """The words of a text that OpenPGP signed in its place (RFC 9580, 7), or the text as it is."""
    match = _CLEARTEXT.match(text)
    return re.sub(r"^- ", "", match[1], flags=re.MULTILINE) if match else text


def signed_content(content: bytes) -> bytes | None:
    """The mail that an opaque S/MIME signature wraps (signedData, RFC 5652, 5.1); None where there is none to be read.

    The signature itself is not checked here: what vouches for a sender is decided elsewhere.
    """
    try:
        outer = _Cursor(content, 0, len(content)).into(_SEQUENCE)
        if outer.value(_OBJECT) != _SIGNED_DATA:
            return None
        signed = outer.into(_TAGGED).into(_SEQUENCE)
        signed.skip()  # version
        signed.skip()  # digest algorithms
        wrapped = signed.into(_SEQUENCE)
        wrapped.skip()  # the type of the content
        return wrapped.into(_TAGGED).octets()
    except _Damaged:
        return None


def has_sound_digests(content: bytes) -> bool:
    """Whether a signature (signedData) names no digest but those that still hold; no other one is then used."""
    try:
        outer = _Cursor(content, 0, len(content)).into(_SEQUENCE)
        outer.skip()
        signed = outer.into(_TAGGED).into(_SEQUENCE)
        signed.skip()  # version
        named = signed.into(_SET)
        digests = []
        while named.position < named.end:
            digests.append(_Cursor(content, named.position, named.end).into(_SEQUENCE).value(_OBJECT))
            named.skip()
    except _Damaged:
        return False
    return bool(digests) and all(digest in _SOUND_DIGESTS for digest in digests)


class _Cursor:
    """Tag, length, value (BER, X.690) within bounds; a value of open end is walked to its end."""

    def __init__(self, data: bytes, position: int, end: int) -> None:
        self.data, self.position, self.end = data, position, end

    def head(self) -> tuple[int, int | None]:
        """The tag, and the length of its value: None where only a mark ends it."""
        if self.position + 2 > self.end:
            raise _Damaged
        tag, length = self.data[self.position], self.data[self.position + 1]
        self.position += 2
        if length < _OPEN_END:
            size: int | None = length
        elif length == _OPEN_END:
            size = None
        else:
            count = length & 0x7F
            size = int.from_bytes(self.data[self.position : self.position + count], "big")
            self.position += count
        if size is not None and self.position + size > self.end:
            raise _Damaged
        return tag, size

    def into(self, expected: int) -> "_Cursor":
        """What lies in the next value; this cursor stays where that begins, so nothing after it may be asked for."""
        tag, size = self.head()
        if tag != expected:
            raise _Damaged
        return _Cursor(self.data, self.position, self.end if size is None else self.position + size)

    def value(self, expected: int) -> bytes:
        """The bytes of the next value, which must say its length."""
        tag, size = self.head()
        if tag != expected or size is None:
            raise _Damaged
        self.position += size
        return self.data[self.position - size : self.position]

    def skip(self) -> None:
        """Pass over the next value."""
        _, size = self.head()
        if size is None:  # versions and algorithms are short: whoever writes them open-ended is not understood
            raise _Damaged
        self.position += size

    def octets(self) -> bytes:
        """A string of octets, in one piece or in several."""
        tag, size = self.head()
        if tag == _OCTETS and size is not None:
            return self.data[self.position : self.position + size]
        if tag != _OCTET_PIECES:
            raise _Damaged
        pieces = _Cursor(self.data, self.position, self.end if size is None else self.position + size)
        return b"".join(pieces.pieces())

    def pieces(self) -> list[bytes]:
        """The pieces of a string, up to the mark of the end or to the end of the value."""
        found: list[bytes] = []
        while self.position < self.end and len(found) < _MAX_PIECES:
            if self.data[self.position : self.position + 2] == b"\0\0":
                break
            found.append(self.value(_OCTETS))
        return found
