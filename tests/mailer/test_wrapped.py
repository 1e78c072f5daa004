"""Mails inside mails: what Outlook wraps, what a signature wraps, and what encryption closes."""

import base64
import struct
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from mailer import tnef, wrapped
from mailer.body import read_body
from mailer.message import parse
from mailer.mime import read

HEAD = b"From: Dana <dana@clinic.example>\r\nTo: cases@desk.example\r\nSubject: A question\r\nMIME-Version: 1.0\r\n"
INNER = b"Content-Type: text/plain; charset=utf-8\r\n\r\nIs E11.22 right for a visit on 16 Sep 2026?\r\n"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate() -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "dana@clinic.example")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(KEY.public_key())
    made = made.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    return made.sign(KEY, hashes.SHA256())


def signed(*options: pkcs7.PKCS7Options) -> bytes:
    builder = pkcs7.PKCS7SignatureBuilder().set_data(INNER).add_signer(certificate(), KEY, hashes.SHA256())
    return builder.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary, *options])


def smime(content: bytes, kind: str = "") -> bytes:
    parameter = f"; smime-type={kind}".encode() if kind else b""
    return (
        HEAD + b"Content-Type: application/pkcs7-mime; name=smime.p7m" + parameter + b"\r\n"
        b"Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=smime.p7m\r\n\r\n"
        + base64.encodebytes(content)
    )


@pytest.mark.parametrize("kind", ["signed-data", ""])
def test_a_mail_inside_a_signature_is_read(kind: str) -> None:
    message = parse(smime(signed(), kind))
    assert message.text.strip() == "Is E11.22 right for a visit on 16 Sep 2026?"
    assert message.attachments == ()
    assert message.encrypted == ""


def test_a_signature_that_is_written_as_a_stream_is_read() -> None:
    """Outlook and OpenSSL leave lengths open, and cut the content into pieces (BER)."""
    pieces = b"".join(b"\x04\x20" + INNER[at : at + 32].ljust(32) for at in range(0, len(INNER), 32))
    oid = b"\x06\x09" + bytes.fromhex("2a864886f70d0107")
    content = b"\x30\x80" + oid + b"\x02" + b"\xa0\x80\x30\x80" + b"\x02\x01\x01" + b"\x31\x00" + b"\x30\x80" + oid
    content += b"\x01" + b"\xa0\x80\x24\x80" + pieces + b"\0\0" * 7
    assert parse(smime(content)).text.strip() == "Is E11.22 right for a visit on 16 Sep 2026?"


def test_a_signature_without_its_content_stays_an_attachment() -> None:
    message = parse(smime(signed(pkcs7.PKCS7Options.DetachedSignature)))
    assert [part.name for part in message.attachments] == ["smime.p7m"]


@pytest.mark.parametrize("kind", ["enveloped-data", ""])
def test_an_encrypted_mail_is_known_as_one(kind: str) -> None:
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(INNER).add_recipient(certificate())
    content = builder.encrypt(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])
    message = parse(smime(content, kind))
    assert message.encrypted == "S/MIME"
    assert [part.name for part in message.attachments] == ["smime.p7m"]


