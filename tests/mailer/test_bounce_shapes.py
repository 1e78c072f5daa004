"""Notices of servers in the shapes of their kinds, and people's mail that looks a little like one."""

import pytest

from consultations.messages import Automatic
from mailer.as_read import classified

GONE = "gone@clinic.example"
NULL = "Return-Path: <>\n"
DAEMON = "From: Mail Delivery System <MAILER-DAEMON@mx.example>\nTo: us@desk.example\n"
RETURNED = (
    "\n\n------ This is a copy of the message ------\n\nFrom: us@desk.example\nTo: other@clinic.example\n\nDear Dana"
)


def report(fields: str, head: str = "Subject: Undelivered Mail Returned to Sender\n", words: str = "") -> str:
    return (
        f"{DAEMON}{head}Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        f"--b\n\n{words}\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"{fields}\n--b--\n"
    )


FIELDS = f"Final-Recipient: rfc822; {GONE}\nAction: failed\n"
SHAPES = {
    "qmail": (
        (
            f"{NULL}{DAEMON}Subject: failure notice\n\nHi. I'm afraid I wasn't able to deliver your message.\n\n"
            f"<{GONE}>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 no such user\n"
            "--- Below this line is a copy of the message.\n\nTo: other@clinic.example\n"
        ),
        "5.1.1",
    ),
    "sendmail transcript": (
        (
            f"{NULL}{DAEMON}Subject: Returned mail: see transcript for details\n\n   ----- Transcript of session "
            f"follows -----\n"
            f"While talking to mx.example:\n>>> RCPT To:<{GONE}>\n<<< 550 denied\n550 5.7.1 <{GONE}>... denied\n"
        ),
        "5.7.1",
    ),
    "Exim, to ourselves": (
        (
            f"{NULL}From: Mailer-Daemon@mx.example\nTo: {GONE}\nSubject: Mail delivery failed\n\nThe following "
            f"address failed:\n\n"
            f"  {GONE}\n    host mx.example: 552 5.2.2 mailbox full{RETURNED}"
        ),
        "5.2.2",
    ),
    "Exchange 5.5": (
        (
            f"{NULL}From: System Administrator <postmaster@mx.example>\nTo: us@desk.example\nSubject: E\n\nYour "
            f"message\n\n"
            f"  To:      list@clinic.example\n  Subject: x\n\ndid not reach the following recipient(s):\n\n{GONE} "
            f"on Fri, 4 Oct\n"
            "    The recipient name is not recognized 5.1.1\n"
        ),
        "5.1.1",
    ),
    "a gateway with a name of its own": (
        (
            f"From: mail_service@mx.example\nTo: us-bounces@desk.example\nSubject: Returned Mail - Error During "
            f"Delivery\n\n"
            f"------ Failed Recipients ------\n\n<{GONE}>: mailbox unavailable. [SMTP Error Code 550]\n"
            "-------- Returned Mail --------\n\nTo: other@clinic.example\n"
        ),
        "5.1.1",
    ),
    "a reply with a colon behind it": (
        (
            f"{NULL}{DAEMON}Subject: Failure Notice\n\nSorry, we could not deliver it.\n\n<{GONE}>:\n"
            "552: delivery error: over quota\n"
        ),
        "5.2.2",
    ),
    "the subject alone": (
        f"{NULL}{DAEMON}Subject: Your mail to {GONE} could not be delivered\n\nThere is no such mailbox here.\n",
        None,
    ),
    "null sender and words only": (
        (
            f"{NULL}From: no-reply@clinic.example\nTo: us@desk.example\nSubject: Mail\n\nYour mail sent on: "
            f"Thu, 29 Apr\n"
            f"     Could not be delivered to: <{GONE}>\n     As their mailbox is full.\n"
        ),
        None,
    ),
    "a cause more exact than its class": (
        report(f"{FIELDS}Status: 5.0.0\nDiagnostic-Code: smtp; 5.1.0 Unknown address error 550-'5.2.2 full'\n"),
        "5.2.2",
    ),
    "words more exact than the report": (
        report(f"{FIELDS}Status: 5.0.0\n", words=f"{GONE}: 550 5.7.25 Reverse DNS validation failed"),
        "5.7.25",
    ),
    "too old, with its cause": (
        report(f"{FIELDS}Status: 4.4.7\nDiagnostic-Code: smtp; 554 4.4.7 expired <421 4.4.2 timed out>\n"),
        "4.4.2",
    ),
    "an action of the program's own": (report(f"Final-Recipient: rfc822; {GONE}\nAction: expired\n"), None),
    "a name inside the server": (
        report(
            f"Original-Recipient: rfc822;{GONE}\nFinal-Recipient: rfc822;gone@ims-daemon\nAction: failed\n"
            f"Status: 5.2.2\n"
        ),
        "5.2.2",
    ),
    "a report whose parts were lost": (
        (
            f"{NULL}{DAEMON}Subject: Delivery has failed\nContent-Type: multipart/report; boundary=b\n\nno "
            f"delimiter\n\n"
            f"Reporting-MTA: dns; mx.example\n\n{FIELDS}Status: 5.1.1\n"
        ),
        "5.1.1",
    ),
    "a notice in a notice": (
        (
            f"{NULL}{DAEMON}Subject: Returned mail\nContent-Type: multipart/mixed; boundary=o\n\n--o\n\nSee "
            f"below.\n--o\n"
            f"Content-Type: message/rfc822\n\n{report(FIELDS + 'Status: 5.1.1')}\n--o--\n"
        ),
        "5.1.1",
    ),
    "whom the returned mail was to": (
        (
            f"{NULL}{DAEMON}Subject: Undelivered Mail Returned to Sender\nContent-Type: multipart/mixed; "
            f"boundary=o\n\n--o\n\n"
            f"Delivery report unavailable\n--o\nContent-Type: message/rfc822\n\nTo: {GONE}\n\nDear Dana\n--o--\n"
        ),
        None,
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_bounce_names_who_failed_and_why(name: str) -> None:
    raw, status = SHAPES[name]
    told = classified(raw.encode())
    assert told["kind"] is Automatic.BOUNCE
    assert told["recipients"] == [{"address": GONE, "status": status, "permanent": True}]


@pytest.mark.parametrize(
    ("field", "address"),
    [
        ("Original-Recipient: rfc822;gone+2Bcodes+3D1@clinic.example", "gone+codes=1@clinic.example"),
        ("Original-Recipient: rfc822;gone+20codes@clinic.example", "gone+20codes@clinic.example"),
        (r"Final-Recipient: utf-8; j\x{F6}rg@\x{043A}.example", "jörg@к.example"),
        (r"Final-Recipient: utf-8; a\x{110000}b\x{0A}@clinic.example", r"a\x{110000}b\x{0A}@clinic.example"),
    ],
)
def test_what_a_report_hides_in_an_address_is_undone(field: str, address: str) -> None:
    told = classified(report(f"{field}\nAction: failed\nStatus: 5.1.1\n").encode())
    assert [one["address"] for one in told["recipients"]] == [address]


def test_a_delay_is_not_yet_a_failure() -> None:
    told = classified(
        f"{NULL}{DAEMON}Subject: Delivery Status Notification (Delay)\n\nTHIS IS A WARNING MESSAGE ONLY.\n\n"
        f"Delivery to the following recipient has been delayed:\n\n     {GONE}\n\nWill be retried for 2 more "
        f"days\n".encode()
    )
    assert told["kind"] is Automatic.DELAY
    assert told["is_bounce"]
    assert told["recipients"] == [{"address": GONE, "status": None, "permanent": False}]


@pytest.mark.parametrize(
    "words",
    [
        "It is still in our queue, we will try again.",
        "Die Zustellung an den folgenden Empfänger ist verzögert:",
        "La remise du message est retardée.",
        "La entrega del mensaje está retrasada.",
        "La consegna è in ritardo; seguiranno ulteriori tentativi.",
        "De bezorging is vertraagd.",
        "メールの配信が遅れています。",
    ],
)
def test_a_delay_is_known_by_its_words(words: str) -> None:
    told = classified(f"{NULL}{DAEMON}Subject: Warning\n\n{words}\n\n  {GONE}\n".encode())
    assert told["kind"] is Automatic.DELAY


def test_a_report_that_says_when_it_will_try_again_is_a_delay() -> None:
    fields = f"Final-Recipient: rfc822; {GONE}\nStatus: 4.4.1\nWill-Retry-Until: Mon, 30 Nov 2026 09:00:00 +0000\n"
    assert classified(report(fields).encode())["kind"] is Automatic.DELAY


def test_a_server_that_gave_up_on_a_temporary_error_has_given_up() -> None:
    """Else an answer that nobody received would count as delivered."""
    told = classified(report(f"{FIELDS}Status: 4.4.1\n").encode())
    assert told["recipients"] == [{"address": GONE, "status": "4.4.1", "permanent": True}]


def test_one_report_may_tell_of_a_failure_a_delay_and_a_success() -> None:
    told = classified(
        report(
            f"{FIELDS}Status: 5.1.1\n\nFinal-Recipient: rfc822; slow@clinic.example\nAction: delayed\nStatus: 4.4.1\n\n"
            "Final-Recipient: rfc822; well@clinic.example\nAction: relayed\nStatus: 2.0.0\n"
        ).encode()
    )
    assert told["kind"] is Automatic.BOUNCE
    assert [(one["address"], one["permanent"]) for one in told["recipients"]] == [
        (GONE, True),
        ("slow@clinic.example", False),
    ]


BODY = f"The claim could not be delivered to the payer: 550 5.1.1 user unknown\n\n{GONE}\n"
PEOPLE = {
    "an administrator whose claim came back": "From: Admin <admin@clinic.example>\nSubject: Claim returned, "
    "rejected CO-97",
    "an obstetric practice": "From: admin@obgyn.example\nSubject: Delivery report: failed forceps, warning signs",
    "a person who asks about a bounce": "From: Dana <dana@clinic.example>\nSubject: Undelivered Mail Returned "
    "to Sender",
    "a forwarded bounce": "From: Postmaster <postmaster@clinic.example>\nSubject: Fwd: Returned mail: see transcript",
    "a list post": "From: Dana <dana@clinic.example>\nList-Id: <coders.example>\nSubject: Mail delivery failed",
}


@pytest.mark.parametrize("name", PEOPLE)
def test_words_about_failure_are_no_bounce_without_a_sign(name: str) -> None:
    told = classified(f"{PEOPLE[name]}\nTo: us@desk.example\n\n{BODY}".encode())
    assert not told["is_bounce"]
    assert told["kind"] in {None, Automatic.LIST}


ENCLOSED = (
    "To: us@desk.example\nSubject: What is this?\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee the file."
    "\n--b\nContent-Type: message/delivery-status; name=report.txt\nContent-Disposition: attachment\n\n"
    f"Reporting-MTA: dns; mx.example\n\n{FIELDS}Status: 5.1.1\n\n--b--\n"
)


def test_a_report_that_a_person_encloses_is_no_bounce_but_one_that_a_server_encloses_is() -> None:
    assert classified(f"From: Dana <dana@clinic.example>\n{ENCLOSED}".encode())["kind"] is None
    for server in (DAEMON, "From: <>\n", f"{NULL}From: mx@clinic.example\n"):
        assert classified(f"{server}{ENCLOSED}".encode())["kind"] is Automatic.BOUNCE


@pytest.mark.parametrize("kind", ["disposition-notification", "feedback-report"])
def test_a_receipt_or_a_complaint_is_no_bounce_whatever_its_subject(kind: str) -> None:
    told = classified(
        f"{NULL}From: dana@clinic.example\nSubject: Return receipt: problem with a claim\n"
        f"Content-Type: multipart/report; report-type={kind}; boundary=b\n\n--b\n\nIt was displayed.\n--b\n"
        f"Content-Type: message/{kind}\n\nFinal-Recipient: rfc822; {GONE}\n--b--\n".encode()
    )
    assert told["kind"] is Automatic.REPORT
    assert not told["recipients"]
