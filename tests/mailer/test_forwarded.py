"""A note that is passed on below the own words is read; what a reply drags along is not."""

import pytest

from consultations.messages import InboundMessage
from mailer.message import parse

NOTE = "Assessment:\n1. Gout of the right knee\n2. Hypertension"
HEADERS = "From: Dr. Lee <lee@lakeside.example>\nSent: Monday, November 2, 2026 9:14 AM\nTo: Dana\nSubject: Visit note"
OUTLOOK = f"-----Original Message-----\n{HEADERS}\n\n{NOTE}"
GMAIL = f"---------- Forwarded message ---------\n{HEADERS.replace('Sent', 'Date')}\n\n\n{NOTE}"
APPLE = f"Begin forwarded message:\n\n{HEADERS}\n\n{NOTE}"
QUOTED = "On Mon, Nov 2, 2026 at 9:14 AM Dr. Lee <lee@lakeside.example> wrote:\n\n" + "\n".join(
    f"> {line}" for line in NOTE.splitlines()
)


def mail(text: str, subject: str = "Question") -> InboundMessage:
    head = f"From: Dana <dana@lakeside.example>\nTo: cases@caseconsultant.localhost\nSubject: {subject}\n\n"
    return parse((head + text).encode())


@pytest.mark.parametrize("below", [GMAIL, APPLE])
@pytest.mark.parametrize("new", ["Which codes?", "Please code this.\n\nThanks,\nDana\n\nSent from my iPhone"])
def test_a_marked_forward_is_always_passed_on(new: str, below: str) -> None:
    message = mail(f"{new}\n\n{below}")
    assert message.reply_text.startswith(new.partition("\n")[0])
    assert "Gout" not in message.reply_text
    assert message.forwarded is not None
    assert message.forwarded.text == NOTE
    assert "lee@lakeside.example" in message.forwarded.sender
    assert "Gout" in message.text


@pytest.mark.parametrize("below", [OUTLOOK, HEADERS + "\n\n" + NOTE, QUOTED])
@pytest.mark.parametrize(
    ("new", "subject"), [("See below, which codes?", "Question"), ("Which codes do we need?", "FW: Visit note")]
)
def test_another_copy_is_passed_on_where_something_points_at_it(new: str, subject: str, below: str) -> None:
    message = mail(f"{new}\n\n-- \nDana Whitfield\n\n{below}", subject)
    assert message.reply_text == new
    assert message.forwarded is not None
    assert message.forwarded.text == NOTE


@pytest.mark.parametrize("below", [OUTLOOK, HEADERS + "\n\n" + NOTE, QUOTED])
def test_the_history_of_a_plain_reply_is_not_passed_on(below: str) -> None:
    message = mail(f"Thank you, that was the left knee.\n\n{below}", "Re: Visit note")
    assert message.reply_text == "Thank you, that was the left knee."
    assert message.forwarded is None


def test_a_mail_without_history_has_nothing_passed_on() -> None:
    assert mail("The note is below.\n\nAssessment: gout").forwarded is None
    assert mail("See below.\n\n-- \nDana Whitfield\nLakeside Clinic", "Fwd: note").forwarded is None


def test_a_forward_without_own_words_is_read_whole() -> None:
    message = mail(GMAIL)
    assert NOTE in message.reply_text
    assert message.forwarded is None
