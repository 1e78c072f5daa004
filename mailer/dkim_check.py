"""Whether DKIM signatures of a mail verify (RFC 6376), by dkimpy; only those that cover the whole mail count."""

import re
from collections.abc import Callable

import dkim

from mailer.mime import Headers
from mailer.name_servers import Names, UnansweredError
from mailer.signatures import Signature, covers_the_mail, signatures_of

MOST_SIGNATURES = 5
MOST_LINES = 400_000
"""dkimpy keeps each line of a mail by itself: more would take hundreds of megabytes."""
_MOST_NAMES = 100
_ALGORITHM = "rsa-sha256"
"""RFC 8301 forbids the older one; those who sign with the newer (RFC 8463) sign with this one too."""
_LEAST_KEY_BITS = 1024
_BLANKS = re.compile(rb"[\t ]+")


def verified_domains(raw: bytes, headers: Headers, body_at: int, first: str, names: Names) -> tuple[str, ...]:
    """The domains whose signatures hold; those of the domain `first` are tried before others.

    Raises UnansweredError when none holds and the key of any could not be looked up.
    """
    if raw.count(b"\n") > MOST_LINES:
        return ()
    wanted = [signature for signature in signatures_of(headers) if _worth_trying(headers, signature)]
    wanted.sort(key=lambda signature: signature.domain != first)
    verified, unanswered = [], None
    for signature in wanted[:MOST_SIGNATURES]:
        try:
            if _holds(raw, body_at, signature, names):
                verified.append(signature.domain)
        except UnansweredError as error:
            unanswered = error
    if unanswered and not verified:
        raise unanswered
    return tuple(dict.fromkeys(verified))


def _worth_trying(headers: Headers, signature: Signature) -> bool:
    known = signature.algorithm == _ALGORITHM and len(signature.signed) <= _MOST_NAMES
    return known and covers_the_mail(headers, (signature,))


def _holds(raw: bytes, body_at: int, signature: Signature, names: Names) -> bool:
    # The relaxed form has single blanks. Made here, it is the same; made by dkimpy, long runs would take hours.
    body = _BLANKS.sub(b" ", raw[body_at:]) if signature.body_is_relaxed else raw[body_at:]
    try:
        mail = dkim.DKIM(raw[:body_at] + body, minkey=_LEAST_KEY_BITS)
        return bool(mail.verify(signature.place, dnsfunc=_keys(names)))
    except UnansweredError:
        raise
    except Exception:  # noqa: BLE001 - a stranger's signature must not stop the door, whatever dkimpy makes of it
        return False


def _keys(names: Names) -> Callable[..., bytes | None]:
    def look_up(name: bytes, timeout: float = 0) -> bytes | None:
        del timeout  # our name servers have their own
        records = names.look_up(name.decode("ascii"), "TXT")
        return records[0] if len(records) == 1 and isinstance(records[0], bytes) else None

    return look_up
