"""Trust first, then the thread, then the plan: every mail ends in one named state, and only clients debit a plan."""

import threading
from collections import Counter

import pytest

from accounts import quota
from consultations import held, renewal, repository, review
from consultations.filing import open_raw
from consultations.lifecycle import CaseState, MailState
from consultations.messages import AuthenticatedBy, RawMail, Verdict
from consultations.models import InboundMail, OutKind
from consultations.ports import Outcome
from consultations.receiving import store
from mailer.identity import identity_of
from tests.desks import CLIENT, Bench

STRANGER = "Someone <someone@elsewhere.example>"


def mails(bench: Bench) -> list[InboundMail]:
    with bench.desk.database.reading() as session:
        return sorted(repository.mails_in(session, *MailState), key=lambda mail: mail.id)


def used(bench: Bench) -> int:
    with bench.desk.database.reading() as session:
        organisation = bench.organisation(session)
        return quota.used(session, organisation.id, quota.period_of(bench.clock()))


def on_plan(bench: Bench, plan: str) -> int:
    with bench.desk.transaction() as session:
        return renewal.change_plan(bench.desk, session, bench.organisation(session), plan, "operator")


def test_a_client_who_is_not_authenticated_is_held_without_a_word(bench: Bench) -> None:
    bench.take_in(bench.mail(), source="open")
    bench.work()
    assert [(mail.state, mail.reason) for mail in mails(bench)] == [(MailState.HELD, "unauthenticated")]
    assert bench.outbound() == []
    assert used(bench) == 0


def test_what_our_door_found_out_opens_a_case_and_is_shown(bench: Bench) -> None:
    for number, by in enumerate((AuthenticatedBy.OUR_CHECKS, AuthenticatedBy.NOTHING)):
        raw = bench.mail(f"Question {number}")
        verdict = Verdict(by, f"The door found {number}.")
        store(bench.desk, [RawMail("open", identity_of(raw), raw, bench.clock(), CLIENT, (CLIENT,), checked=verdict)])
    bench.work()
    assert [(mail.state, mail.verdict) for mail in mails(bench)] == [
        (MailState.FILED, "our_checks: The door found 0."),
        (MailState.HELD, "nothing: The door found 1."),
    ]


def test_unknown_senders_are_held_and_told_once_a_day(bench: Bench) -> None:
    bench.take_in(*(bench.mail(f"canary {n}", from_=STRANGER) for n in range(3)))
    bench.work()
    bench.clock.pass_by(hours=25)
    bench.take_in(bench.mail("a day later", from_=STRANGER))
    bench.work()
    assert Counter(mail.reason for mail in mails(bench)) == {"unknown_sender": 4}
    assert [mail.kind for mail in bench.outbound()] == [OutKind.NOTICE, OutKind.NOTICE]
    assert b"canary" not in bench.transport.delivered[0][0]
    assert used(bench) == 0


def test_no_case_is_opened_without_a_signed_agreement(bench: Bench) -> None:
    with bench.desk.transaction() as session:
        organisation = bench.organisation(session)
        organisation.baa_signed_on = None
        session.add(organisation)
    bench.take_in(bench.mail())
    bench.work()
    assert [mail.reason for mail in mails(bench)] == ["no_agreement"]
    assert bench.cases() == []


def test_an_encrypted_mail_is_held_and_its_sender_told_once_a_day_what_to_do(bench: Bench) -> None:
    secret = "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----"
    bench.take_in(bench.mail(secret), bench.mail(f"{secret}\n"))
    bench.work()
    assert [(mail.state, mail.reason) for mail in mails(bench)] == [(MailState.HELD, "encrypted")] * 2
    assert (bench.cases(), used(bench)) == ([], 0)
    assert [mail.kind for mail in bench.outbound()] == [OutKind.NOTICE]
    assert b"OpenPGP" in bench.transport.delivered[0][0]
    with bench.desk.transaction() as session:
        held.release(bench.desk, session, mails(bench)[0].id, "mara@desk.example")
    bench.work()
    assert mails(bench)[0].state is MailState.FILED


def test_a_person_releases_a_held_mail(bench: Bench) -> None:
    bench.take_in(bench.mail(), source="open")
    bench.work()
    with bench.desk.transaction() as session:
        held.release(bench.desk, session, mails(bench)[0].id, "mara@desk.example")
    bench.work()
    assert [mail.state for mail in mails(bench)] == [MailState.FILED]
    assert [mail.released_by for mail in mails(bench)] == ["mara@desk.example"]
    assert [case.state for case in bench.cases()] == [CaseState.IN_REVIEW]
    assert used(bench) == 1


