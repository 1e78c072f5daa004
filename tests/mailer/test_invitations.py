"""What people read of an invitation, and which of them a calendar wrote to answer another."""

import time

import pytest

from consultations.messages import Automatic
from mailer.invitations import text_of
from mailer.message import parse

OUTLOOK = (
    "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nTZID:Eastern\r\nBEGIN:STANDARD\r\n"
    "DTSTART:16010101T020000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\n"
    'ORGANIZER;CN="Okafor: Mara":MAILTO:mara@desk.example\r\n'
    "SUMMARY;LANGUAGE=en-us:Claim\\, review of a long su\r\n bject\r\n"
    "DTSTART;TZID=Eastern:20260812T140000\r\nDTEND;TZID=Eastern:20260812T143000\r\nLOCATION:Room 4\\; upstairs\r\n"
    "DESCRIPTION:Is E11.22 right?\\nSeen in May.\r\n"
    "BEGIN:VALARM\r\nDESCRIPTION:REMINDER\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
HEAD = b"From: a@b.example\r\nTo: c@d.example\r\nSubject: Claim\r\nMIME-Version: 1.0\r\n"


def test_a_meeting_is_its_subject_time_place_organiser_and_words() -> None:
    assert text_of(OUTLOOK).splitlines() == [
        "Invitation",
        "Subject: Claim, review of a long subject",
        "From: 2026-08-12 14:00 Eastern",
        "To: 2026-08-12 14:30 Eastern",
        "Place: Room 4; upstairs",
        "Organiser: Okafor: Mara mara@desk.example",
        "",
        "Is E11.22 right?",
        "Seen in May.",
    ]


@pytest.mark.parametrize(
    ("calendar", "text"),
    [
        ("", ""),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR", ""),
        ("END:VEVENT\nEND:VEVENT\nSUMMARY:x", ""),
        ("BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260812\n", "Invitation\nFrom: 2026-08-12"),
        ("BEGIN:VEVENT\nDTSTART:soon\nSUMMARY:A", "Invitation\nSubject: A"),
        ("METHOD:CANCEL\nBEGIN:VEVENT\nSUMMARY:A", "Cancelled meeting\nSubject: A"),
    ],
)
def test_odd_calendars_are_read_as_far_as_they_go(calendar: str, text: str) -> None:
    assert text_of(calendar) == text


@pytest.mark.parametrize(
    "calendar",
    [
        "BEGIN:VEVENT\r\n" * 100_000,
        "BEGIN:VEVENT\r\nSUMMARY:" + "a\r\n " * 300_000,
        "BEGIN:VEVENT\r\n" + 'SUMMARY;A="' * 100_000,
        "BEGIN:VEVENT\r\nSUMMARY" + ";A=B" * 300_000 + ":x",
        "BEGIN:VEVENT\r\nDESCRIPTION:" + "\\" * 1_000_000,
        "BEGIN:VEVENT\r\nORGANIZER;" + ";" * 900 + ":x\r\n" * 100_000,
    ],
)
def test_a_megabyte_made_to_be_slow_is_read_at_once(calendar: str) -> None:
    began = time.process_time()
    text_of(calendar)
    assert time.process_time() - began < 1


def test_a_mail_that_is_an_invitation_alone_has_its_words_and_its_file() -> None:
    message = parse(HEAD + b"Content-Type: text/calendar; method=REQUEST\r\n\r\n" + OUTLOOK.encode())
    assert "Is E11.22 right?" in message.text
    assert message.reply_text
    assert [attachment.content_type for attachment in message.attachments] == ["text/calendar"]
    assert message.automatic is None


def alternative(method: bytes, *more: bytes) -> bytes:
    return (
        HEAD + b"Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\n\r\n\r\n--x\r\n"
        b"Content-Type: text/calendar; method=" + method + b"\r\n" + b"".join(more) + b"\r\n"
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Claim\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n--x--\r\n"
    )


def test_an_empty_part_beside_an_invitation_does_not_make_the_mail_empty() -> None:
    assert parse(alternative(b"REQUEST")).text == "Invitation\nSubject: Claim"


@pytest.mark.parametrize("method", [b"REPLY", b'"reply"', b"CANCEL", b"COUNTER", b"DECLINECOUNTER", b"REFRESH"])
def test_what_a_calendar_answers_is_a_machines_mail(method: bytes) -> None:
    assert parse(alternative(method)).automatic is Automatic.AUTO_REPLY


def test_what_a_person_invites_to_or_attaches_is_a_persons_mail() -> None:
    assert parse(alternative(b"REQUEST")).automatic is None
    assert parse(alternative(b"REPLY", b"Content-Disposition: attachment; filename=a.ics\r\n")).automatic is None
