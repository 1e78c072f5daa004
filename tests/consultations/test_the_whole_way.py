"""A case from the mail that asks to the mail that answers, without sockets."""

import email
import email.policy

import pytest

from consultations import audit, review
from consultations.lifecycle import CaseState, OutState
from consultations.models import OutKind
from consultations.ports import Outcome
from consultations.refusals import DecisionError
from tests.desks import CLIENT, Bench


def test_a_question_is_drafted_approved_and_answered(bench: Bench) -> None:
    case = bench.ask("Is E11.22 right for 08/20/2026?", subject="Diabetes, Jane Roe")
    assert case.state is CaseState.IN_REVIEW
    bench.approve(case.number)
    bench.work()
    assert bench.case(case.number).state is CaseState.ANSWERED
    acknowledgement, answer = (
        email.message_from_bytes(content, policy=email.policy.default) for content, _ in bench.transport.delivered
    )
    assert acknowledgement["Auto-Submitted"] == "auto-replied"
    assert answer["Auto-Submitted"] is None
    assert answer["To"].addresses[0].addr_spec == CLIENT
    assert answer["In-Reply-To"] == "<m1@lakeside.example>"
    assert case.number in answer["Subject"]
    assert "Jane Roe" not in answer.as_string()
    body = answer.get_body(("plain",))
    assert body is not None
    assert "E11.22" in body.get_content()


def test_a_reply_to_the_answer_joins_the_case_and_is_drafted_anew(bench: Bench) -> None:
    case = bench.ask()
    bench.approve(case.number)
    bench.work()
    answer_id = bench.outbound()[-1].message_id
    bench.take_in(bench.mail("And I10?", in_reply_to=answer_id, references=answer_id, subject="Re: something"))
    bench.work()
    assert [found.number for found in bench.cases()] == [case.number]
    assert bench.case(case.number).state is CaseState.IN_REVIEW
    bench.approve(case.number)
    bench.work()
    answers = [mail for mail in bench.outbound() if mail.kind is OutKind.ANSWER]
    assert [mail.state for mail in answers] == [OutState.SENT, OutState.SENT]


def test_the_same_mail_again_is_not_answered_twice(bench: Bench) -> None:
    raw = bench.mail()
    bench.take_in(raw)
    bench.take_in(b"Received: from elsewhere\r\n" + raw, raw)
    bench.work()
    assert len(bench.cases()) == 1


def test_two_mails_with_the_same_message_id_are_both_kept(bench: Bench) -> None:
    bench.take_in(
        bench.mail("E11.22?", message_id="<same@x.example>"), bench.mail("I10?", message_id="<same@x.example>")
    )
    bench.work()
    with bench.desk.database.reading() as session:
        from consultations import repository

        texts = [len(repository.mails_of(session, case.id)) for case in bench.cases()]
    assert sum(texts) == 2


def test_a_stale_approval_is_refused(bench: Bench) -> None:
    case = bench.ask()
    old = bench.seen(case.number)
    bench.take_in(bench.mail("I10 too", in_reply_to="<m1@lakeside.example>"))
    bench.work()
    with pytest.raises(DecisionError, match="changed"), bench.desk.transaction() as session:
        review.approve(bench.desk, session, case.number, bench.person(session), old)


def test_an_approved_answer_is_taken_back_when_the_client_writes_before_it_left(bench: Bench) -> None:
    case = bench.ask()
    bench.approve(case.number)
    bench.take_in(bench.mail("Wait: I10", in_reply_to="<m1@lakeside.example>"))
    intake_first = sorted(bench.wakes.woken, reverse=True)
    bench.wakes.woken = intake_first[:1]
    bench.work()
    kinds = [(mail.kind, mail.state) for mail in bench.outbound()]
    assert (OutKind.ANSWER, OutState.CANCELLED) in kinds
    assert bench.case(case.number).state is CaseState.IN_REVIEW


def test_a_question_waits_for_the_reply(bench: Bench) -> None:
    case = bench.ask()
    with bench.desk.transaction() as session:
        review.ask(bench.desk, session, case.number, bench.person(session), "Which knee?")
    bench.work()
    assert bench.case(case.number).state is CaseState.WAITING_FOR_CLIENT
    bench.take_in(bench.mail("The left one.", in_reply_to=bench.outbound()[-1].message_id))
    bench.work()
    assert bench.case(case.number).state is CaseState.IN_REVIEW


def test_an_uncertain_answer_is_settled_by_the_journal_and_not_sent_again(bench: Bench) -> None:
    case = bench.ask()
    bench.transport.outcomes = [Outcome.UNCERTAIN]
    bench.approve(case.number)
    bench.work()
    assert bench.case(case.number).state is CaseState.ANSWERED
    answers = [content for content, _ in bench.transport.delivered if b"auto-replied" not in content]
    assert len(answers) == 1


def test_a_crash_after_the_last_byte_makes_the_answer_uncertain_and_a_person_decides(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = bench.ask()
    mail = bench.approve(case.number)
    with monkeypatch.context() as patched:
        patched.setattr(bench.transport, "send", _die)
        with pytest.raises(KeyboardInterrupt):
            bench.work()
    bench.clock.pass_by(seconds=bench.desk.settings.lease_seconds + 1)
    bench.work()
    assert [mail.state for mail in bench.outbound() if mail.kind is OutKind.ANSWER] == [OutState.UNCERTAIN]
    assert [job.row_id for job in bench.parked()] == [mail.id]


def _die(*_: object) -> None:
    raise KeyboardInterrupt


def test_the_audit_trail_is_whole_and_shows_a_changed_event(bench: Bench) -> None:
    case = bench.ask()
    bench.approve(case.number)
    bench.work()
    with bench.desk.database.reading() as session:
        assert list(audit.broken_streams(session)) == []
    with bench.desk.transaction() as session:
        event = audit.history(session, case.number)[1]
        event.actor = "somebody else"
        session.add(event)
    with bench.desk.database.reading() as session:
        assert list(audit.broken_streams(session)) == [(case.number, 2, "this event was changed")]
