"""A bounce of hundreds of parts costs no more than one of a few: what is decoded is counted, not timed."""

import pytest

from consultations.messages import Automatic
from mailer import body, bounces, mime, transfer
from mailer.limits import MAX_FORWARDED_HEADER_BYTES, MAX_STATUS_BYTES, MAX_STATUS_PARTS

HEAD = (
    b"From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered Mail Returned to Sender\r\n"
    b"Content-Type: multipart/report; boundary=b\r\n\r\n"
)
FAILED = b"Final-Recipient: rfc822; gone@clinic.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
KINDS = 3
"""Status reports, words, and what came back, each with a bound of its own."""


def bounce(*parts: tuple[bytes, bytes]) -> mime.Part:
    delimited = b"".join(b"--b\r\nContent-Type: " + kind + b"\r\n\r\n" + body + b"\r\n" for kind, body in parts)
    return mime.read(HEAD + delimited + b"--b--\r\n")


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes each call had to decode."""
    sizes: list[int] = []
    real = transfer.decode

    def decode(body: bytes, encoding: str) -> tuple[bytes, str | None]:
        sizes.append(len(body))
        return real(body, encoding)

    monkeypatch.setattr(transfer, "decode", decode)
    return sizes


@pytest.mark.parametrize("kind", [b"message/delivery-status", b"text/plain", b"text/html", b"message/rfc822"])
@pytest.mark.parametrize("size", [10, 50_000])
def test_all_parts_together_are_bounded(kind: bytes, size: int, decoded: list[int]) -> None:
    filler = b"X-Filler: some words\r\n" * (size // 22)
    many = [(kind, filler)] * 490
    notice = bounces.read_notice(bounce((b"message/delivery-status", FAILED), *many), "")
    assert notice is not None
    assert notice.kind is Automatic.BOUNCE
    assert [failure.recipient for failure in notice.failures] == ["gone@clinic.example"]
    assert sum(decoded) <= KINDS * MAX_STATUS_BYTES
    assert len(decoded) <= KINDS * MAX_STATUS_PARTS


def test_one_large_part_is_cut_before_it_is_decoded(decoded: list[int]) -> None:
    report = FAILED + b"X-Filler: some words\r\n" * 500_000
    notice = bounces.read_notice(bounce((b"message/delivery-status", report)), "")
    assert notice is not None
    assert notice.report is not None
    assert notice.report.failed_recipients == ("gone@clinic.example",)
    assert sum(decoded) <= KINDS * MAX_STATUS_BYTES


def test_the_subjects_of_hundreds_of_attached_mails_are_looked_for_near_their_beginnings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[int] = []
    real = mime.read_headers

    def read_headers(raw: bytes, *, limit: int) -> tuple[mime.Headers, int]:
        read.append(len(raw))
        return real(raw, limit=limit)

    monkeypatch.setattr(body, "read_headers", read_headers)
    filler = b"X-Filler: some words\r\n" * 2_000
    near, far = b"Subject: near\r\n" + filler, filler + b"Subject: far\r\n"
    attached = body.read_body(bounce(*[(b"message/rfc822", mail) for mail in (near, far) * 245])).attachments
    assert {part.name for part in attached} == {"near.eml", ""}
    assert max(read) <= MAX_FORWARDED_HEADER_BYTES