def test_a_reply_to_our_mail_is_believed_from_the_address_we_wrote_to_only(bench: Bench) -> None:
    case = bench.ask()
    bench.approve(case.number)
    bench.work()
    answer = bench.outbound()[-1].message_id
    bench.take_in(bench.mail("A follow-up", in_reply_to=answer), source="open")
    bench.take_in(bench.mail("Let me in", in_reply_to=answer, from_=STRANGER), source="open")
    bench.work()
    assert [mail.state for mail in mails(bench)] == [MailState.FILED, MailState.FILED, MailState.HELD]


def test_a_reply_token_vouches_for_its_own_case_and_for_a_month(bench: Bench) -> None:
    first, second = bench.ask(), bench.ask("And I10?")
    bench.approve(first.number)
    bench.work()
    answer = bench.outbound()[-1].message_id
    theirs = "<m2@lakeside.example>"  # the first mail of the second case, which no token is needed to know
    bench.take_in(bench.mail("About which?", references=f"{answer} {theirs}"), source="open")
    bench.work()
    with bench.desk.database.reading() as session:
        assert len(repository.mails_of(session, first.id)) == 2
        assert len(repository.mails_of(session, second.id)) == 1
    bench.clock.pass_by(days=31)
    bench.take_in(bench.mail("Late", in_reply_to=answer), source="open")
    bench.work()
    assert [(mail.state, mail.reason) for mail in mails(bench)][-1] == (MailState.HELD, "unauthenticated")


def test_an_answer_to_a_notice_vouches_for_nothing(bench: Bench) -> None:
    on_plan(bench, "guest")
    bench.take_in(bench.mail())
    bench.work()
    notice = bench.outbound()[-1]
    assert notice.template == "over_quota"
    on_plan(bench, "practice")
    bench.take_in(bench.mail("So, now?", in_reply_to=notice.message_id), source="open")
    bench.work()
    assert [(mail.state, mail.reason) for mail in mails(bench)][-1] == (MailState.HELD, "unauthenticated")


def test_another_organisation_never_joins_a_case_that_it_refers_to(bench: Bench) -> None:
    from datetime import date

    from accounts.clients import add_organisation

    with bench.desk.transaction() as session:
        add_organisation(session, "Harbor", "solo", ("sam@harbor.example",), date(2026, 1, 2))
    case = bench.ask()
    ours = bench.outbound()[0].message_id
    bench.take_in(
        bench.mail("And mine?", from_="sam@harbor.example", in_reply_to=ours, references="<m1@lakeside.example>")
    )
    bench.work()
    assert len(bench.cases()) == 2
    with bench.desk.database.reading() as session:
        assert len(repository.mails_of(session, case.id)) == 1


@pytest.mark.parametrize(
    "headers",
    [{"auto_submitted": "auto-replied"}, {"precedence": "bulk"}, {"list_id": "<list.example>"}],
    ids=lambda headers: next(iter(headers)),
)
def test_machines_are_never_answered(bench: Bench, headers: dict[str, str]) -> None:
    bench.take_in(bench.mail(**headers))
    bench.work()
    assert [(mail.state, mail.reason) for mail in mails(bench)] == [(MailState.REFUSED, "automatic")]
    assert bench.outbound() == []


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b"Subject: no sender\r\n\r\nx", "no_sender"),
        (b"From: a@x.example\r\nFrom: b@x.example\r\n\r\nx", "several_senders"),
        (b"From: <@\r\n\r\nx", "unreadable_sender"),
    ],
)
def test_mail_that_cannot_be_read_safely_is_set_aside_with_its_bytes(bench: Bench, raw: bytes, reason: str) -> None:
    bench.take_in(raw)
    bench.work()
    (mail,) = mails(bench)
    assert (mail.state, mail.reason) == (MailState.QUARANTINED, reason)
    with bench.desk.database.reading() as session:
        assert open_raw(bench.desk.vault, session.get_one(InboundMail, mail.id))[0] == raw


def test_a_bounce_reopens_the_case_and_refunds_once(bench: Bench) -> None:
    case = bench.ask()
    bench.approve(case.number)
    bench.work()
    answer = bench.outbound()[-1]
    assert used(bench) == 1
    bounce = _bounce(answer.message_id, bench.transport.envelope_ids[-1])
    bench.take_in(bounce, bounce.replace(b"Subject: Undelivered", b"Subject: Undelivered again"), source="open")
    bench.work()
    assert bench.case(case.number).state is CaseState.IN_REVIEW
    assert [str(mail.state) for mail in bench.outbound()][-1] == "undeliverable"
    assert used(bench) == 0


def test_a_bounce_that_its_recipient_could_have_written_refunds_nothing(bench: Bench) -> None:
    case = bench.ask()
    bench.approve(case.number)
    bench.work()
    answer = bench.outbound()[-1]
    forged = bench.transport.envelope_ids[-1][:-1] + "x"
    bench.take_in(_bounce(answer.message_id, forged), source="open")
    bench.work()
    assert bench.case(case.number).state is CaseState.IN_REVIEW
    assert "could have written" in bench.outbound()[-1].detail
    assert used(bench) == 1
    assert bench.transport.envelope_ids[-1].encode() not in bench.transport.delivered[-1][0]