def test_openpgp_is_read_where_it_signs_and_known_where_it_encrypts() -> None:
    encrypted = (
        HEAD + b"Content-Type: multipart/encrypted; protocol=application/pgp-encrypted; boundary=b\r\n\r\n--b\r\n"
    )
    assert (
        parse(encrypted + b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b--").encrypted == "OpenPGP"
    )
    assert parse(HEAD + b"\r\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n").encrypted == "OpenPGP"
    message = parse(
        HEAD + b"\r\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nThe right arm.\n- -- \nDana\n"
        b"-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n"
    )
    assert (message.text, message.encrypted) == ("The right arm.\n-- \nDana", "")
    signed_apart = (
        HEAD + b"Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n" + INNER + b"--b\r\n"
        b"Content-Type: application/pgp-signature; name=signature.asc\r\n\r\niQEz\r\n--b--\r\n"
    )
    assert parse(signed_apart).text.startswith("Is E11.22 right")


def attribute(number: int, data: bytes) -> bytes:
    return struct.pack("<BII", 1 + (number not in {0x69003, 0x69007}), number, len(data)) + data + b"\0\0"


def mapi(*properties: bytes) -> bytes:
    return struct.pack("<I", len(properties)) + b"".join(properties)


def string(id_: int, text: str) -> bytes:
    data = text.encode("utf-16-le") + b"\0\0"
    return struct.pack("<HHII", 0x001F, id_, 1, len(data)) + data + b"\0" * (-len(data) % 4)


def number(id_: int, value: int) -> bytes:
    return struct.pack("<HHI", 0x0003, id_, value)


def named(text: str) -> bytes:
    """A property of a name of its own, which stands between its type and its value."""
    name = text.encode("utf-16-le") + b"\0\0"
    head = struct.pack("<HH", 0x001F, 0x8001) + bytes(16) + struct.pack("<II", 1, len(name)) + name
    return head + b"\0" * (-len(name) % 4) + string(0, text)[4:]


STREAM = (
    tnef.SIGNATURE
    + b"\x01\x00"
    + attribute(0x69007, struct.pack("<II", 1252, 0))
    + attribute(0x69003, mapi(number(0x0017, 1), named("x"), string(0x1000, "Is E11.22 right?\r\nDana")))
    + attribute(0x69002, bytes(14))
    + attribute(0x18010, b"NOTE~1.PDF\0")
    + attribute(0x6800F, b"%PDF-1.7 the note")
    + attribute(
        0x69005, mapi(number(0x3705, 1), string(0x3707, "Visit note Amélie.pdf"), string(0x370E, "application/pdf"))
    )
    + attribute(0x69002, bytes(14))
    + attribute(0x18010, b"labs.txt\0")
    + attribute(0x6800F, b"A1C 9.4")
)


def outlook(stream: bytes, text: bytes = b"") -> bytes:
    return (
        HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" + text + b"\r\n--b\r\n"
        b"Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(stream)
        + b"--b--\r\n"
    )


def test_the_files_in_winmail_dat_are_attachments_and_its_text_stands_in() -> None:
    message = parse(outlook(STREAM))
    assert message.text == "Is E11.22 right?\nDana"
    assert [(part.name, part.content_type, part.content) for part in message.attachments] == [
        ("Visit note Amélie.pdf", "application/pdf", b"%PDF-1.7 the note"),
        ("labs.txt", "application/octet-stream", b"A1C 9.4"),
    ]
    assert parse(outlook(STREAM, b"The plain words.")).text == "The plain words."


def test_winmail_dat_that_says_nothing_stays_an_attachment() -> None:
    assert [part.name for part in parse(outlook(STREAM[:20])).attachments] == ["winmail.dat"]
    assert [part.name for part in parse(outlook(b"other bytes")).attachments] == ["winmail.dat"]


@given(st.integers(0, len(STREAM)), st.integers(0, len(STREAM) - 1), st.integers(0, 255))
def test_a_damaged_stream_gives_what_can_be_read(end: int, place: int, byte: int) -> None:
    damaged = bytearray(STREAM)
    damaged[place] = byte
    tnef.read(bytes(damaged[:end]))
    parse(outlook(bytes(damaged[:end])))


OPAQUE = signed()


@given(st.integers(0, len(OPAQUE)), st.integers(0, 200), st.integers(0, 255))
def test_a_damaged_signature_gives_its_content_or_nothing(end: int, place: int, byte: int) -> None:
    damaged = bytearray(OPAQUE)
    damaged[place] = byte
    content = wrapped.signed_content(bytes(damaged[:end]))
    assert content is None or len(content) <= end


def test_signatures_are_taken_off_three_times_at_most() -> None:
    raw = INNER
    for _ in range(5):
        builder = pkcs7.PKCS7SignatureBuilder().set_data(raw).add_signer(certificate(), KEY, hashes.SHA256())
        raw = smime(builder.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary]))
    body = read_body(read(raw))
    assert body.text == ""
    assert len(body.attachments) == 1


def test_html_is_read_where_the_plain_part_only_excuses_itself() -> None:
    excuse = b"This is an HTML message. Please use a mail client that can display HTML."
    mail = (
        HEAD + b"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\n%s\r\n--b\r\n"
        b"Content-Type: text/html\r\n\r\n<p>Is E11.22 right?</p>\r\n--b--\r\n"
    )
    assert parse(mail % excuse).text == "Is E11.22 right?"
    assert parse(mail % b"The plain words.").text == "The plain words."
    only = HEAD + b"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\n" + excuse + b"\r\n--b--\r\n"
    assert parse(only).text.encode() == excuse
