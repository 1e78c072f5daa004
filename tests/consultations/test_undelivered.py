"""An answer that came back: who of the client is told, what a person can do, and what the next answer says."""

from dataclasses import replace

import pytest

from accounts import quota
from accounts.clients import add_address, add_organisation, set_contact
from consultations import audit, held, joining, repository, review
from consultations.case_view import CaseView, case_view
from consultations.lifecycle import CaseState, MailReason, MailState, OutState
from consultations.models import OutboundMail
from consultations.ports import Outcome
from consultations.refusals import DecisionError
from mailer.message import parse
from tests.desks import CLIENT, Bench

COLLEAGUE = "lee@lakeside.example"
OFFICE = "office@lakeside.example"
FULL = "5.2.2"


@pytest.fixture
def bench(bench: Bench) -> Bench:
    """Three addresses of the same client."""
    with bench.desk.transaction() as session:
        for addr in (COLLEAGUE, OFFICE):
            add_address(session, bench.organisation(session), addr)
    return bench


def make_contact(bench: Bench, addr: str) -> None:
    with bench.desk.transaction() as session:
        set_contact(session, bench.organisation(session), addr, contact=True)


def bounce(mail: OutboundMail, envelope_id: str, addr: str = CLIENT, status: str = FULL) -> bytes:
    return (
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nSubject: Undelivered mail\r\n"
        f"Message-ID: <b{mail.id}@mx.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\nOriginal-Envelope-Id: {envelope_id}\r\n\r\n"
        f"Final-Recipient: rfc822; {addr}\r\nAction: failed\r\nStatus: {status}\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {mail.message_id}\r\n\r\n--b--\r\n"
    ).encode()


def come_back(bench: Bench, addr: str = CLIENT) -> None:
    """The newest mail of ours to this address comes back."""
    place = max(at for at, (_, to) in enumerate(bench.transport.delivered) if to == (addr,))
    message_id = parse(bench.transport.delivered[place][0]).message_id
    mail = next(mail for mail in bench.outbound() if mail.message_id == message_id)
    bench.take_in(bounce(mail, bench.transport.envelope_ids[place], addr), source="open")
    bench.work()


def answered(bench: Bench, text: str = "Is E11.22 right? SECRETWORD", **headers: str) -> str:
    number = bench.ask(text, **headers).number
    bench.approve(number)
    bench.work()
    return number


def written_to(bench: Bench, addr: str) -> list[bytes]:
    return [content for content, to in bench.transport.delivered if to == (addr,)]


def seen(bench: Bench, number: str) -> CaseView:
    with bench.desk.database.reading() as session:
        return case_view(bench.desk, session, number)


def readdress(bench: Bench, number: str, addr: str) -> None:
    with bench.desk.transaction() as session:
        review.readdress(bench.desk, session, number, bench.person(session), addr, bench.seen(number))


def used(bench: Bench) -> int:
    with bench.desk.database.reading() as session:
        return quota.used(session, bench.organisation(session).id, quota.period_of(bench.clock()))


def test_the_contact_is_told_once_in_a_mail_without_content_and_the_failed_address_is_not(bench: Bench) -> None:
    make_contact(bench, OFFICE)
    number = answered(bench)
    before = len(written_to(bench, CLIENT))
    come_back(bench)
    come_back(bench)
    (notice,) = written_to(bench, OFFICE)
    told = parse(notice)
    assert f"[{number}]" in told.subject
    assert CLIENT in told.text.replace("\n", " ")
    assert "the mailbox is full" in " ".join(told.text.split())
    assert b"Auto-Submitted: auto-replied" in notice
    assert not [word for word in (b"E11.22", b"SECRETWORD", b"Reviewed and approved") if word in notice]
    assert len(written_to(bench, CLIENT)) == before
    assert not written_to(bench, COLLEAGUE), "who has no part in the case is not told"
    view = seen(bench, number)
    assert view.told == (OFFICE,)
    assert view.came_back is not None
    assert (view.came_back.to, view.came_back.reason) == (CLIENT, "Bounced 5.2.2: the mailbox is full.")


