"""What of a mail a signature covers, found with the reader that reads the mail: what is checked is what is read."""

import re
from dataclasses import dataclass, field

from mailer import mime, wrapped
from mailer.body import Body, content_of, text_of_part
from mailer.headers import as_text, decode_words
from mailer.mime import Headers, Part

_BESIDE_IT = {
    "application/pkcs7-signature": wrapped.SMIME,
    "application/x-pkcs7-signature": wrapped.SMIME,
    "application/pgp-signature": wrapped.OPENPGP,
}
"""The type of the second part of multipart/signed (RFC 1847; RFC 8551, 3.5.3; RFC 3156, 5)."""
_CONTENT_AND_SIGNATURE = 2
_MOST_SIGNATURE = 256 * 1024
"""Bytes: a signature with a long chain of certificates has some ten thousand."""
_BARE_ARMOUR = re.compile(rb"-----BEGIN PGP SIGNATURE-----\r?\n\r?\n[A-Za-z0-9+/=\r\n]+-----END PGP SIGNATURE-----\s*")
_CLEARTEXT_ALONE = re.compile(
    r"\s*-----BEGIN PGP SIGNED MESSAGE-----\n.*\n-----BEGIN PGP SIGNATURE-----\n.*\n-----END PGP SIGNATURE-----\s*",
    re.DOTALL,
)
_MARKS = ("-----BEGIN PGP SIGNED MESSAGE-----", "-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----")
_READ_HEADERS = ("from", "to", "cc", "reply-to", "subject", "message-id", "in-reply-to", "references")
"""What is read of the headers, for people, the thread and the case. A Date decides nothing."""
_NEEDED = ("from", "to", "subject", "message-id")
_LONE_LINE_END = re.compile(rb"(?<!\r)\n")


@dataclass(frozen=True, slots=True)
class Covered:
    """A signature over the whole body. `content` is what was signed, empty where the `signature` holds it itself
    (S/MIME) or stands around it (OpenPGP in the text). `with_headers`: what is read of the headers is signed, too.
    """

    method: str
    content: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    with_headers: bool = False


def covered(raw: bytes, mail: Part) -> Covered | None:
    """The signature over all that is read of the body; None where only a part of it is signed, or it is no such."""
    if str(mail.type) == "multipart/signed":
        return _beside(raw, mail)
    if wrapped.is_smime(mail):
        signature = content_of(mail, Body())
        inside = wrapped.signed_content(signature)
        if inside is None:
            return None
        return Covered(wrapped.SMIME, b"", signature, _covers(mail.headers, inside))
    return _in_the_text(mail)


def _beside(raw: bytes, mail: Part) -> Covered | None:
    pieces = mime.pieces_of(raw)
    if len(pieces) != _CONTENT_AND_SIGNATURE:
        return None
    method = _BESIDE_IT.get(str(mail.children[1].type))
    signature = content_of(mail.children[1], Body())
    if method is None or len(signature) > _MOST_SIGNATURE:
        return None
    # The signature is listed as an attachment: one with words around it could have them read.
    bare = method == wrapped.SMIME or _BARE_ARMOUR.fullmatch(signature)
    content = _LONE_LINE_END.sub(b"\r\n", pieces[0])  # as it travels (RFC 8551, 3.1.1; RFC 3156, 5)
    return Covered(method, content, signature, bool(bare) and _covers(mail.headers, pieces[0]))


def _in_the_text(mail: Part) -> Covered | None:
    """A text that is signed in its place and holds nothing else. Its headers never are."""
    if mail.children or str(mail.type) != "text/plain":
        return None
    content = content_of(mail, Body())
    text = content.decode("latin-1").replace("\r\n", "\n")
    if any(text.count(mark) != 1 for mark in _MARKS) or not _CLEARTEXT_ALONE.fullmatch(text):
        return None
    return Covered(wrapped.OPENPGP, b"", content.strip() + b"\n")


def reads_as(verified: bytes, mail: Part) -> bool:
    """Whether the text that was verified is the one that is read, white space at line ends apart (RFC 9580, 7.2)."""
    text = text_of_part(Part(Headers(), mail.type, verified))
    return _lines(text) == _lines(text_of_part(mail))


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").split("\n")]


def _covers(outer: Headers, inside: bytes) -> bool:
    """Whether the signed part carries the headers that are read (RFC 9788, 2), the same ones."""
    try:
        inner, _ = mime.read_headers(inside)
    except mime.OverLimitsError:
        return False
    return all(_words(outer, name) == _words(inner, name) for name in _READ_HEADERS) and all(
        len(inner.all(name)) == 1 for name in _NEEDED
    )


def _words(headers: Headers, name: str) -> list[list[str]]:
    return [decode_words(as_text(value)).split() for value in headers.all(name)]
