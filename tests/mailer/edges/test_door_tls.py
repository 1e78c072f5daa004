"""STARTTLS at our own door: what was said in clear counts for nothing, and a renewed certificate needs no restart."""

import base64
import os
import smtplib
import socket
import ssl
import subprocess
import time
from io import IOBase
from pathlib import Path
from typing import Any

import pytest
import structlog
from cryptography import x509
from pydantic import ValidationError

from config.sections import Door
from mailer.inbound.door_tls import CertificateError
from mailer.inbound.smtp import OpenDoor
from tests.mailer.edges.doors import ENVELOPE, opened, peer, raw_dialogue
from tests.mailer.edges.keeping import Keeper, mail
from tests.servers.certificates import Certificates, make_certificates


@pytest.fixture
def made(tmp_path: Path) -> Certificates:
    return make_certificates(tmp_path / "tls")


def files(made: Certificates) -> dict[str, Any]:
    return {"certificate": made.certificate, "key": made.key}


def believing(made: Certificates) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=made.authority)


def test_a_mail_comes_in_after_starttls(made: Certificates) -> None:
    keeper = Keeper()
    with opened(keeper, **files(made)) as door, peer(door) as client:
        client.ehlo()
        assert client.has_extn("starttls")
        client.starttls(context=believing(made))
        assert isinstance(client.sock, ssl.SSLSocket)
        assert client.sock.version() in {"TLSv1.2", "TLSv1.3"}
        client.ehlo()
        assert not client.has_extn("starttls")
        client.sendmail("a@client.invalid", ["b@test.invalid"], mail(1))
    assert keeper.wait_for(1)[0].content == mail(1)


def test_without_a_certificate_none_is_offered_and_in_clear_all_goes_on(made: Certificates) -> None:
    with opened(Keeper()) as door, peer(door) as client:
        client.ehlo()
        assert not client.has_extn("starttls")
    keeper = Keeper()
    with opened(keeper, **files(made)) as door, peer(door) as client:
        client.sendmail("a@client.invalid", ["b@test.invalid"], mail(1))
    assert len(keeper.wait_for(1)) == 1


@pytest.mark.parametrize(
    "injected", [b"".join(ENVELOPE[1:3]), b"RSET\r\n", b"".join(ENVELOPE)], ids=["envelope", "rset", "hello"]
)
def test_commands_slipped_in_behind_starttls_are_thrown_away(made: Certificates, injected: bytes) -> None:
    """CVE-2011-0411: whoever sits between writes commands in clear, which the server would answer inside TLS."""
    keeper = Keeper()
    with opened(keeper, **files(made)) as door, socket.create_connection(("127.0.0.1", door.port), timeout=10) as plain:
        with plain.makefile("rb", buffering=0) as lines:
            assert reply(lines).startswith(b"220 ")
            plain.sendall(b"EHLO client.invalid\r\n")
            assert reply(lines).startswith(b"250 ")
            plain.sendall(b"STARTTLS\r\n" + injected)
            assert reply(lines) == b"220 Ready to start TLS\r\n"
        with believing(made).wrap_socket(plain, server_hostname="localhost") as tls, tls.makefile("rb") as lines:
            tls.settimeout(0.3)
            with pytest.raises(TimeoutError):
                tls.recv(1)  # no answer to what was slipped in
            tls.settimeout(10)
            tls.sendall(b"MAIL FROM:<a@client.invalid>\r\n")
            assert reply(lines).startswith(b"503 ")  # nor is the EHLO of before remembered (RFC 3207, 4.2)
            tls.sendall(b"EHLO client.invalid\r\n")
            assert reply(lines).startswith(b"250 ")
            tls.sendall(b"DATA\r\n")
            assert reply(lines).startswith(b"503 ")
    assert not keeper.mails


def reply(lines: IOBase) -> bytes:
    """The last line of the next reply."""
    return next(line for line in iter(lines.readline, b"") if line[3:4] == b" ")


def test_an_envelope_of_before_starttls_is_forgotten(made: Certificates) -> None:
    with opened(Keeper(), **files(made)) as door, peer(door) as client:
        client.ehlo()
        client.mail("a@client.invalid")
        client.rcpt("b@test.invalid")
        client.starttls(context=believing(made))
        client.ehlo()
        assert client.docmd("DATA")[0] == 503


def test_where_tls_is_required_nothing_goes_on_in_clear(made: Certificates) -> None:
    keeper = Keeper()
    with opened(keeper, require_tls=True, **files(made)) as door:
        refused = raw_dialogue(door, ENVELOPE[0], *ENVELOPE[1:])[2:]
        assert all(reply.startswith(b"530 ") for reply in refused)
        with peer(door) as client:
            client.starttls(context=believing(made))
            client.sendmail("a@client.invalid", ["b@test.invalid"], mail(1))
    assert len(keeper.mails) == 1