def test_who_wrote_on_the_case_is_told_rather_than_the_contact(bench: Bench) -> None:
    make_contact(bench, OFFICE)
    number = bench.ask(from_=f"Lee <{COLLEAGUE}>", message_id="<lee@lakeside.example>").number
    bench.take_in(bench.mail("I10 as well", in_reply_to="<lee@lakeside.example>"))
    bench.work()
    with bench.desk.transaction() as session:
        (waiting,) = repository.mails_in(session, MailState.HELD)
        held.release(bench.desk, session, waiting.id, "mara@desk.example")
    bench.work()
    bench.approve(number)
    bench.work()
    come_back(bench)
    (notice,) = [content for content in written_to(bench, COLLEAGUE) if b"deliver" in content]
    assert parse(notice).references[-1] == "<lee@lakeside.example>"
    assert parse(notice).text.count("Hi Lee,") == 1
    assert not written_to(bench, OFFICE)


def test_nobody_is_told_where_no_other_address_is_known_for_it_and_the_page_says_so(bench: Bench) -> None:
    number = answered(bench)
    sent = len(bench.transport.delivered)
    come_back(bench)
    assert len(bench.transport.delivered) == sent
    assert seen(bench, number).told == ()


def test_a_refusal_at_once_is_told_as_a_bounce_is(bench: Bench) -> None:
    make_contact(bench, OFFICE)
    number = bench.ask().number
    bench.transport.outcomes = [Outcome.UNDELIVERABLE]
    bench.approve(number)
    bench.work()
    assert bench.case(number).state is CaseState.IN_REVIEW
    assert len(written_to(bench, OFFICE)) == 1


def test_a_notice_that_comes_back_is_the_end_of_it(bench: Bench) -> None:
    make_contact(bench, OFFICE)
    make_contact(bench, COLLEAGUE)
    number = answered(bench)
    come_back(bench)
    sent, refunded = len(bench.transport.delivered), used(bench)
    come_back(bench, OFFICE)
    assert len(bench.transport.delivered) == sent
    assert used(bench) == refunded
    assert bench.case(number).state is CaseState.IN_REVIEW
    assert [mail.state for mail in bench.outbound()].count(OutState.UNDELIVERABLE) == 2


def test_notices_stay_within_the_cap_of_automatic_mail(bench: Bench) -> None:
    make_contact(bench, OFFICE)
    capped = bench.desk.settings.model_copy(update={"automatic_per_hour": 2, "acknowledge": False})
    bench.desk = replace(bench.desk, settings=capped)
    bench.services = replace(bench.services, desk=bench.desk)
    for number in range(4):
        answered(bench, message_id=f"<cap{number}@lakeside.example>")
        come_back(bench)
    assert len(written_to(bench, OFFICE)) == 2


def test_a_reply_to_a_notice_vouches_for_nobody_and_lets_nobody_in(bench: Bench) -> None:
    make_contact(bench, OFFICE)
    number = answered(bench)
    come_back(bench)
    notice = parse(written_to(bench, OFFICE)[0]).message_id
    assert notice is not None
    for source in ("open", "trusted"):
        bench.take_in(bench.mail("Tell me all", from_=f"Office <{OFFICE}>", in_reply_to=notice), source=source)
        bench.work()
    with bench.desk.database.reading() as session:
        reasons = [mail.reason for mail in repository.mails_in(session, MailState.HELD)]
    assert reasons == [MailReason.UNAUTHENTICATED, MailReason.NOT_A_PARTICIPANT]
    assert bench.case(number).state is CaseState.IN_REVIEW


def test_sent_again_the_answer_says_that_an_earlier_one_did_not_arrive(bench: Bench) -> None:
    number = answered(bench)
    assert b"could not be delivered" not in written_to(bench, CLIENT)[-1]
    come_back(bench)
    assert used(bench) == 0
    bench.approve(number)
    bench.work()
    again = " ".join(parse(written_to(bench, CLIENT)[-1]).text.split())
    assert "could not be delivered: the mailbox is full." in again
    assert bench.case(number).state is CaseState.ANSWERED
    assert used(bench) == 1
    bench.take_in(bench.mail("And I10?", in_reply_to=parse(written_to(bench, CLIENT)[-1]).message_id or ""))
    bench.work()
    bench.approve(number)
    bench.work()
    assert b"could not be delivered" not in written_to(bench, CLIENT)[-1], "the one before this one arrived"


