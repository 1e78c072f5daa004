"""The sweeper: what the broker forgot is brought back, once, and nothing that goes wrong ends it."""

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from accounts.models import Organisation
from config.logging import set_up
from consultations import jobs
from consultations.lifecycle import CaseState, MailState
from consultations.messages import RawMail
from consultations.models import InboundMail, Job, JobState
from consultations.receiving import store
from mailer.identity import identity_of
from tests.desks import Bench
from workers import sweeper
from workers.running import run
from workers.sweeper import sweep, sweep_until


def test_a_job_whose_wake_up_was_lost_is_woken_once_a_while(bench: Bench) -> None:
    bench.take_in(bench.mail(), bench.mail())
    bench.wakes.woken = []
    assert sweep(bench.desk) == 0, "the first wake-up may still be on its way"
    bench.clock.pass_by(seconds=6)
    assert sweep(bench.desk) == 2
    assert sweep(bench.desk) == 0, "the backlog is not sent again"
    bench.clock.pass_by(seconds=31)
    assert sweep(bench.desk) == 2
    assert len(bench.wakes.woken) == 4


def test_a_big_backlog_is_woken_in_portions(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeper, "MOST_JOBS_A_SWEEP", 3)
    bench.take_in(*[bench.mail() for _ in range(7)])
    bench.wakes.woken = []
    bench.clock.pass_by(seconds=6)
    assert [sweep(bench.desk) for _ in range(4)] == [3, 3, 1, 0]
    assert len(set(bench.wakes.woken)) == 7


def test_a_lease_that_ended_is_given_to_somebody_else(bench: Bench) -> None:
    bench.take_in(bench.mail())
    woken, bench.wakes.woken = bench.wakes.woken, []
    with bench.desk.transaction() as session:
        jobs.lease(session, woken, bench.clock(), 20.0)
    bench.clock.pass_by(seconds=19)
    assert sweep(bench.desk) == 0
    bench.clock.pass_by(seconds=2)
    assert sweep(bench.desk) == 1
    run(bench.services, bench.wakes.woken)
    assert len(bench.cases()) == 1


def test_at_its_start_a_lone_service_takes_every_lease_back_at_once(bench: Bench) -> None:
    bench.take_in(bench.mail())
    with bench.desk.transaction() as session:
        jobs.lease(session, bench.wakes.woken, bench.clock(), 3600.0)
    bench.clock.pass_by(seconds=1)
    with bench.desk.transaction() as session:
        jobs.reclaim(session, bench.clock())
    assert sweep(bench.desk) == 1


def test_a_job_for_later_is_not_woken_before_its_time(bench: Bench) -> None:
    bench.take_in(bench.mail())
    with bench.desk.transaction() as session:
        job = session.exec(select(Job)).one()
        jobs.enqueue(session, job.kind, job.row_id, bench.clock(), not_before=bench.clock() + timedelta(hours=1))
    bench.wakes.woken = []
    bench.clock.pass_by(minutes=59)
    assert sweep(bench.desk) == 0
    bench.clock.pass_by(minutes=2)
    assert sweep(bench.desk) == 1


def test_a_broker_that_is_away_is_logged_and_its_jobs_are_found(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up()

    def away(_job_ids: Sequence[int]) -> None:
        raise ConnectionRefusedError

    without_broker = replace(bench.desk, wake=away)
    raw = bench.mail()
    store(without_broker, [RawMail("trusted", identity_of(raw), raw, bench.clock())])
    said = capsys.readouterr().err
    assert "broker_away" in said
    assert "ConnectionRefusedError" in said
    bench.clock.pass_by(seconds=6)
    bench.work()
    assert [case.state for case in bench.cases()] == [CaseState.IN_REVIEW]


def test_a_database_that_is_away_is_asked_again_until_it_is_back(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeper, "INTERVAL", 0.01)
    monkeypatch.setattr(sweeper, "LONGEST_PAUSE", 0.05)
    errors = iter([OperationalError("SELECT", {}, Exception("away"))] * 5)
    due = jobs.due

    def due_later(*arguments: object) -> list[int]:
        for error in errors:
            raise error
        return due(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "due", due_later)
    bench.take_in(bench.mail())
    bench.wakes.woken = []
    bench.clock.pass_by(seconds=6)
    stop, swept = threading.Event(), threading.Event()
    thread = threading.Thread(target=sweep_until, args=(bench.desk, stop, swept.set))
    thread.start()
    assert swept.wait(10), "the sweeper gave up"
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert len(bench.wakes.woken) == 1


def test_a_database_that_is_away_while_a_job_runs_leaves_the_job_to_its_lease(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.take_in(bench.mail())

    def away(*_: object, **__: object) -> None:
        raise OperationalError("UPDATE", {}, Exception("away"))

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "finish_all", away)
        patched.setattr(jobs, "again", away)
        with pytest.raises(OperationalError):
            run(bench.services, bench.wakes.woken)
    with bench.desk.database.reading() as session:
        assert session.exec(select(Job)).one().state is JobState.LEASED
        assert session.exec(select(InboundMail)).one().state is MailState.STORED
    bench.clock.pass_by(seconds=bench.desk.settings.lease_seconds + 1)
    bench.wakes.woken = []
    bench.work()
    assert [case.state for case in bench.cases()] == [CaseState.IN_REVIEW]


def test_the_renewal_of_the_plan_releases_held_mail_by_itself(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeper, "INTERVAL", 0.01)
    with bench.desk.transaction() as session:
        put_on(session, "free")
    bench.take_in(*[bench.mail() for _ in range(3)])
    bench.work()
    assert len(bench.cases()) == 2
    bench.clock.pass_by(days=31)
    stop = threading.Event()
    thread = threading.Thread(target=sweep_until, args=(bench.desk, stop))
    thread.start()
    deadline = time.monotonic() + 10
    while not bench.wakes.woken and time.monotonic() < deadline:
        time.sleep(0.01)
    stop.set()
    thread.join(10)
    bench.work()
    assert len(bench.cases()) == 3


def put_on(session: Session, plan: str) -> None:
    organisation = session.exec(select(Organisation)).one()
    organisation.plan = plan
    session.add(organisation)
