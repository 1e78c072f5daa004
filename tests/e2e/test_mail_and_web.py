"""The whole way on real mail: Dovecot, Postfix, a service in a process of its own, and a person in a real browser."""

import email
import email.policy
import smtplib
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from sqlmodel import select

from accounts.clients import add_address, organisations
from accounts.models import Person, QuotaEntry, QuotaEvent
from consultations import audit, repository, review
from consultations.lifecycle import CaseState, MailState, OutState
from consultations.models import Consultation, InboundMail, JobState, OutboundMail, OutKind
from consultations.review import Seen
from tests.e2e.service import RunningService, running_service, waited_for
from tests.servers.dovecot import Dovecot
from tests.servers.postfix import Postfix
from tests.servers.processes import free_ports
from tests.web.chromium import open_page

pytestmark = pytest.mark.servers

CLIENT = "second@test.invalid"
"""The one sender whose DMARC pass our Postfix reports."""

GONE = "gone@practice.example"
"""A client whose mail server knows nobody of that name any more."""

JOURNAL = "journal@test.invalid"
SECONDS_UNTIL_STORED = 2.0


@pytest.fixture(scope="module")
def service(dovecot: Dovecot, postfix: Postfix, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """All encrypted: IMAPS in and for Sent and journal, STARTTLS and AUTH out."""
    address = dovecot.new_user()
    web, door = free_ports(2)

    def account(user: str) -> dict[str, Any]:
        return {
            "host": "127.0.0.1",
            "port": dovecot.imaps_port,
            "tls": "tls",
            "ca_file": str(dovecot.certificates.authority),
            "username": user,
            "password": dovecot.password,
        }

    values: dict[str, Any] = {
        "address": address,
        "mailboxes": [{"name": "inbox", "authserv_id": "mx.test.invalid", **account(address)}],
        "doors": [{"name": "door", "port": door, "trusted": True}],
        "web": {"port": web},
        "smtp": {**account(address), "host": "localhost", "port": postfix.port, "tls": "starttls"},
        "journal": {"address": JOURNAL, "imap": account(JOURNAL)},
        "sent": {"imap": account(address)},
    }
    folder = tmp_path_factory.mktemp("service") / "var"
    with running_service(values, folder, client=CLIENT) as running:
        waited_for(lambda: "mailbox.connected" in running.log(), "the mailbox")
        yield running


def mail(service: RunningService, text: str, name: str, *, sender: str = CLIENT, **headers: str) -> bytes:
    lines = {
        "From": f"Dana Whitfield <{sender}>",
        "To": service.settings.address,
        "Subject": "A question",
        "Message-ID": f"<{name}.{service.settings.address}>",
        "Date": "Thu, 20 Aug 2026 10:00:00 -0400",
        **{key.replace("_", "-"): value for key, value in headers.items()},
    }
    return ("".join(f"{key}: {value}\r\n" for key, value in lines.items()) + f"\r\n{text}\r\n").encode()


def cases(service: RunningService) -> list[Consultation]:
    with service.desk.database.reading() as session:
        return list(session.exec(select(Consultation).order_by(Consultation.id)))  # type: ignore[arg-type]


def case_that_is(service: RunningService, number: str, state: CaseState) -> Consultation:
    def look() -> Consultation | None:
        with service.desk.database.reading() as session:
            case = repository.consultation(session, number)
        return case if case.state is state else None

    return waited_for(look, f"the state {state}", 30)


def inbound(service: RunningService) -> list[InboundMail]:
    with service.desk.database.reading() as session:
        return list(session.exec(select(InboundMail).order_by(InboundMail.id)))  # type: ignore[arg-type]


def outbound(service: RunningService) -> list[OutboundMail]:
    with service.desk.database.reading() as session:
        return list(session.exec(select(OutboundMail).order_by(OutboundMail.id)))  # type: ignore[arg-type]


def in_folder(dovecot: Dovecot, user: str, message_id: str, folder: str = "INBOX") -> list[EmailMessage]:
    """The mails with that Message-ID."""
    parsed = (
        email.message_from_bytes(raw, policy=email.policy.default) for raw, _ in dovecot.contents(user, folder).values()
    )
    return [message for message in parsed if message["Message-ID"] == message_id]


def test_a_question_by_mail_is_approved_in_the_browser_and_answered_by_mail(
    service: RunningService, dovecot: Dovecot, postfix: Postfix, chromium: Browser
) -> None:
    address = service.settings.address
    postfix.send(mail(service, "Is E11.22 right for the visit of 08/20/2026?", "q1"), address, CLIENT)
    [file] = waited_for(lambda: dovecot.files(address), "the delivery")
    waited_for(lambda: inbound(service), "the mail's row")
    seconds = time.time() - delivered_at(file)
    assert seconds < SECONDS_UNTIL_STORED, f"fetched {seconds:.2f} s after its delivery"
    print(f"fetched through IDLE {seconds:.2f} s after its delivery")  # noqa: T201 - shown by pytest -s
    [opened] = waited_for(lambda: cases(service), "the case")
    number = case_that_is(service, opened.number, CaseState.IN_REVIEW).number
    [stored] = inbound(service)
    assert stored.verdict.startswith("authentication_results"), stored.verdict
    assert stored.state is MailState.FILED

    approve_in_the_browser(service, chromium, number)
    case_that_is(service, number, CaseState.ANSWERED)
    [ours] = [sent for sent in outbound(service) if sent.kind is OutKind.ANSWER]
    [answer] = waited_for(lambda: in_folder(dovecot, CLIENT, ours.message_id), "the answer")
    assert answer["In-Reply-To"] == f"<q1.{address}>"
    assert answer["References"].split() == [f"<q1.{address}>"]
    assert number in answer["Subject"]
    body = answer.get_body(("plain",))
    assert body is not None
    assert "E11.22" in body.get_content()

    waited_for(lambda: no_open_jobs(service), "the end of all jobs")
    assert len(in_folder(dovecot, address, ours.message_id, "Sent")) == 1
    assert len(in_folder(dovecot, JOURNAL, ours.message_id)) == 1
    assert len(in_folder(dovecot, CLIENT, ours.message_id)) == 1

    reply = mail(
        service,
        "And I10?",
        "q2",
        Subject=f"Re: {answer['Subject']}",
        In_Reply_To=ours.message_id,
        References=f"<q1.{address}> {ours.message_id}",
    )
    postfix.send(reply, address, CLIENT)
    case_that_is(service, number, CaseState.IN_REVIEW)
    assert [case.number for case in cases(service)] == [number]
    assert [taken.consultation_id for taken in inbound(service)] == [opened.id] * 2


def delivered_at(file: Path) -> float:
    """The moment that Dovecot wrote into the file's name: `seconds.Mmicroseconds…`."""
    seconds, rest = file.name.split(".", 2)[:2]
    return int(seconds) + int(rest[1:].partition("P")[0]) / 1e6


def approve_in_the_browser(service: RunningService, chromium: Browser, number: str) -> None:
    complaints: list[str] = []
    page = open_page(chromium, f"http://127.0.0.1:{service.settings.web.port}", complaints)
    page.click(f"#queue a[href='/review/{number}']")
    page.get_by_role("button", name="Approve and send").click()
    page.wait_for_url(f"**/review/{number}?done=approved")
    assert "Approved" in page.locator(".notice.ok").inner_text()
    assert complaints == []
    page.context.close()


def no_open_jobs(service: RunningService) -> bool:
    with service.desk.database.reading() as session:
        return not repository.jobs_in(session, JobState.READY, JobState.LEASED)


FORGED = "mx.test.invalid; dmarc=pass header.from=test.invalid"


@pytest.mark.parametrize(
    ("name", "headers"),
    [
        ("plain", {}),
        ("forged", {"Authentication_Results": FORGED}),
        ("with-received", {"Received": "from x by mx.test.invalid with ESMTP", "Authentication_Results": FORGED}),
    ],
)
def test_a_spoofed_mail_is_held_and_gets_no_mail_and_costs_nothing(
    service: RunningService, postfix: Postfix, name: str, headers: dict[str, str]
) -> None:
    before, ours = len(inbound(service)), len(outbound(service))
    spoofed = mail(service, f"Is E11.22 right? {name}", f"spoof-{name}", **headers)
    postfix.send(spoofed, service.settings.address, "mallory@evil.example")

    def held() -> InboundMail | None:
        mails = inbound(service)
        return mails[-1] if len(mails) > before and mails[-1].state is not MailState.STORED else None

    taken = waited_for(held, "the spoofed mail")
    waited_for(lambda: no_open_jobs(service), "the end of all jobs")
    assert (taken.state, taken.reason) == (MailState.HELD, "unauthenticated")
    assert taken.verdict.startswith("nothing")
    assert len(outbound(service)) == ours
    with service.desk.database.reading() as session:
        assert session.exec(select(QuotaEntry).where(QuotaEntry.reference == f"mail:{taken.id}")).all() == []


def test_an_answer_that_the_clients_server_refuses_reopens_the_case_and_is_refunded_once(
    service: RunningService, dovecot: Dovecot
) -> None:
    desk = service.desk
    with desk.transaction() as session:
        add_address(session, organisations(session)[0], GONE)
    known = {case.number for case in cases(service)}
    with smtplib.SMTP("127.0.0.1", service.settings.doors[0].port, timeout=20) as door:
        question = mail(service, "Is E11.22 right for 08/20/2026?", "gone", sender=GONE)
        door.sendmail(GONE, [service.settings.address], question)
    [opened] = waited_for(lambda: [case for case in cases(service) if case.number not in known], "the case")
    number = case_that_is(service, opened.number, CaseState.IN_REVIEW).number
    with desk.transaction() as session:
        draft = repository.latest_draft(session, opened.id)
        assert draft is not None
        person = session.exec(select(Person)).one()
        answer = review.approve(desk, session, number, person, Seen(draft.id, draft.sha256))

    def refused() -> OutboundMail | None:
        with desk.database.reading() as session:
            found = session.get_one(OutboundMail, answer.id)
        return found if found.state is OutState.UNDELIVERABLE else None

    assert waited_for(refused, "Postfix's notification", 40).detail == "bounced 5.1.1: there is no such mailbox"
    case_that_is(service, number, CaseState.IN_REVIEW)
    with desk.database.reading() as session:
        kinds = session.exec(select(QuotaEntry.kind).where(QuotaEntry.reference == opened.quota_reference)).all()
        actions = [event.action for event in audit.history(session, number)]
    assert sorted(kinds) == sorted([QuotaEvent.RESERVE, QuotaEvent.SETTLE, QuotaEvent.REFUND])
    assert actions.count("reopened_undeliverable") == 1
    reports = [taken for taken in inbound(service) if taken.reason == "bounce"]
    assert {report.consultation_id for report in reports} == {opened.id}
    assert b"multipart/report" in b"".join(raw for raw, _ in dovecot.contents(service.settings.address).values())


def test_the_audit_trail_of_it_all_is_whole(service: RunningService) -> None:
    with service.desk.database.reading() as session:
        assert audit.count(session) > 0
        assert list(audit.broken_streams(session)) == []