def test_declining_a_case_whose_answer_never_arrived_refunds_it(bench: Bench) -> None:
    case = bench.ask()
    bench.approve(case.number)
    bench.work()
    bench.take_in(_bounce(bench.outbound()[-1].message_id), source="open")
    bench.work()
    with bench.desk.transaction() as session:
        review.decline(bench.desk, session, case.number, bench.person(session), "Your mailbox takes no mail.")
    assert used(bench) == 0


def test_the_bounce_of_the_journal_is_no_bounce_of_the_answer(bench: Bench) -> None:
    case = bench.ask()
    bench.approve(case.number)
    bench.work()
    answer = bench.outbound()[-1]
    bounce = _bounce(answer.message_id, bench.transport.envelope_ids[-1])
    bench.take_in(bounce.replace(f"rfc822; {CLIENT}".encode(), b"rfc822; journal@desk.example"), source="open")
    bench.work()
    assert bench.case(case.number).state is CaseState.ANSWERED
    assert used(bench) == 1


def _bounce(message_id: str, envelope_id: str = "") -> bytes:
    named = f"Original-Envelope-Id: {envelope_id}\r\n" if envelope_id else ""
    return (
        "Return-Path: <>\r\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example>\r\n"
        "To: cases@caseconsultant.localhost\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nUser unknown\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n{named}\r\n"
        f"Final-Recipient: rfc822; {CLIENT}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n\r\n--b--\r\n"
    ).encode()


def test_exactly_what_the_plan_has_left_is_accepted_and_the_rest_goes_on_at_the_upgrade(bench: Bench) -> None:
    on_plan(bench, "solo")  # ten a month
    bench.take_in(*(bench.mail(f"E11.22, question {n}") for n in range(25)))
    bench.work()
    states = [mail.state for mail in mails(bench)]
    assert states == [MailState.FILED] * 10 + [MailState.HELD] * 15
    kinds = Counter(mail.template for mail in bench.outbound())
    assert kinds == {"acknowledgement": 10, "over_quota": 15}
    assert on_plan(bench, "practice") == 15
    bench.work()
    assert {mail.state for mail in mails(bench)} == {MailState.FILED}
    assert used(bench) == 25
    assert Counter(mail.template for mail in bench.outbound())["over_quota"] == 15


def test_the_renewal_releases_held_mail_in_the_order_it_came(bench: Bench) -> None:
    on_plan(bench, "free")  # two a month
    bench.take_in(*(bench.mail(f"E11.22, question {n}") for n in range(5)))
    bench.work()
    bench.clock.pass_by(days=20)
    with bench.desk.transaction() as session:
        assert renewal.release_renewed(bench.desk, session) == 2
    bench.work()
    assert [mail.state for mail in mails(bench)] == [MailState.FILED] * 4 + [MailState.HELD]


def test_a_hundred_at_once_never_get_more_than_the_plan_has(bench: Bench) -> None:
    on_plan(bench, "solo")
    bench.take_in(*(bench.mail(f"E11.22, question {n}") for n in range(100)))
    woken, bench.wakes.woken = bench.wakes.woken, []
    from workers.running import run

    threads = [threading.Thread(target=run, args=(bench.services, woken[n::8])) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bench.work(100)
    assert Counter(mail.state for mail in mails(bench)) == {MailState.FILED: 10, MailState.HELD: 90}
    assert used(bench) == 10


def test_a_declined_case_is_refunded_and_closed(bench: Bench) -> None:
    case = bench.ask()
    with bench.desk.transaction() as session:
        review.decline(bench.desk, session, case.number, bench.person(session), "This needs a lawyer.")
    bench.work()
    assert bench.case(case.number).state is CaseState.CLOSED
    assert used(bench) == 0


def test_an_undeliverable_answer_goes_back_to_review_and_is_refunded(bench: Bench) -> None:
    case = bench.ask()
    bench.transport.outcomes = [Outcome.UNDELIVERABLE]
    bench.approve(case.number)
    bench.work()
    assert bench.case(case.number).state is CaseState.IN_REVIEW
    assert used(bench) == 0


def test_a_signed_agreement_lets_held_mail_go_on(bench: Bench) -> None:
    with bench.desk.transaction() as session:
        organisation = bench.organisation(session)
        organisation.baa_signed_on = None
        session.add(organisation)
    bench.take_in(bench.mail())
    bench.work()
    with bench.desk.transaction() as session:
        day = bench.clock().date()
        assert renewal.sign_agreement(bench.desk, session, bench.organisation(session), day, "operator") == 1
    bench.work()
    assert [mail.state for mail in mails(bench)] == [MailState.FILED]
    assert [case.state for case in bench.cases()] == [CaseState.IN_REVIEW]