def test_a_peer_that_breaks_the_handshake_stops_nobody(made: Certificates) -> None:
    keeper = Keeper()
    with opened(keeper, **files(made)) as door:
        for nonsense in (b"\x16\x03\x01\x00\x05hello", b"EHLO again\r\n", b""):
            with socket.create_connection(("127.0.0.1", door.port), timeout=10) as plain:
                plain.recv(1000)
                plain.sendall(b"EHLO x\r\nSTARTTLS\r\n")
                plain.recv(1000)
                plain.sendall(nonsense)
        with peer(door) as client, pytest.raises(ssl.SSLCertVerificationError):
            client.starttls(context=ssl.create_default_context())
        with peer(door) as client:
            client.starttls(context=believing(made))
            client.sendmail("a@client.invalid", ["b@test.invalid"], mail(1))
    assert len(keeper.mails) == 1


def test_auth_is_offered_off_this_machine_only_inside_tls(made: Certificates) -> None:
    keeper = Keeper()
    with (
        opened(keeper, host="0.0.0.0", username="relay", password="secret", **files(made)) as door,  # noqa: S104
        peer(door) as client,
    ):
        client.ehlo()
        assert not client.has_extn("auth")
        assert client.docmd("AUTH", "PLAIN " + base64.b64encode(b"\0relay\0secret").decode())[0] == 538
        client.starttls(context=believing(made))
        client.login("relay", "secret")
        client.sendmail("a@client.invalid", ["b@test.invalid"], mail(1))
    assert keeper.wait_for(1)[0].session_user == "relay"


def test_a_renewed_certificate_is_shown_without_a_restart(made: Certificates, tmp_path: Path) -> None:
    newer = make_certificates(tmp_path / "newer")
    with opened(Keeper(), **files(made)) as door:
        assert shown(door) == serial(made.certificate)
        with structlog.testing.capture_logs() as logs:
            os.replace(newer.certificate, made.certificate)  # noqa: PTH105 - as programs that renew do
            assert shown(door) != serial(made.certificate)  # its key is not there yet: the old one stays
            os.replace(newer.key, made.key)  # noqa: PTH105
            assert shown(door) == serial(made.certificate)
            assert shown(door) == serial(made.certificate)
    assert [line["event"] for line in logs if "certificate" in line["event"]] == [
        "door.certificate_not_renewed",
        "door.certificate_renewed",
    ]


def shown(door: OpenDoor) -> int:
    """The serial number of the certificate that a peer is shown."""
    anybody = ssl.create_default_context()
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    with smtplib.SMTP("127.0.0.1", door.port, timeout=10) as client:
        client.starttls(context=anybody)
        assert isinstance(client.sock, ssl.SSLSocket)
        return x509.load_der_x509_certificate(client.sock.getpeercert(binary_form=True) or b"").serial_number


def serial(path: Path) -> int:
    return x509.load_pem_x509_certificate(path.read_bytes()).serial_number


def wrong_files(made: Certificates, folder: Path) -> dict[str, tuple[dict[str, Any], str]]:
    other = make_certificates(folder / "other")
    nonsense = folder / "nonsense.pem"
    nonsense.write_text("nonsense")
    sealed = folder / "sealed.pem"
    subprocess.run(["openssl", "pkey", "-in", made.key, "-aes256", "-passout", "pass:x", "-out", sealed], check=True)
    return {
        "missing": (files(made) | {"certificate": folder / "none.pem"}, "must be files that the service may read"),
        "a folder": (files(made) | {"key": folder}, "must be"),
        "mismatching": (files(made) | {"key": other.key}, "the key does not belong to the certificate"),
        "nonsense": (files(made) | {"certificate": nonsense}, "must be PEM"),
        "sealed": (files(made) | {"key": sealed}, "without a password"),
    }


@pytest.mark.parametrize("wrong", ["missing", "a folder", "mismatching", "nonsense", "sealed"])
def test_a_certificate_that_cannot_be_used_ends_in_one_sentence(made: Certificates, tmp_path: Path, wrong: str) -> None:
    given, said = wrong_files(made, tmp_path)[wrong]
    begun = time.monotonic()
    with pytest.raises(CertificateError, match=said) as caught, opened(Keeper(), **given):
        pass
    assert str(caught.value).startswith("Door door")
    assert "\n" not in str(caught.value)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "settings",
    [
        {"certificate": "c.pem"},
        {"key": "k.pem"},
        {"require_tls": True},
        {"protocol": "lmtp", "certificate": "c", "key": "k"},
    ],
)
def test_half_of_the_settings_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="certificate"):
        Door(name="door", **settings)
