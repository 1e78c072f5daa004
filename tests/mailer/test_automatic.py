"""What marks a machine's mail, header by header; words in the body never do."""

import pytest

from consultations.messages import Automatic
from mailer.automatic import classify, envelope_sender
from mailer.mime import Headers, read_headers


def headers(text: str) -> Headers:
    return read_headers(text.encode() + b"\n")[0]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Auto-Submitted: auto-replied\n", Automatic.AUTO_REPLY),
        ("Auto-Submitted: Auto-Generated; type=x\n", Automatic.AUTO_REPLY),
        ("Auto-Submitted: no\n", None),
        ("X-Auto-Response-Suppress: OOF, DR\n", Automatic.AUTO_REPLY),
        ("X-Auto-Response-Suppress: None\n", None),
        ("X-MS-Exchange-Inbox-Rules-Loop: a@b.example\n", Automatic.AUTO_REPLY),
        ("X-Autoreply: yes\n", Automatic.AUTO_REPLY),
        ("Precedence: auto_reply\n", Automatic.AUTO_REPLY),
        ("Precedence: bulk\n", Automatic.BULK),
        ("Precedence: junk\n", Automatic.BULK),
        ("Precedence: list\n", Automatic.LIST),
        ("Precedence: first-class\n", None),
        ("List-Id: <coders.example>\n", Automatic.LIST),
        (
            "Content-Type: multipart/report; report-type=disposition-notification; boundary=x\n",
            Automatic.AUTO_REPLY,
        ),
        ("Return-Path: <>\n", Automatic.AUTO_REPLY),
        ("Return-Path: <a@b.example>\n", None),
        ("Subject: Automatic reply: I am out of office\n", None),
    ],
)
def test_a_header_marks_the_kind(text: str, kind: Automatic | None) -> None:
    read = headers(text)
    assert classify(read, envelope_sender(read, None)) is kind


def test_what_the_door_saw_wins_over_a_return_path() -> None:
    read = headers("Return-Path: <>\n")
    assert envelope_sender(read, "a@b.example") == "a@b.example"
    assert envelope_sender(headers("Return-Path: <a@b.example>\n"), "<>") == ""
    assert envelope_sender(headers("Subject: x\n"), None) is None
