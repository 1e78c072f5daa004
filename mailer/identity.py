"""Whether two deliveries are the same mail: one sha256 over what the sender wrote, and nothing that servers add.

The rule stands in docs/ARCHITECTURE.md ("Two mails are the same"). Servers put trace headers on top and Dovecot turns
NUL into 0x80 and a bare LF into CRLF, so raw bytes differ at each delivery; Message-IDs are repeated by broken senders.
"""

import hashlib
from collections.abc import Iterator

from mailer.mime import field_spans

_COUNTED = ("from", "to", "cc", "date", "subject", "message-id", "in-reply-to", "references")
_BLANKS = bytes.maketrans(b"\t\r\n\x0b\x0c", b"     ")
_BLOCK = 16 * 1024
"""A mail of 25 MB can be twelve million lines; a list of them all would take a gigabyte."""


def identity_of(raw: bytes) -> str:
    """The sha256 (hex) of the sender's headers and body. Any bytes have one, no bytes too.

    Linear time, and memory for a few copies of the mail, whatever its lines look like.
    """
    raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\0", b"\x80")
    fields = {name: hashlib.sha256() for name in _COUNTED}
    body = 0
    for name, start, end in field_spans(raw, 0, len(raw), limit=len(raw)):
        if name in fields:
            value = _one_space(raw[start:end])
            # Lengths go in too: no two different mails make the same stream of bytes.
            fields[name].update(b"%d\r\n%s\r\n" % (len(value), value))
        elif not name:
            body = start
    whole = hashlib.sha256()
    for digest in fields.values():
        whole.update(digest.digest())
    _feed_body(whole, raw, body)
    return whole.hexdigest()


def _one_space(value: bytes) -> bytes:
    """White space made single spaces. Halving runs needs no list of words, and at most 25 rounds."""
    value = value.translate(_BLANKS)
    while b"  " in value:
        value = value.replace(b"  ", b" ")
    return value.strip()


def _feed_body(digest: "hashlib._Hash", raw: bytes, start: int) -> None:
    """Line ends made CRLF; white space at the ends of lines, and of the body, left out."""
    pending = 0  # line ends that count only if text follows
    for block in _blocks(raw, start):
        text = b"\r\n".join(line.rstrip() for line in block.split(b"\n"))
        written = text.rstrip()
        if written:
            digest.update(b"\r\n" * pending)
            digest.update(written)
            pending = 0
        pending += (len(text) - len(written)) // 2


def _blocks(raw: bytes, start: int) -> Iterator[bytes]:
    """The body cut at line ends, each of which stays with the block before it."""
    while start < len(raw):
        end = raw.find(b"\n", start + _BLOCK) + 1 or len(raw)
        yield raw[start:end]
        start = end
