"""What keeps a mail of ours waiting: a next server that takes no more, one that asks for patience, our own settings."""

from datetime import timedelta

import pytest

from config.sections import Submission
from consultations import delivery
from consultations.desk import Desk
from consultations.lifecycle import OutState
from consultations.ports import Outcome
from tests.desks import Bench
from workers.services import Services


def states(bench: Bench) -> list[OutState]:
    return [mail.state for mail in bench.outbound()]


def limited(bench: Bench, limit: int) -> None:
    smtp = Submission(host="127.0.0.1", tls="none", mails_a_minute=limit)
    desk = bench.desk
    settings = desk.settings.model_copy(update={"smtp": smtp})
    bench.desk = Desk(settings, desk.database, desk.vault, desk.plans, desk.wake, desk.clock)
    bench.services = Services(
        bench.desk, bench.services.assistant, bench.transport, bench.services.attachments, bench.services.gate
    )


def test_no_more_mails_leave_in_a_minute_than_the_server_takes(bench: Bench) -> None:
    limited(bench, 2)
    bench.take_in(*(bench.mail(f"E11.22, question {number}") for number in range(5)))
    bench.work(60)
    assert len(bench.transport.delivered) == 2
    bench.clock.pass_by(seconds=61)
    bench.work(60)
    assert len(bench.transport.delivered) == 4
    bench.clock.pass_by(seconds=61)
    bench.work(60)
    assert states(bench) == [OutState.SENT] * 5


def test_what_only_the_operator_can_mend_keeps_an_answer_pending_for_as_long_as_it_lasts(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    case = bench.ask()
    bench.transport.outcomes = [Outcome.BLOCKED] * 400
    bench.approve(case.number)
    for _ in range(12):
        bench.work()
        bench.clock.pass_by(hours=12)
    assert states(bench)[-1] is OutState.PENDING
    assert "mail_blocked" in caplog.text
    bench.transport.outcomes.clear()
    bench.clock.pass_by(hours=1)
    bench.work()
    assert states(bench)[-1] is OutState.SENT


def test_a_server_that_asks_for_patience_is_asked_less_and_less_often_and_for_three_days(bench: Bench) -> None:
    case = bench.ask()
    bench.transport.outcomes = [Outcome.TRY_AGAIN] * 1_000
    bench.approve(case.number)
    for _ in range(1_000):
        bench.work()
        if states(bench)[-1] is OutState.UNDELIVERABLE:
            break
        bench.clock.pass_by(minutes=10)
    waited = bench.clock() - bench.outbound()[-1].created_at
    assert timedelta(hours=72) < waited < timedelta(hours=74)
    assert bench.outbound()[-1].tries < 200


def test_waits_grow() -> None:
    waits = [delivery.retry_after(tries) for tries in range(1, 20)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=2)
    assert waits[-1] == timedelta(minutes=30)
