"""The same mail has one identity on every way that it can take; another mail has another."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.identity import identity_of

MAIL = (
    b"From: dana@clinic.example\r\nTo: cases@caseconsultant.example\r\nSubject: Which\r\n code?\r\n"
    b"Date: Mon, 23 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@clinic.example>\r\nX-Mailer: one\r\n\r\n"
    b"Hello\r\n\r\nYou\r\n"
)
TRACE = b"Return-Path: <dana@clinic.example>\r\nReceived: from a by b;\r\n\tMon, 23 Nov 2026 10:00:01 +0000\r\n"


@pytest.mark.parametrize(
    "delivered",
    [
        TRACE + MAIL,
        MAIL.replace(b"\r\n", b"\n"),
        MAIL + b"\r\n\r\n",
        MAIL.rstrip(),
        MAIL.replace(b"Hello", b"Hello  \t"),
        MAIL.replace(b"Which\r\n code?", b"Which code?"),
        MAIL.replace(b"X-Mailer: one\r\n", b""),
        MAIL.replace(b"Subject: ", b"subject:"),
    ],
    ids=["trace headers", "bare LF", "blank lines at the end", "none at the end", "blanks at a line's end", "unfolded",
         "other headers", "spelling of names"],
)  # fmt: skip
def test_what_servers_change_does_not_count(delivered: bytes) -> None:
    assert identity_of(delivered) == identity_of(MAIL)


def test_a_nul_that_dovecot_rewrote_does_not_count() -> None:
    assert identity_of(MAIL + b"a\0b") == identity_of(MAIL + b"a\x80b")


@pytest.mark.parametrize("name", [b"From", b"To", b"Subject", b"Date", b"Message-ID", b"Cc", b"In-Reply-To"])
def test_every_header_of_the_sender_counts(name: bytes) -> None:
    assert identity_of(name + b": other@x.example\r\n" + MAIL) != identity_of(MAIL)


def test_the_same_message_id_with_another_text_is_another_mail() -> None:
    assert identity_of(MAIL.replace(b"Hello", b"Hallo")) != identity_of(MAIL)


def test_words_do_not_move_between_header_and_body() -> None:
    assert identity_of(b"Subject: a\r\n\r\nb") != identity_of(b"Subject: a b\r\n\r\n")
    assert identity_of(b"Subject: a\r\nSubject: b\r\n\r\n") != identity_of(b"Subject: a b\r\n\r\n")


@given(st.binary(max_size=500))
def test_trace_headers_and_line_ends_never_change_it(raw: bytes) -> None:
    as_lf = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    as_stored = as_lf.replace(b"\0", b"\x80").replace(b"\n", b"\r\n")
    assert identity_of(raw) == identity_of(as_stored)
    if not as_lf.startswith(b"From "):
        assert identity_of(TRACE + as_stored) == identity_of(raw)


@pytest.mark.parametrize("end", [b"\n", b" \n\t\n", b"\n\n\n"])
@pytest.mark.parametrize("filler", [b"a\n", b"\n", b" ", b"word " * 30_000 + b"\n"])
def test_a_long_body_is_the_same_wherever_it_is_cut(filler: bytes, end: bytes) -> None:
    body = filler * (300_000 // len(filler)) + b"the last word"
    plain = identity_of(MAIL + body)
    assert identity_of(TRACE + MAIL + body.replace(b"\n", b"\r\n") + end) == plain
    assert identity_of(MAIL + b"x" + body) != plain
    assert identity_of(MAIL + filler + body) != plain
    assert identity_of(MAIL + body[:-1]) != plain


@pytest.mark.parametrize("line", [b"a\r\n", b"\r\n", b"to:\r\n", b" \t\r\n"])
@pytest.mark.parametrize("head", [b"", MAIL])
def test_short_lines_take_no_more_memory_than_a_few_copies(line: bytes, head: bytes) -> None:
    raw = head + line * (1_000_000 // len(line)) + b"end"
    tracemalloc.start()
    try:
        identity_of(raw)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000, "a list of all lines takes twenty times the mail"
    finally:
        tracemalloc.stop()
