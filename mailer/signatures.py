"""What the DKIM-Signature headers of a mail cover (RFC 6376). Whether they verify is for others to say.

A signature with `l=` lets anybody add text below what was signed, one that leaves the Subject out lets anybody write
another, and a second header of a kind that was signed once may be the one that is read. dkimpy says True to all three.
"""

import re
from collections import Counter
from dataclasses import dataclass

from mailer.headers import as_text
from mailer.mime import Headers
from mailer.tag_list import tags_of

_ONCE = ("from", "subject", "date", "to", "cc", "reply-to", "message-id", "in-reply-to", "references", "content-type")
"""Headers that stand in a mail once (RFC 5322, 3.6); a second one that is not signed was put there on the way."""
_BLANKS = re.compile(r"\s+")
_MAX_SIGNATURE = 8_000


@dataclass(frozen=True, slots=True)
class Signature:
    """The tags of one DKIM-Signature, white space left out. `place` is which of them it is, the topmost 0."""

    place: int
    domain: str
    algorithm: str
    limited: bool
    body_is_relaxed: bool
    signed: tuple[str, ...]


def signatures_of(headers: Headers, domain: str = "") -> tuple[Signature, ...]:
    """The signatures of a mail, topmost first; only those of one domain where it is given."""
    read = (_read(place, as_text(value)) for place, value in enumerate(headers.all("dkim-signature")))
    return tuple(signature for signature in read if not domain or signature.domain == domain)


def covers_the_mail(headers: Headers, signatures: tuple[Signature, ...]) -> bool:
    """Whether each of the signatures, and there is one, covers the whole body and every header that people act on."""
    return bool(signatures) and all(_covers(headers, signature) for signature in signatures)


def _covers(headers: Headers, signature: Signature) -> bool:
    if signature.limited or "from" not in signature.signed:
        return False
    signed, present = Counter(signature.signed), Counter(name for name, _ in headers.fields)
    return signed["subject"] >= present["subject"] and all(
        present[name] <= 1 or present[name] <= signed[name] for name in _ONCE
    )


def _read(place: int, value: str) -> Signature:
    tags = {name: _BLANKS.sub("", text) for name, text in tags_of(value[:_MAX_SIGNATURE]).items()}
    return Signature(
        place=place,
        domain=tags.get("d", "").lower().rstrip("."),
        algorithm=tags.get("a", "").lower(),
        limited="l" in tags,
        body_is_relaxed=tags.get("c", "").lower().endswith("/relaxed"),
        signed=tuple(tags.get("h", "").lower().split(":")),
    )
