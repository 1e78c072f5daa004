"""What marks a machine's mail, header by header; words in the body never do."""

import pytest

from consultations.messages import Automatic
from mailer.as_read import classified
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
        ("Precedence: list\n", Automatic.BULK),
        ("Precedence: list\nList-Post: <mailto:coders@b.example>\n", Automatic.LIST),
        ("Precedence: bulk\nSender: owner-coders@b.example\n", Automatic.LIST),
        ("X-Apple-Action: VACATION\n", Automatic.AUTO_REPLY),
        ("Delivered-To: Autoresponder\n", Automatic.AUTO_REPLY),
        ("From: Mail Delivery System <MAILER-DAEMON@b.example>\n", Automatic.REPORT),
        ("Precedence: first-class\n", None),
        ("List-Id: <coders.example>\n", Automatic.LIST),
        (
            "Content-Type: multipart/report; report-type=disposition-notification; boundary=x\n",
            Automatic.REPORT,
        ),
        ("Content-Type: multipart/report; report-type=feedback-report; boundary=x\n", Automatic.REPORT),
        ("Return-Path: <>\n", Automatic.AUTO_REPLY),
        ("Return-Path: <MAILER-DAEMON@b.example>\n", Automatic.AUTO_REPLY),
        ("Return-Path: <a@b.example>\n", None),
        ("Subject: Out of office: I ask from home\n", None),
        ("From: No Reply <noreply@b.example>\n", Automatic.AUTO_REPLY),
        ("From: do-not-reply+17@b.example\n", Automatic.AUTO_REPLY),
        ("From: scan.no-reply@b.example\n", Automatic.AUTO_REPLY),
        ("From: noreply@b.example\nReply-To: dana@b.example\n", None),
        ("From: Noreply <dana@b.example>\n", None),
        ("From: noreplya@b.example\n", None),
    ],
)
def test_a_header_marks_the_kind(text: str, kind: Automatic | None) -> None:
    read = headers(text)
    assert classify(read, envelope_sender(read, None)) is kind


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Your answer",
        "Automatische Antwort: Ihre Antwort",
        "Réponse automatique : votre réponse",
        "Respuesta automática: su respuesta",
        "Risposta automatica: la vostra risposta",
        "Automatisch antwoord: uw antwoord",
        "Automaattinen vastaus: vastaus",
        "Autosvar: svar",
        "Odpowiedź automatyczna: odpowiedź",
        "Automatikus válasz: válasz",
        "Автоматический ответ: ответ",
        "自動応答: 回答",
    ],
)
def test_exchange_names_its_replies_in_the_subject(subject: str) -> None:
    assert classify(headers(f"Subject: {subject}\n"), None) is Automatic.AUTO_REPLY
    assert classify(headers(f"Subject: Re: {subject}\nIn-Reply-To: <1@x.example>\n"), None) is None
    without_colon = subject.translate({ord(":"): None})
    assert classify(headers(f"Subject: {without_colon}\n"), None) is None


@pytest.mark.parametrize("subject", ["Out of the office: Your answer", "auto: answer", "Vacation notice: answer"])
def test_what_people_write_too_marks_a_machine_only_in_an_answer(subject: str) -> None:
    answer = headers(f"Subject: {subject}\nIn-Reply-To: <1@x.example>\n")
    assert classify(answer, None) is Automatic.AUTO_REPLY
    assert classify(headers(f"Subject: {subject}\n"), None) is None
    assert classify(headers(f"Subject: Re: {subject}\nIn-Reply-To: <1@x.example>\n"), None) is None


def test_a_subject_about_failures_makes_no_bounce_of_an_automatic_reply() -> None:
    raw = b"Return-Path: <>\nFrom: dana@b.example\nSubject: Automatic reply: Problem with a delivery\n\nI am away.\n"
    assert classified(raw)["kind"] is Automatic.AUTO_REPLY


@pytest.mark.parametrize(
    ("method", "words", "kind"),
    [
        ("REPLY", "", Automatic.AUTO_REPLY),
        ("REPLY", "I come, but which code do I bring?", None),
        ("REQUEST", "", None),
    ],
)
def test_an_answer_of_a_calendar_is_a_machines_unless_words_came_with_it(
    method: str, words: str, kind: Automatic | None
) -> None:
    raw = (
        "From: dana@b.example\nSubject: Accepted: Review\nContent-Type: multipart/alternative; boundary=b\n\n"
        f"--b\n\n{words}\n--b\nContent-Type: text/calendar; method={method}\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n--b--\n"
    )
    assert classified(raw.encode())["kind"] is kind


def test_what_the_door_saw_wins_over_a_return_path() -> None:
    read = headers("Return-Path: <>\n")
    assert envelope_sender(read, "a@b.example") == "a@b.example"
    assert envelope_sender(headers("Return-Path: <a@b.example>\n"), "<>") == ""
    assert envelope_sender(headers("Subject: x\n"), None) is None
