"""Whether two deliveries are the same mail: one sha256 over what the sender wrote, and nothing that servers add.

The rule stands in docs/ARCHITECTURE.md ("Two mails are the same"). Servers put trace headers on top and Dovecot turns
NUL into 0x80 and a bare LF into CRLF, so raw bytes differ at each delivery; Message-IDs are repeated by broken senders.
"""

import hashlib
import re

from mailer.mime import read_headers

_COUNTED = ("from", "to", "cc", "date", "subject", "message-id", "in-reply-to", "references")
_WHITE_SPACE = re.compile(rb"[ \t\r\n\x0b\x0c]+")


def identity_of(raw: bytes) -> str:
    """The sha256 (hex) of the sender's headers and body. Any bytes have one, no bytes too; linear time."""
    raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\0", b"\x80")
    headers, start = read_headers(raw, limit=len(raw))
    digest = hashlib.sha256()
    for name in _COUNTED:
        for value in headers.all(name):
            _feed(digest, name.encode(), _WHITE_SPACE.sub(b" ", value).strip())
    lines = [line.rstrip() for line in raw[start:].split(b"\n")]
    _feed(digest, b"body", b"\r\n".join(lines).rstrip())
    return digest.hexdigest()


def _feed(digest: "hashlib._Hash", name: bytes, value: bytes) -> None:
    """Lengths go in too: no two different mails make the same stream of bytes."""
    digest.update(b"%s %d\r\n%s\r\n" % (name, len(value), value))
