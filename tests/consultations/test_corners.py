"""Corners where events cross: each was wrong once."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from accounts import quota
from consultations import delivery, held, jobs, repository, review
from consultations.lifecycle import CaseState, MailState, OutState
from consultations.models import InboundMail, JobKind, JobState, OutboundMail, OutKind
from consultations.ports import Delivery, Outcome
from consultations.refusals import DecisionError
from mailer import apart
from mailer.message import parse
from tests.desks import CLIENT, Bench, open_bench
from workers import letterbox
from workers.running import run
from workers.sweeper import sweep


def used(bench: Bench) -> int:
    with bench.desk.database.reading() as session:
        return quota.used(session, bench.organisation(session).id, quota.period_of(bench.clock()))


def mails(bench: Bench) -> list[InboundMail]:
    with bench.desk.database.reading() as session:
        return sorted(repository.mails_in(session, *MailState), key=lambda mail: mail.id)


def answers(bench: Bench) -> list[OutboundMail]:
    return [mail for mail in bench.outbound() if mail.kind is OutKind.ANSWER]


def answered(bench: Bench) -> str:
    case = bench.ask()
    bench.approve(case.number)
    bench.work()
    return case.number


def bounce(message_id: str, recipient: str = CLIENT) -> bytes:
    return (
        "From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered mail\r\nMessage-ID: <b@mx.example>\r\n"
        f"X-Failed-Recipients: {recipient}\r\nIn-Reply-To: {message_id}\r\n\r\n550 5.1.1 no such user\r\n"
    ).encode()


def proven_bounce(message_id: str, envelope_id: str) -> bytes:
    return (
        "From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered mail\r\nMessage-ID: <b@mx.example>\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\nOriginal-Envelope-Id: {envelope_id}\r\n\r\n"
        f"Final-Recipient: rfc822; {CLIENT}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n\r\n--b--\r\n"
    ).encode()


def test_a_mail_that_kills_the_worker_does_not_park_its_neighbours(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deadly(raw: bytes, mail_from: str | None) -> object:
        if b"KILLER" in raw:
            raise KeyboardInterrupt
        return parse(raw, mail_from)

    monkeypatch.setattr(apart, "parse", deadly)
    bench.take_in(bench.mail("KILLER"), *(bench.mail(f"case {n}") for n in range(20)))
    deaths = 0
    for _ in range(12):
        bench.clock.pass_by(seconds=bench.desk.settings.lease_seconds + 20)
        bench.wakes.woken = []
        sweep(bench.desk)
        try:
            run(bench.services, bench.wakes.woken)
        except KeyboardInterrupt:
            deaths += 1
    assert deaths == bench.desk.settings.max_attempts
    assert Counter(mail.state for mail in mails(bench)) == {MailState.FILED: 20, MailState.PARKED: 1}


def test_expired_leases_are_not_woken_at_every_sweep(bench: Bench) -> None:
    bench.take_in(*(bench.mail(f"{n}") for n in range(5)))
    with bench.desk.transaction() as session:
        jobs.lease(session, bench.wakes.woken, bench.clock(), 120)
    bench.clock.pass_by(seconds=130)
    assert [sweep(bench.desk), sweep(bench.desk)] == [5, 0]
    bench.clock.pass_by(seconds=jobs.SWEEP_AGAIN.total_seconds())
    assert sweep(bench.desk) == 5


def test_an_answer_that_could_not_be_sent_yet_is_taken_back_when_the_client_wrote_meanwhile(bench: Bench) -> None:
    case = bench.ask()
    mail = bench.approve(case.number)
    with bench.desk.transaction() as session:
        [lease] = jobs.lease(session, _job(bench, JobKind.SEND, mail.id), bench.clock(), 100)
    with bench.desk.database.reading() as session:
        parcel = delivery.parcel(bench.desk, session, mail.id)
    with bench.desk.transaction() as session:
        content = letterbox.write(parcel, bench.desk.settings)
        assert delivery.begin(bench.desk, session, mail.id, content, repeatable=False)
    bench.wakes.woken = []
    bench.take_in(bench.mail("Wait: I10 instead", in_reply_to="<m1@lakeside.example>"))
    run(bench.services, bench.wakes.woken)
    with bench.desk.transaction() as session:
        delivery.conclude(bench.desk, session, mail.id, Delivery(Outcome.TRY_AGAIN, "451"), lease)
    for _ in range(3):
        bench.clock.pass_by(seconds=20)
        bench.work()
    assert [answer.state for answer in answers(bench)] == [OutState.CANCELLED]
    assert bench.case(case.number).state is CaseState.IN_REVIEW


def test_a_held_mail_released_while_an_answer_is_uncertain_is_read_afterwards(bench: Bench) -> None:
    case = bench.ask()
    bench.take_in(bench.mail("earlier, held: I10 too", in_reply_to="<m1@lakeside.example>"), source="open")
    bench.work()
    [waiting] = [mail for mail in mails(bench) if mail.state is MailState.HELD]
    bench.take_in(bench.mail("later: E11.22", in_reply_to="<m1@lakeside.example>"))
    bench.work()
    bench.services = replace(bench.services, journal=None)
    bench.transport.outcomes = [Outcome.UNCERTAIN]
    mail = bench.approve(case.number)
    bench.work()
    with bench.desk.transaction() as session:
        held.release(bench.desk, session, waiting.id, "mara@desk.example")
    bench.work(3)
    with bench.desk.transaction() as session:
        delivery.decide_uncertain(bench.desk, session, mail.id, "operator", was_sent=True)
    for _ in range(3):
        bench.clock.pass_by(seconds=20)
        bench.work()
    assert bench.case(case.number).state is CaseState.IN_REVIEW, "the released mail was never read"


def test_declining_a_free_follow_up_gives_nothing_back(bench: Bench) -> None:
    number = answered(bench)
    bench.take_in(bench.mail("and?", in_reply_to=answers(bench)[0].message_id))
    bench.work()
    with bench.desk.transaction() as session:
        review.decline(bench.desk, session, number, bench.person(session), "No.")
    bench.work()
    assert used(bench) == 1


def test_a_follow_up_after_the_free_days_costs_one_consultation_until_it_is_answered(bench: Bench) -> None:
    answered(bench)
    message_id = answers(bench)[0].message_id
    bench.clock.pass_by(days=20)
    for n in range(3):
        bench.take_in(bench.mail(f"and {n}?", in_reply_to=message_id))
        bench.work()
    with bench.desk.database.reading() as session:
        organisation = bench.organisation(session)
        both = sum(quota.used(session, organisation.id, period) for period in ("2026-08", "2026-09"))
    assert both == 2


def test_an_answer_that_came_back_costs_again_when_it_is_sent_again(bench: Bench) -> None:
    number = answered(bench)
    bench.take_in(proven_bounce(answers(bench)[0].message_id, bench.transport.envelope_ids[-1]), source="open")
    bench.work()
    assert used(bench) == 0
    bench.approve(number)
    bench.work()
    assert used(bench) == 1


def test_vouching_for_a_sender_does_not_lift_the_plan(tmp_path: Path) -> None:
    folder = tmp_path
    bench = open_bench(f"sqlite:///{folder / 'cases.sqlite'}", folder, plan="guest")
    bench.take_in(bench.mail(), source="open")
    bench.work()
    for reason in ("unauthenticated", "over_quota"):
        [mail] = mails(bench)
        assert (mail.state, mail.reason) == (MailState.HELD, reason)
        with bench.desk.transaction() as session:
            held.release(bench.desk, session, mail.id, "operator")
        bench.work()
    assert [mail.state for mail in mails(bench)] == [MailState.FILED], "a person may lift the plan, knowingly"
    bench.desk.database.close()


@pytest.mark.parametrize("late", [False, True])
def test_a_bounce_about_somebody_else_or_too_late_is_only_filed(bench: Bench, *, late: bool) -> None:
    number = answered(bench)
    bench.clock.pass_by(days=8 if late else 0)
    recipient = CLIENT if late else "somebody@else.example"
    bench.take_in(bounce(answers(bench)[0].message_id, recipient), source="open")
    bench.work()
    assert bench.case(number).state is CaseState.ANSWERED
    assert answers(bench)[0].state is OutState.SENT
    assert mails(bench)[-1].state is MailState.FILED


def test_replies_to_a_notice_get_no_further_notice(tmp_path: Path) -> None:
    folder = tmp_path
    bench = open_bench(f"sqlite:///{folder / 'cases.sqlite'}", folder, plan="guest")
    bench.take_in(bench.mail())
    bench.work()
    for n in range(4):
        bench.take_in(bench.mail(f"please {n}", in_reply_to=bench.outbound()[-1].message_id))
        bench.work()
    assert [mail.template for mail in bench.outbound()] == ["over_quota"]
    bench.desk.database.close()


def test_a_bounce_proves_that_an_uncertain_answer_was_sent(bench: Bench) -> None:
    case = bench.ask()
    bench.services = replace(bench.services, journal=None)
    bench.transport.outcomes = [Outcome.UNCERTAIN]
    bench.approve(case.number)
    bench.work()
    bench.take_in(bounce(answers(bench)[0].message_id), source="open")
    bench.work()
    assert answers(bench)[0].state is OutState.UNDELIVERABLE
    assert bench.case(case.number).state is CaseState.IN_REVIEW


def test_a_question_that_cannot_be_delivered_gives_the_case_back(bench: Bench) -> None:
    case = bench.ask()
    bench.transport.outcomes = [Outcome.UNDELIVERABLE]
    with bench.desk.transaction() as session:
        review.ask(bench.desk, session, case.number, bench.person(session), "Which?")
    bench.work()
    assert bench.case(case.number).state is CaseState.IN_REVIEW


def test_a_person_rescues_a_mail_that_was_taken_for_a_machines(bench: Bench) -> None:
    bench.take_in(bench.mail("A real question: E11.22", list_id="<clinic.lists.example>"))
    bench.work()
    [mail] = mails(bench)
    assert mail.state is MailState.REFUSED
    with bench.desk.transaction() as session:
        held.release(bench.desk, session, mail.id, "mara@desk.example")
    bench.work()
    assert [case.state for case in bench.cases()] == [CaseState.IN_REVIEW]


def _job(bench: Bench, kind: JobKind, row: int) -> list[int]:
    with bench.desk.database.reading() as session:
        return [job.id for job in repository.jobs_in(session, JobState.READY) if job.kind is kind and job.row_id == row]


def test_an_empty_draft_of_the_assistant_is_not_approved_as_it_is(bench: Bench) -> None:
    case = bench.ask("Hello, can you help us?")
    with pytest.raises(DecisionError, match="found nothing to answer"):
        bench.approve(case.number)
    assert bench.case(case.number).state is CaseState.IN_REVIEW


def test_a_follow_up_does_not_get_the_same_answer_again_at_a_press(bench: Bench) -> None:
    number = answered(bench)
    bench.take_in(bench.mail("Thanks. Does the side matter?", in_reply_to=answers(bench)[0].message_id))
    bench.work()
    with pytest.raises(DecisionError, match="answered already"):
        bench.approve(number)
