"""Verifying S/MIME signatures by OpenSSL, in a process of its own: `cryptography` signs, but does not verify yet.

The certificates of the operator's folder are authorities, or senders' own; OpenSSL's own store plays no part.
Nothing is fetched: no revocation lists, no certificates that are missing.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cryptography import x509
from cryptography.x509.oid import NameOID

from config.errors import CaseConsultantError
from mailer import wrapped

SECONDS = 10.0
"""A mail of 25 MB is verified in less than one."""
_MOST_CERTIFICATES = 64 * 1024
_PASSED_ON = ("PATH",)
_ENDINGS = frozenset({".pem", ".crt", ".cer", ".der"})


class KeyFolderError(CaseConsultantError):
    """A folder of certificates or keys cannot be used; the message names the file and says what to do."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What OpenSSL found: whether the signature fits the content, and the addresses of the one signer that a
    certificate of ours vouches for (none where no certificate does).
    """

    fits: bool
    signers: frozenset[str] = frozenset()


def certificates_in(folder: Path) -> tuple[x509.Certificate, ...]:
    """Every certificate of the folder; raises KeyFolderError."""
    found: list[x509.Certificate] = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in _ENDINGS:
            found += _certificates_of(path)
    if not found:
        raise KeyFolderError(
            f"{folder} holds no certificate; put files there that end in {', '.join(sorted(_ENDINGS))}."
        )
    return tuple(found)


def _certificates_of(path: Path) -> Iterator[x509.Certificate]:
    content = path.read_bytes()
    try:
        made = (
            x509.load_pem_x509_certificates(content)
            if b"-----BEGIN" in content
            else [x509.load_der_x509_certificate(content)]
        )
    except ValueError:
        raise KeyFolderError(f"{path} is no certificate (PEM or DER); take it out, or export it again.") from None
    for certificate in made:
        if certificate.version is not x509.Version.v3:  # without extensions, it would pass as an authority
            raise KeyFolderError(f"{path} is a certificate of an old kind (before X.509 version 3); ask for a new one.")
        yield certificate


def program() -> str:
    """Where OpenSSL is; raises KeyFolderError."""
    found = shutil.which("openssl")
    if found is None:
        raise KeyFolderError("S/MIME signatures are checked by OpenSSL: install openssl, or unset smime_certificates.")
    return found


def verify(signature: bytes, content: bytes, folder: Path) -> Verified:
    """Check a signature: over `content`, or where that is empty over what it holds itself.

    Raises OSError where OpenSSL takes too long, KeyFolderError where folder or program are missing.
    """
    if not wrapped.has_sound_digests(signature):
        return Verified(fits=False)
    trusted = b"".join(_pem(certificate) for certificate in certificates_in(folder))
    if _read_same(signature, content, _run(signature, content, "-noverify")) is None:
        return Verified(fits=False)
    signer = _read_same(signature, content, _run(signature, content, "-purpose", "smimesign", trusted=trusted))
    return Verified(fits=True, signers=_addresses(signer) if signer else frozenset())


@dataclass(frozen=True, slots=True)
class _Answer:
    said: bytes | None
    signer: bytes


def _run(signature: bytes, content: bytes, *options: str, trusted: bytes = b"") -> _Answer:
    """OpenSSL's answer: the content that was verified (None: it was not), and who signed."""
    with ExitStack() as open_files:
        signed = open_files.enter_context(_holding(signature))
        signer = open_files.enter_context(_holding(b""))
        beside = [open_files.enter_context(_holding(content))] if content else []
        anchors = [open_files.enter_context(_holding(trusted))] if trusted else []
        command = [
            program(), "cms", "-verify", "-inform", "DER", "-binary", "-in", _name(signed), "-signer", _name(signer),
            *(part for file in beside for part in ("-content", _name(file))),
            *(part for file in anchors for part in ("-CAfile", _name(file), "-partial_chain", "-auth_level", "1")),
            "-no-CApath", "-no-CAstore", *options,
        ]  # fmt: skip
        files = (signed, signer, *beside, *anchors)
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # it may quote the client's words
                env={name: os.environ[name] for name in _PASSED_ON if name in os.environ}
                | {"OPENSSL_CONF": os.devnull},
                cwd="/",
                pass_fds=[file.fileno() for file in files],
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise TimeoutError("checking the S/MIME signature took too long") from None
        return _Answer(None if done.returncode else done.stdout, os.pread(signer.fileno(), _MOST_CERTIFICATES, 0))


def _read_same(signature: bytes, content: bytes, answer: _Answer) -> bytes | None:
    """The signers, where OpenSSL verified the very bytes that we read; None where it did not."""
    return answer.signer if answer.said == (content or wrapped.signed_content(signature)) else None


def _holding(content: bytes) -> IO[bytes]:
    """A file without a name. Where the system can, it lies in memory: it holds the client's words."""
    file = open(os.memfd_create("signed"), "w+b") if hasattr(os, "memfd_create") else tempfile.TemporaryFile()  # noqa: SIM115, PTH123
    file.write(content)
    file.flush()
    file.seek(0)
    return file


def _name(file: IO[bytes]) -> str:
    return f"/dev/fd/{file.fileno()}"


def _pem(certificate: x509.Certificate) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.PEM)


def _addresses(signers: bytes) -> frozenset[str]:
    """The addresses of the one signer (RFC 8550, 3); none where there are several."""
    try:
        certificates = x509.load_pem_x509_certificates(signers)
        return addresses_of(certificates[0]) if len(certificates) == 1 else frozenset()
    except ValueError:
        return frozenset()


def addresses_of(certificate: x509.Certificate) -> frozenset[str]:
    """Whose certificate it is: its subject alternative names, or where it has none the subject's emailAddress."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        found = names.get_values_for_type(x509.RFC822Name)
    except x509.ExtensionNotFound:
        found = [str(item.value) for item in certificate.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS)]
    return frozenset(address.lower() for address in found if address.isascii())
