"""Mail made to break readers: a message or a quarantine, never another error, and within a second."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.messages import InboundMessage, Quarantine, QuarantineReason
from mailer.identity import identity_of
from mailer.message import parse

HEADERS = (
    b"From: dana@clinic.example\r\nTo: cases@caseconsultant.example\r\nSubject: x\r\n"
    b"Date: Mon, 23 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@clinic.example>\r\n"
)


def outcome(raw: bytes) -> InboundMessage | QuarantineReason:
    try:
        return parse(raw)
    except Quarantine as quarantine:
        return quarantine.reason


def nested(depth: int) -> bytes:
    opening = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(depth)
    )
    return HEADERS + opening + b"\r\nthe innermost words\r\n"


OVER = QuarantineReason.OVER_LIMITS
HOSTILE: dict[str, tuple[Callable[[], bytes], QuarantineReason | None]] = {
    "no bytes": (lambda: b"", QuarantineReason.EMPTY),
    "blank lines only": (lambda: b"\r\n" * 10_000, QuarantineReason.EMPTY),
    "NUL only": (lambda: b"\0" * 1_000_000, QuarantineReason.NO_SENDER),
    "a From without an end": (lambda: b"From: <@\r\n\r\nx", QuarantineReason.UNREADABLE_SENDER),
    "an empty From": (lambda: b"From: <>\r\n\r\nx", QuarantineReason.UNREADABLE_SENDER),
    "2,000 nested comments": (lambda: b"From: " + b"(" * 2000 + b"x" + b")" * 2000 + b"a@b.example\r\n\r\nx", None),
    "2,000 open comments": (
        lambda: b"From: a@b.example " + b"(" * 2000 + b"\r\n\r\nx",
        QuarantineReason.UNREADABLE_SENDER,
    ),
    "100,000 references": (
        lambda: HEADERS + b"References: " + b" ".join(b"<%d@x>" % n for n in range(100_000)) + b"\r\n\r\nx",
        OVER,
    ),
    "10,000 references": (
        lambda: HEADERS + b"References: " + b" ".join(b"<%d@x>" % n for n in range(10_000)) + b"\r\n\r\nx",
        None,
    ),
    "1,000 nested parts": (lambda: nested(1000), OVER),
    "50 nested parts": (lambda: nested(50), None),
    "50,000 parts": (
        lambda: HEADERS + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 50_000,
        OVER,
    ),
    "500,000 headers": (lambda: HEADERS + b"X: y\r\n" * 500_000 + b"\r\nx", OVER),
    "25 MB and a byte": (lambda: HEADERS + b"\r\n" + b"x" * 25 * 1024 * 1024, OVER),
    "one line of 20 MB": (lambda: HEADERS + b"X" * 20_000_000, None),
    "blanks before a word": (lambda: HEADERS + b"\r\n" + b" " * 20_000_000 + b"x", None),
    "attributions without end": (lambda: HEADERS + b"\r\n" + b"On a@b.c 2020\r\n" * 300_000, None),
    "rules without end": (lambda: HEADERS + b"\r\n" + b"-" * 25 + b"\r\n" * 200_000, None),
    "open encoded words": (lambda: b"Subject: " + b"=?utf-8?q?" * 22_000 + b"\r\n" + HEADERS + b"\r\nx", None),
    "30,000 parameters": (lambda: HEADERS + b"Content-Type: text/plain" + b"; a*0=b" * 30_000 + b"\r\n\r\nx", None),
    "open quotes": (lambda: HEADERS + b"Content-Type: text/plain" + b'; "' * 80_000 + b"\r\n\r\nx", None),
    "50,000 nested div": (lambda: HEADERS + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 50_000 + b"word", None),
    "45,000 nested lists": (lambda: HEADERS + b"Content-Type: text/html\r\n\r\n" + b"<ul><li>" * 45_000 + b"x", None),
    "lists a little too deep": (
        lambda: HEADERS + b"Content-Type: text/html\r\n\r\n" + (b"<ul><li>" * 190 + b"</li></ul>" * 190) * 100 + b"x",
        None,
    ),
    "lists closed as another kind": (
        lambda: HEADERS + b"Content-Type: text/html\r\n\r\n" + b"</ul>" * 200 + b"<ul></ol><li>x" * 20_000,
        None,
    ),
    "a million open tags": (lambda: HEADERS + b"Content-Type: text/html\r\n\r\n" + b"<script" * 1_000_000, None),
    "a report of garbage": (
        lambda: HEADERS + b"Content-Type: message/delivery-status\r\n\r\n" + b"garbage\r\n" * 500_000,
        None,
    ),
    "a bounce that never names anybody": (
        lambda: b"From: MAILER-DAEMON@x.example\r\nSubject: Undelivered\r\n\r\n" + b"return-path:\r\n" * 500_000,
        None,
    ),
    "uuencoded lines that promise too much": (
        lambda: HEADERS + b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 x\n" + b"M\n" * 10_000_000,
        None,
    ),
    "HTML in hundreds of parts": (
        lambda: (
            HEADERS
            + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
            + (b"--b\r\nContent-Type: text/html\r\n\r\n" + b"<table><tr><td>x</table>" * 2_000 + b"\r\n") * 400
        ),
        None,
    ),
    "one table of 200 KB": (
        lambda: HEADERS + b"Content-Type: text/html\r\n\r\n<table>" + (b"<tr>" + b"<td>x" * 30) * 1_240,
        None,
    ),
    "a bounce of a million lines": (
        lambda: (
            b"From: MAILER-DAEMON@x.example\r\nSubject: Undelivered\r\n\r\n" + b"a@b.example failed\r\n" * 1_000_000
        ),
        None,
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_is_read_or_quarantined_in_bounded_time(name: str) -> None:
    make, expected = HOSTILE[name]
    raw = make()
    started = time.process_time()
    result = outcome(raw)
    assert time.process_time() - started < 5  # SECURITY's p99 is 2 s; a loaded machine is slower, a quadratic one lost
    if expected is None:
        assert isinstance(result, InboundMessage)
    else:
        assert result is expected
    started = time.process_time()
    assert len(identity_of(raw)) == 64
    assert time.process_time() - started < 5


def test_the_last_twenty_references_are_kept() -> None:
    message = parse(HOSTILE["10,000 references"][0]())
    assert message.references == tuple(f"<{number}@x>" for number in range(9_980, 10_000))


def test_the_innermost_words_of_fifty_levels_are_read() -> None:
    assert "the innermost words" in parse(nested(50)).text


CHARSETS = """
us-ascii utf-8 utf8 utf-7 utf-16 utf-16le utf-16be utf-32 iso-8859-1 iso-8859-2 iso-8859-5 iso-8859-6
iso-8859-8 iso-8859-8-i iso-8859-15 windows-1250 windows-1251 windows-1252 windows-1255 windows-1256 cp437
cp850 koi8-r koi8-u gb2312 gbk gb18030 hz-gb-2312 big5 big5-hkscs euc-jp shift_jis iso-2022-jp iso-2022-jp-2
iso-2022-kr euc-kr ks_c_5601-1987 tis-620 windows-874 macintosh x-mac-roman viscii x-unknown unknown-8bit
x-user-defined ansi_x3.110-1983 utf-8' unicode_escape raw_unicode_escape idna punycode rot13 hex zlib base64
bz2 undefined mbcs oem utf-9 ../../etc/passwd
"""


@pytest.mark.parametrize("charset", CHARSETS.split())
def test_any_charset_gives_text_that_a_database_takes(charset: str) -> None:
    content = b"plain words \xe4\xf6\xfc \xff\xfe \x80\x81 +2AA- \x1b$B\0"
    head = HEADERS + b'Content-Type: text/plain; charset="' + charset.encode() + b'"\r\n\r\n'
    text = parse(head + content).text
    assert text
    assert "\0" not in text
    text.encode("utf-8")


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2_000))
def test_any_bytes_are_a_message_or_a_quarantine(raw: bytes) -> None:
    outcome(raw)
    outcome(HEADERS + raw)
    outcome(HEADERS + b"\r\n" + raw)
    identity_of(raw)


_LINES = st.sampled_from(
    [
        *(f"{name}: ".encode() for name in ("From", "To", "Subject", "Content-Type", "References", "Date", "Received")),
        b"multipart/mixed; boundary=a",
        b"multipart/alternative; boundary=b",
        b"message/rfc822",
        b"message/delivery-status",
        b"text/html; charset=utf-7",
        b"Content-Transfer-Encoding: base64",
        b"Content-Disposition: attachment; filename*0*=''%ff; filename*1=x",
        b"Action: failed",
        b"Final-Recipient: rfc822; a@b.example",
        b"--a",
        b"--a--",
        b"--b",
        b"a@b.example",
        b"<a@b.example>",
        b"=?utf-8?b?4pyT?=",
        b"=?x?q?=00=?=",
        b"(",
        b'"',
        b"\\",
        b"<",
        b",",
        b";",
        b"\r\n",
        b"\n",
        b"\r",
        b"\r\n\r\n",
        b" ",
        b"\0",
        b"\xff",
        b"> ",
        b"On 1 Jan 2026, x wrote:",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_LINES, max_size=60))
def test_any_pieces_of_mail_are_a_message_or_a_quarantine(pieces: list[bytes]) -> None:
    for raw in (b"".join(pieces), HEADERS + b"".join(pieces)):
        result = outcome(raw)
        if isinstance(result, InboundMessage):
            assert result.reply_text or not result.text.strip()
            assert not {"\n", "\r", "\0", "\u2028"} & set(result.subject)
            result.text.encode("utf-8")
