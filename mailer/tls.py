"""What IMAP and SMTP connections share: whom they trust, and how a broken connection is put into words."""

import ssl
from datetime import UTC, datetime
from pathlib import Path

_SENTENCES: tuple[tuple[type[BaseException], str], ...] = (
    (
        ssl.SSLCertVerificationError,
        "the server's certificate is not trusted ({error.verify_message}); set ca_file, or mend the host name",
    ),
    (ssl.SSLError, "TLS failed ({error.reason}); check the port and the tls setting"),
    (TimeoutError, "the server did not answer within the time limit"),
    (ConnectionRefusedError, "the server refused the connection; is it running, and is the port right?"),
    (OSError, "the connection failed ({error.strerror})"),
)


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """Verify certificate and host name: against `ca_file` alone if one is given, else against the system's."""
    return ssl.create_default_context(cafile=str(ca_file) if ca_file else None)


def certificate_end(connection: object) -> datetime | None:
    """Until when the certificate of the other side is valid; None for a connection without TLS."""
    shown = connection.getpeercert() if isinstance(connection, ssl.SSLSocket) else None
    ends = shown.get("notAfter") if shown else None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if isinstance(ends, str) else None


def network_reason(error: BaseException) -> str:
    """Why a connection failed, in words without addresses, names or content."""
    for kind, sentence in _SENTENCES:
        if isinstance(error, kind):
            return sentence.format(error=error)
    return type(error).__name__