def test_the_client_who_writes_again_is_told_too(bench: Bench) -> None:
    number = answered(bench, message_id="<first@lakeside.example>")
    come_back(bench)
    bench.take_in(bench.mail("I10, and there is room again", in_reply_to="<first@lakeside.example>"))
    bench.work()
    bench.approve(number)
    bench.work()
    assert "could not be delivered: the mailbox is full." in " ".join(parse(written_to(bench, CLIENT)[-1]).text.split())


def test_a_person_sends_it_to_another_address_of_the_client_by_an_approval_of_its_own(bench: Bench) -> None:
    number = answered(bench)
    come_back(bench)
    before = bench.seen(number)
    readdress(bench, number, COLLEAGUE.upper())
    assert bench.seen(number).sha256 != before.sha256, "the draft is bound to its recipient"
    with pytest.raises(DecisionError, match="changed"), bench.desk.transaction() as session:
        review.approve(bench.desk, session, number, bench.person(session), before)
    view = seen(bench, number)
    assert view.client is not None
    assert view.client.addr == COLLEAGUE
    bench.approve(number)
    bench.work()
    assert b"E11.22" in written_to(bench, COLLEAGUE)[-1]
    assert bench.case(number).state is CaseState.ANSWERED
    with bench.desk.database.reading() as session:
        assert "readdressed" in [event.action for event in audit.history(session, number)]


def test_a_redraft_keeps_the_chosen_address_and_the_next_mail_ends_the_choice(bench: Bench) -> None:
    number = answered(bench, message_id="<first@lakeside.example>")
    come_back(bench)
    readdress(bench, number, COLLEAGUE)
    with bench.desk.transaction() as session:
        review.redraft(bench.desk, session, number, bench.person(session))
    bench.work()
    assert seen(bench, number).client.addr == COLLEAGUE  # type: ignore[union-attr]
    bench.take_in(bench.mail("I10, from here again", in_reply_to="<first@lakeside.example>"))
    bench.work()
    assert seen(bench, number).client.addr == CLIENT  # type: ignore[union-attr]
    bench.approve(number)
    bench.work()
    assert not written_to(bench, COLLEAGUE)


def test_an_answer_goes_to_no_address_of_somebody_else(bench: Bench) -> None:
    with bench.desk.transaction() as session:
        add_organisation(session, "Elsewhere", "practice", ("eve@elsewhere.example",), bench.clock().date())
    number = bench.ask().number
    for addr in ("eve@elsewhere.example", "nobody@nowhere.example", ""):
        with pytest.raises(DecisionError, match="is no address of Lakeside"):
            readdress(bench, number, addr)


def test_a_question_that_comes_back_after_a_merge_reopens_the_case_that_goes_on(bench: Bench) -> None:
    gone, kept = (bench.ask(message_id=f"<{name}@lakeside.example>").number for name in ("gone", "kept"))
    for number in (gone, kept):
        with bench.desk.transaction() as session:
            review.ask(bench.desk, session, number, bench.person(session), "Which arm?")
        bench.work()
        if number == gone:
            question = len(bench.transport.delivered) - 1
            with bench.desk.transaction() as session:
                joining.merge(bench.desk, session, gone, kept, bench.person(session))
            bench.work()
    assert bench.case(kept).state is CaseState.WAITING_FOR_CLIENT
    message_id = parse(bench.transport.delivered[question][0]).message_id
    asked = next(mail for mail in bench.outbound() if mail.message_id == message_id)
    bench.take_in(bounce(asked, bench.transport.envelope_ids[question]), source="open")
    bench.work()
    assert bench.case(kept).state is CaseState.IN_REVIEW
    assert bench.case(gone).state is CaseState.CLOSED
    with bench.desk.database.reading() as session:
        assert len(repository.mails_of(session, bench.case(kept).id)) == 3, "the bounce is on the case that goes on"
        actions = [event.action for event in audit.history(session, kept)]
    assert actions.count("reopened_undeliverable") == 1
    assert used(bench) == 1
