"""The certificate that a door shows after STARTTLS (RFC 3207), read anew when its files change."""

import ssl
from datetime import datetime
from pathlib import Path

import structlog
from cryptography import x509

from config.errors import CaseConsultantError
from config.sections import Door

_log = structlog.get_logger(__name__)


class CertificateError(CaseConsultantError):
    """The certificate of a door cannot be used; the message says why, and what to do."""


class DoorCertificate:
    """What a door shows. A renewed certificate is shown from the next connection on."""

    def __init__(self, door: Door) -> None:
        """Read it; raises CertificateError."""
        self._door = door
        self._seen = self._stamp()
        self._context = context_of(door)

    def context(self) -> ssl.SSLContext:
        """For one connection. Files that changed and cannot be used are logged once; what was shown before stays."""
        stamp = self._stamp()
        if stamp != self._seen:
            self._seen = stamp
            try:
                self._context = context_of(self._door)
                _log.info("door.certificate_renewed", source=self._door.name)
            except CertificateError as error:
                _log.error("door.certificate_not_renewed", source=self._door.name, reason=str(error))
        return self._context

    def _stamp(self) -> tuple[tuple[int, int, int], ...]:
        return tuple(_stamp(path) for path in (self._door.certificate, self._door.key) if path)


def _stamp(path: Path) -> tuple[int, int, int]:
    """Changes when the file does: also where another is put in its place by a link, with an older time."""
    try:
        told = path.stat()
    except OSError:
        return (0, 0, 0)
    return (told.st_ino, told.st_mtime_ns, told.st_size)


def context_of(door: Door) -> ssl.SSLContext:
    """TLS 1.2 or newer with the door's certificate and key; raises CertificateError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        # Without a password given, OpenSSL would stop the service to ask for one.
        context.load_cert_chain(door.certificate or "", door.key, password="")
    except ssl.SSLError as error:
        raise CertificateError(f"Door {door.name}: {_why(error)}. Look at {door.certificate} and {door.key}.") from None
    except OSError as error:
        files = f"{door.certificate} and {door.key}"
        raise CertificateError(
            f"Door {door.name} cannot read its certificate ({error.strerror}): {files} must be files that the service "
            "may read."
        ) from None
    return context


def _why(error: ssl.SSLError) -> str:
    if error.reason == "KEY_VALUES_MISMATCH":
        return "the key does not belong to the certificate"
    return "certificate and key must be PEM, the certificate of the door first in its file, the key without a password"


def ends_at(door: Door) -> datetime:
    """When the certificate of the door ends, in UTC; raises CertificateError."""
    context_of(door)
    first, *_ = x509.load_pem_x509_certificates((door.certificate or Path()).read_bytes())
    return first.not_valid_after_utc
