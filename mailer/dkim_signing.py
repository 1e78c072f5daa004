"""Signing our mail with DKIM (RFC 6376), by dkimpy; keys, and the DNS record that publishes them."""

import base64
from collections import Counter

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from config.sections import DkimSigning
from mailer.mime import read_headers

KEY_BITS = 2048
"""What RFC 8301 asks signers for; a longer key's record does not fit into some DNS consoles."""

_SIGNED = (
    "from",
    "to",
    "cc",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "auto-submitted",
)
_STRING = 255
"""Bytes in one string of a TXT record (RFC 1035, 3.3.14)."""


def sign(content: bytes, domain: str, signing: DkimSigning) -> bytes:
    """The mail with its signature on top. Each header is signed once more than it is there, so none can be added."""
    import dkim  # it takes a tenth of a second, which no command should wait for

    headers, _ = read_headers(content)
    present = Counter(name for name, _ in headers.fields)
    names = [name for name in _SIGNED for _ in range(present[name] + 1)]
    signature = dkim.sign(
        content,
        signing.selector.encode("ascii"),
        domain.encode("ascii"),
        signing.private_key.get_secret_value().encode("ascii"),
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=[name.encode("ascii") for name in names],
    )
    return bytes(signature) + content


def new_key() -> str:
    """A fresh private key, as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    ).decode("ascii")


def public_part(private_key: str) -> str:
    """The `p=` of the record: the public key in base64 (RFC 6376, 3.6.1)."""
    key = serialization.load_pem_private_key(private_key.encode("ascii"), password=None)
    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode("ascii")


def record_name(selector: str, domain: str) -> str:
    """Where the key is published."""
    return f"{selector}._domainkey.{domain}"


def record(private_key: str) -> str:
    """The text of the record, in one piece."""
    return f"v=DKIM1; k=rsa; p={public_part(private_key)}"


def zone_line(selector: str, domain: str, private_key: str) -> str:
    """The record as a zone file has it, cut into strings that a TXT record can hold."""
    text = record(private_key)
    strings = " ".join(f'"{text[at : at + _STRING]}"' for at in range(0, len(text), _STRING))
    return f"{record_name(selector, domain)}. IN TXT ( {strings} )"
