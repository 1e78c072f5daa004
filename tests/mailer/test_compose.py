"""What leaves: well-formed, the same each time, and nothing smuggled into a header."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.messages import Address
from mailer.compose import ComposeError, LetterHeaders, compose
from mailer.message import parse
from mailer.render import Rendered, render
from tests.mailer.letters import ALL, ANSWER_LETTER

HEADERS = LetterHeaders(
    sender=Address("CaseConsultant", "cases@caseconsultant.example"),
    to=(Address("Whitfield, Dana", "dana@clinic.example"),),
    date=datetime(2026, 11, 23, 15, 0, tzinfo=UTC),
    message_id="<cc-7k3m9q.abc@caseconsultant.example>",
    in_reply_to="<q2@clinic.example>",
    references=(*(f"<{'long' * 20}{number}@clinic.example>" for number in range(19)), "<q2@clinic.example>"),
)
RENDERED = Rendered("Re: Fractures [CC-7K3M9Q]", "Hello\n", "<p>Hello</p>")
NAMES = ["From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Content-Type"]


@pytest.mark.parametrize("letter", ALL, ids=lambda letter: letter.template)
def test_every_letter_is_a_mail_that_any_reader_understands(letter: object) -> None:
    rendered = render(letter)  # type: ignore[arg-type]
    raw = compose(HEADERS, rendered)
    read = message_from_bytes(raw, policy=policy.default)
    assert not read.defects
    assert read["Subject"] == rendered.subject
    assert read["To"] == '"Whitfield, Dana" <dana@clinic.example>'
    assert tuple(read["References"].split()) == HEADERS.references
    body = read.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == rendered.text
    html = read.get_body(("html",))
    assert html is not None
    assert html.get_content().replace("\r\n", "\n").strip() == rendered.html.strip()


def test_lines_are_short_and_end_in_crlf() -> None:
    raw = compose(HEADERS, render(ANSWER_LETTER))
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_composing_twice_gives_the_same_bytes_and_another_mail_another_boundary() -> None:
    assert compose(HEADERS, RENDERED) == compose(HEADERS, RENDERED)
    other = compose(replace(HEADERS, message_id="<other@caseconsultant.example>"), RENDERED)
    boundaries = {re.search(rb'boundary="(.+?)"', raw)[1] for raw in (compose(HEADERS, RENDERED), other)}  # type: ignore[index]
    assert len(boundaries) == 2


def test_only_automatic_mail_says_so_and_is_recognised_by_ourselves() -> None:
    assert b"Auto-Submitted" not in compose(HEADERS, RENDERED)
    automatic = compose(replace(HEADERS, automatic=True), RENDERED)
    assert b"\r\nAuto-Submitted: auto-replied\r\n" in automatic
    assert parse(automatic).automatic == "auto_reply"


@pytest.mark.parametrize(
    "breaker", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\0"]
)
def test_no_line_break_adds_a_header(breaker: str) -> None:
    evil = f"x{breaker}Bcc: eve@evil.example"
    headers = replace(HEADERS, to=(Address(evil, "dana@clinic.example"),), reply_to=Address(evil, "a@b.example"))
    raw = compose(headers, replace(RENDERED, subject=evil))
    read = message_from_bytes(raw, policy=policy.compat32)
    assert sorted(read.keys()) == sorted([*NAMES, "Reply-To"])
    assert parse(raw).subject == "x Bcc: eve@evil.example"


@given(st.text(max_size=200), st.text(max_size=80))
def test_any_subject_and_name_come_through_on_one_line(subject: str, name: str) -> None:
    subject, name = (text.encode("utf-8", "ignore").decode() for text in (subject, name))
    headers = replace(HEADERS, to=(Address(name, "dana@clinic.example"),))
    raw = compose(headers, replace(RENDERED, subject=subject))
    assert [key.lower() for key in message_from_bytes(raw, policy=policy.compat32)] == [key.lower() for key in NAMES]
    message = parse(raw)
    assert message.to[0].addr == "dana@clinic.example"
    assert "".join(message.subject.split()) == "".join(
        re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", subject).split()
    )


@pytest.mark.parametrize(
    "addr", ["", "dana", "dana@", "dana@clinic.example\r\nBcc: x@y.example", "dänä@clinic.example", "a@b, c@d.example"]
)
def test_a_bad_address_is_refused_with_a_sentence(addr: str) -> None:
    with pytest.raises(ComposeError, match="not an address"):
        compose(replace(HEADERS, to=(Address("", addr),)), RENDERED)


def test_what_cannot_be_written_is_refused() -> None:
    with pytest.raises(ComposeError, match="Message-ID"):
        compose(replace(HEADERS, message_id="<a b@c>"), RENDERED)
    with pytest.raises(ComposeError, match="recipient"):
        compose(replace(HEADERS, to=()), RENDERED)
    with pytest.raises(ComposeError, match="time zone"):
        compose(replace(HEADERS, date=datetime(2026, 1, 1)), RENDERED)  # noqa: DTZ001 - the mistake itself


def test_a_bad_reference_of_the_client_is_left_out_and_the_answer_still_goes() -> None:
    headers = replace(HEADERS, in_reply_to="<ä@x>", references=("<a\r\nBcc:x@y>", "<ok@x.example>"))
    read = message_from_bytes(compose(headers, RENDERED), policy=policy.compat32)
    assert read["References"] == "<ok@x.example>"
    assert read["In-Reply-To"] is None
    assert read["Bcc"] is None
