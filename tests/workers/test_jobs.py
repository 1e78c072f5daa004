"""The queue: leases, attempts, and that one job never has two effects."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from accounts import quota
from commands.cli import app
from consultations import intake, jobs, replaying
from consultations.held import HeldError
from consultations.jobs import Lease, LeaseLost
from consultations.lifecycle import CaseState, MailState, OutState
from consultations.models import Consultation, InboundMail, Job, JobKind, JobState, OutKind
from consultations.ports import Delivery, Outcome
from tests.desks import Bench
from workers.handlers import HANDLERS
from workers.running import run
from workers.sweeper import sweep


def the_job(bench: Bench, kind: JobKind) -> Job:
    with bench.desk.database.reading() as session:
        return session.exec(select(Job).where(Job.kind == kind).order_by(Job.id.desc())).first()  # type: ignore[attr-defined,return-value]


def lease(bench: Bench, job: Job, seconds: float = 60.0) -> list[Lease]:
    with bench.desk.transaction() as session:
        return jobs.lease(session, [job.id], bench.clock(), seconds)


def wake_what_is_due(bench: Bench) -> list[int]:
    bench.wakes.woken = []
    sweep(bench.desk)
    woken, bench.wakes.woken = bench.wakes.woken, []
    return woken


def test_a_leased_job_is_nobody_elses_until_the_lease_ends(bench: Bench) -> None:
    bench.take_in(bench.mail())
    job = the_job(bench, JobKind.INTAKE)
    first = lease(bench, job)
    assert (first[0].attempt, lease(bench, job)) == (1, [])
    bench.clock.pass_by(seconds=61)
    second = lease(bench, job)
    assert second[0].attempt == 2
    assert second[0].token != first[0].token


def test_a_run_that_lost_its_lease_keeps_nothing(bench: Bench) -> None:
    bench.take_in(bench.mail())
    job = the_job(bench, JobKind.INTAKE)
    mine = lease(bench, job)[0]
    bench.clock.pass_by(seconds=61)
    lease(bench, job)

    def finish_late() -> None:
        with bench.desk.transaction() as session:
            session.get_one(InboundMail, job.row_id).detail = "changed"
            jobs.finish(session, mine)

    with pytest.raises(LeaseLost):
        finish_late()
    with bench.desk.database.reading() as session:
        assert session.get_one(InboundMail, job.row_id).detail == ""
    assert the_job(bench, JobKind.INTAKE).state is JobState.LEASED


def test_asking_for_a_leased_job_again_takes_the_lease_away(bench: Bench) -> None:
    bench.take_in(bench.mail())
    mine = lease(bench, the_job(bench, JobKind.INTAKE))[0]
    with bench.desk.transaction() as session:
        jobs.enqueue(session, mine.kind, mine.row_id, bench.clock())
    with pytest.raises(LeaseLost), bench.desk.transaction() as session:
        jobs.finish(session, mine)
    job = the_job(bench, JobKind.INTAKE)
    assert (job.state, job.attempts) == (JobState.READY, 0)


def test_mail_that_comes_while_the_assistant_thinks_is_in_the_draft(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = bench.services.assistant.draft
    late = [bench.mail("And I10?", in_reply_to="<m1@lakeside.example>")]

    def think(record: object) -> object:
        if late:
            bench.take_in(late.pop())
            run(bench.services, bench.wakes.woken)
        return draft(record)  # type: ignore[arg-type]

    monkeypatch.setattr(bench.services.assistant, "draft", think)
    bench.take_in(bench.mail("E11.22?", message_id="<m1@lakeside.example>"))
    bench.work()
    [case] = bench.cases()
    bench.approve(case.number)
    bench.work()
    assert b"I10" in bench.transport.delivered[-1][0]


@pytest.mark.parametrize("outcome", [Outcome.SENT, Outcome.UNCERTAIN])
def test_a_send_that_outlives_its_lease_still_delivers_one_answer(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, outcome: Outcome
) -> None:
    """The server takes its time, the lease ends, and the sweeper gives the job to another worker meanwhile."""
    case = bench.ask()
    bench.work()
    send, acknowledged = bench.services.transport.send, len(bench.transport.delivered)

    def send_slowly(
        content: bytes, mail_from: str, recipients: tuple[str, ...], journal: str | None, envelope_id: str = ""
    ) -> Delivery:
        bench.clock.pass_by(seconds=bench.desk.settings.lease_seconds + 1)
        second = wake_what_is_due(bench)
        assert second, "the sweeper gives the job to somebody else"
        run(bench.services, second)
        return send(content, mail_from, recipients, journal, envelope_id)

    bench.transport.outcomes = [outcome]
    monkeypatch.setattr(bench.services.transport, "send", send_slowly)
    bench.approve(case.number)
    bench.work()
    bench.clock.pass_by(minutes=1)
    bench.work()
    assert len(bench.transport.delivered) == acknowledged + 1
    assert [mail.state for mail in bench.outbound() if mail.kind is OutKind.ANSWER] == [OutState.SENT]
    assert bench.case(case.number).state is CaseState.ANSWERED
    assert the_job(bench, JobKind.SEND).state is JobState.DONE


def test_attempts_are_counted_before_the_work_so_that_a_crash_counts(bench: Bench) -> None:
    bench.take_in(bench.mail())
    job = the_job(bench, JobKind.INTAKE)
    for attempt in range(1, bench.desk.settings.max_attempts + 1):
        assert lease(bench, job)[0].attempt == attempt
        bench.clock.pass_by(seconds=61)
    run(bench.services, [job.id])
    [parked] = bench.parked()
    assert "stopped the service" in parked.reason
    with bench.desk.database.reading() as session:
        assert session.get_one(InboundMail, job.row_id).state is MailState.PARKED


def raising(error: Exception) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise error

    return fail


def test_a_mail_that_always_fails_is_parked_with_its_reason_shown_and_replayed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.take_in(bench.mail())
    waits = []
    with monkeypatch.context() as patched:
        patched.setattr(intake, "admit", raising(ValueError("a secret word")))
        for _ in range(bench.desk.settings.max_attempts):
            before = bench.clock()
            bench.work()
            waits.append((the_job(bench, JobKind.INTAKE).not_before - before).total_seconds())
            bench.clock.pass_by(minutes=11)
    assert waits[:4] == [2, 4, 8, 16]
    [parked] = bench.parked()
    assert (parked.reason, parked.attempts) == ("ValueError", bench.desk.settings.max_attempts)

    shown = command(bench, "list")
    assert str(parked.id) in shown
    assert "ValueError" in shown
    assert "secret" not in shown
    assert "ready again" in command(bench, "retry", str(parked.id))
    bench.clock.now = datetime.now(UTC) + timedelta(minutes=1)  # the command's clock is the real one
    bench.work()
    assert [case.state for case in bench.cases()] == [CaseState.IN_REVIEW]
    assert "No job waits" in command(bench, "list")


def command(bench: Bench, *words: str) -> str:
    """`caseconsultant jobs …` on the database of the bench, by the command line of the project."""
    variables = {
        "CASECONSULTANT_DATA_DIR": str(bench.desk.settings.data_dir),
        "CASECONSULTANT_KEY_FILE": str(bench.desk.settings.data_dir / "key.json"),
        "CASECONSULTANT_DATABASE_URL": str(bench.desk.database.write.url),
        "COLUMNS": "200",
    }
    result = CliRunner(env=variables).invoke(app, ["jobs", *words])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_draft_that_always_fails_leaves_the_case_to_a_person_until_it_is_replayed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.take_in(bench.mail())
    with monkeypatch.context() as patched:
        patched.setattr(bench.services.assistant, "draft", raising(RuntimeError("no")))
        for _ in range(bench.desk.settings.max_attempts):
            bench.work()
            bench.clock.pass_by(minutes=11)
    [case] = bench.cases()
    assert case.state is CaseState.FAILED
    [parked] = bench.parked()
    with bench.desk.transaction() as session:
        replaying.retry_job(bench.desk, session, parked.id, "operator")
    bench.work()
    assert bench.case(case.number).state is CaseState.IN_REVIEW


def test_a_server_that_is_away_never_uses_attempts_up(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.take_in(bench.mail())
    with monkeypatch.context() as patched:
        patched.setattr(bench.services.assistant, "draft", raising(ConnectionRefusedError()))
        for _ in range(bench.desk.settings.max_attempts * 3):
            bench.work()
            bench.clock.pass_by(minutes=1)
    assert bench.parked() == []
    bench.work()
    assert [case.state for case in bench.cases()] == [CaseState.IN_REVIEW]


def test_only_a_parked_job_can_be_replayed(bench: Bench) -> None:
    bench.ask()
    with pytest.raises(HeldError, match="jobs list"), bench.desk.transaction() as session:
        replaying.retry_job(bench.desk, session, the_job(bench, JobKind.DRAFT).id, "operator")
    with pytest.raises(HeldError, match="No job 5"), bench.desk.transaction() as session:
        replaying.retry_job(bench.desk, session, 5, "operator")


def test_one_bad_mail_of_a_batch_stops_no_other(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    admit = intake.admit

    def admit_but_one(desk: object, session: object, arrival: intake.Arrival) -> None:
        admit(desk, session, arrival)  # type: ignore[arg-type]
        if "bad" in arrival.message.subject:
            raise ValueError

    monkeypatch.setattr(intake, "admit", admit_but_one)
    bench.take_in(*[bench.mail(subject="bad" if number == 3 else "good") for number in range(6)])
    run(bench.services, bench.wakes.woken)
    with bench.desk.database.reading() as session:
        states = session.exec(select(InboundMail.state).order_by(InboundMail.id)).all()  # type: ignore[arg-type]
        cases = session.exec(select(Consultation)).all()
    assert [state is MailState.FILED for state in states] == [True, True, True, False, True, True]
    assert len(cases) == 5, "what the bad mail did before it failed is undone"


def test_every_kind_of_job_has_somebody_who_does_it() -> None:
    assert set(HANDLERS) | {JobKind.INTAKE} == set(JobKind)


def test_a_lease_of_another_job_finishes_nothing(bench: Bench) -> None:
    bench.take_in(bench.mail())
    mine = lease(bench, the_job(bench, JobKind.INTAKE))[0]
    with pytest.raises(LeaseLost), bench.desk.transaction() as session:
        jobs.park(session, replace(mine, job_id=mine.job_id + 1), "not mine")


def test_a_batch_that_fails_as_a_whole_is_read_again_mail_by_mail(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.take_in(*[bench.mail(f"Question {number}") for number in range(3)])
    with monkeypatch.context() as patched:
        patched.setattr(quota, "lock", raising(ValueError("no")))
        run(bench.services, bench.wakes.woken)
    with bench.desk.database.reading() as session:
        assert {(job.state, job.reason) for job in session.exec(select(Job))} == {(JobState.READY, "ValueError")}
    bench.wakes.woken = []
    bench.clock.pass_by(seconds=10)
    bench.work()
    assert len(bench.cases()) == 3
