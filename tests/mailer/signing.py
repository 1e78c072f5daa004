"""People who sign their mail: with a certificate of an authority of their own, or with an OpenPGP key."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pysequoia import SignatureMode, Tsk, sign

DANA = "dana@clinic.example"
HEADERS = (
    f"From: Dana <{DANA}>\r\nTo: cases@desk.example\r\nSubject: A question\r\nMessage-ID: <s1@clinic.example>\r\n"
).encode()
DATED = b"Date: Mon, 23 Nov 2026 09:00:00 -0500\r\nMIME-Version: 1.0\r\n"
TEXT = b"Content-Type: text/plain; charset=utf-8\r\n"
WORDS = b"Is E11.22 right for a visit on 16 Sep 2026?\r\n"
PROTECTED = TEXT.replace(b"utf-8\r\n", b'utf-8; hp="clear"\r\n') + HEADERS + b"\r\n" + WORDS
"""A part that carries its headers (RFC 9788)."""
BARE = TEXT + b"\r\n" + WORDS


@dataclass(frozen=True)
class Changed:
    """Somebody's signature, changed on the way."""

    to: bytes

    def signature(self, content: bytes, *options: pkcs7.PKCS7Options) -> bytes:
        return self.to


@dataclass(frozen=True)
class Holder:
    """Whoever has a certificate and its key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    def pem(self, path: Path) -> None:
        path.write_bytes(self.certificate.public_bytes(Encoding.PEM))

    def signature(self, content: bytes, *options: pkcs7.PKCS7Options) -> bytes:
        builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
        builder = builder.add_signer(self.certificate, self.key, hashes.SHA256())
        return builder.sign(Encoding.DER, [pkcs7.PKCS7Options.Binary, *options])


def holder(address: str, issuer: Holder | None = None, *, authority: bool = False, lasting: int = 2) -> Holder:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(issuer.certificate.subject if issuer else name)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=3)).not_valid_after(now + timedelta(days=lasting))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )  # fmt: skip
    if not authority:
        made = made.add_extension(x509.SubjectAlternativeName([x509.RFC822Name(address)]), critical=False)
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    return Holder(made.sign(issuer.key if issuer else key, hashes.SHA256()), key)


def smime_beside(by: Holder, part: bytes, headers: bytes = HEADERS) -> bytes:
    return beside(part, "pkcs7", base64.encodebytes(by.signature(part, pkcs7.PKCS7Options.DetachedSignature)), headers)


def smime_around(by: Holder | Changed, part: bytes, headers: bytes = HEADERS) -> bytes:
    head = headers + DATED + b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\n"
    return head + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(by.signature(part))


def pgp_beside(by: Tsk, part: bytes, headers: bytes = HEADERS) -> bytes:
    return beside(part, "pgp", sign(by.signer(), part, mode=SignatureMode.DETACHED), headers)


def pgp_in_text(by: Tsk, text: bytes = WORDS, headers: bytes = HEADERS) -> bytes:
    return headers + DATED + b"\r\n" + sign(by.signer(), text, mode=SignatureMode.CLEAR)


def beside(part: bytes, kind: str, signature: bytes, headers: bytes = HEADERS) -> bytes:
    encoding = b"Content-Transfer-Encoding: base64\r\n" if kind == "pkcs7" else b""
    type_ = f"application/{kind}-signature".encode()
    return (
        headers + DATED + b"Content-Type: multipart/signed; protocol=" + type_ + b"; boundary=b1\r\n"
        + b"\r\n--b1\r\n" + part + b"\r\n--b1\r\nContent-Type: " + type_ + b"\r\n"
        + encoding + b"\r\n" + signature + b"\r\n--b1--\r\n"
    )  # fmt: skip
