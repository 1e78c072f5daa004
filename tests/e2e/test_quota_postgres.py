"""The plan's limit, and every other race that several workers can run, on a real PostgreSQL."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from accounts.models import QuotaEntry, QuotaEvent
from consultations import audit, bounces, intake, jobs, repository, review
from consultations.desk import Desk
from consultations.intake import Arrival
from consultations.lifecycle import CaseState, MailState, OutState
from consultations.models import InboundMail, Job, JobKind, JobState, OutKind
from consultations.refusals import DecisionError
from tests.desks import Bench, open_bench
from workers.running import run

pytestmark = pytest.mark.servers

THREADS = 8


@pytest.fixture
def bench(postgres_url: str, tmp_path: Path) -> Iterator[Bench]:
    """The bench of the other tests, over PostgreSQL, on a plan of 10 a month."""
    made = open_bench(postgres_url, tmp_path, plan="solo")
    yield made
    made.desk.database.close()


def at_once(works: list[Callable[[], object]]) -> list[object]:
    """Start all at the same moment, each on a thread; give what they gave, or raise what one raised."""
    start = threading.Barrier(len(works))

    def begin(work: Callable[[], object]) -> object:
        start.wait(10)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(begin, works))


def mails_by_state(bench: Bench) -> Counter[str]:
    with bench.desk.database.reading() as session:
        return Counter(session.exec(select(InboundMail.state)).all())


def ledger(bench: Bench) -> Counter[str]:
    with bench.desk.database.reading() as session:
        return Counter(session.exec(select(QuotaEntry.kind)).all())


def test_of_100_cases_at_once_exactly_what_the_plan_allows_is_accepted(bench: Bench) -> None:
    limit = bench.desk.plan("solo").consultations
    bench.take_in(*[bench.mail(f"Is E11.22 right? {number}") for number in range(limit + 90)])
    woken, bench.wakes.woken = bench.wakes.woken, []
    shares = [woken[number::THREADS] for number in range(THREADS)]
    at_once([lambda share=share: run(bench.services, share) for share in shares])  # type: ignore[misc]
    assert mails_by_state(bench) == {MailState.FILED: limit, MailState.HELD: 90}
    assert ledger(bench) == {QuotaEvent.RESERVE: limit}
    assert len(bench.cases()) == limit
    bench.work()
    notices = [mail for mail in bench.outbound() if mail.kind is OutKind.NOTICE]
    assert {mail.state for mail in notices} == {OutState.SENT}
    assert len(notices) <= 90
    assert bench.parked() == []


def test_the_whole_way(bench: Bench) -> None:
    case = bench.ask()
    bench.approve(case.number)
    bench.work()
    assert bench.case(case.number).state is CaseState.ANSWERED
    bench.take_in(bench.mail("And I10?", in_reply_to=bench.outbound()[-1].message_id))
    bench.work()
    assert [found.state for found in bench.cases()] == [CaseState.IN_REVIEW]
    with bench.desk.database.reading() as session:
        assert list(audit.broken_streams(session)) == []
    assert ledger(bench) == {QuotaEvent.RESERVE: 1, QuotaEvent.SETTLE: 1}


def test_of_two_approvals_at_once_one_is_kept(bench: Bench) -> None:
    case = bench.ask()

    def approve() -> str:
        try:
            bench.approve(case.number)
        except DecisionError:
            return "refused"
        return "approved"

    assert sorted(map(str, at_once([approve, approve]))) == ["approved", "refused"]
    bench.work()
    assert Counter(mail.kind for mail in bench.outbound())[OutKind.ANSWER] == 1


def test_an_approval_and_a_newer_mail_at_once_never_answer_unread_mail(bench: Bench) -> None:
    """Either the approval is refused, or the answer is taken back; and neither waits for the other for good."""
    numbers = [bench.ask(message_id=f"<first{number}@x.example>").number for number in range(5)]
    for index, number in enumerate(numbers):
        bench.take_in(bench.mail("Wait: I10!", in_reply_to=f"<first{index}@x.example>"))
        woken, bench.wakes.woken = bench.wakes.woken, []

        def approve(number: str = number) -> None:
            try:
                bench.approve(number)
            except DecisionError:
                return

        at_once([approve, lambda woken=woken: run(bench.services, woken)])  # type: ignore[misc]
    bench.clock.pass_by(minutes=1)
    bench.work()
    assert mails_by_state(bench) == {MailState.FILED: 10}
    assert {mail.state for mail in bench.outbound() if mail.kind is OutKind.ANSWER} <= {OutState.CANCELLED}
    assert {bench.case(number).state for number in numbers} == {CaseState.IN_REVIEW}


def test_a_stale_approval_is_refused(bench: Bench) -> None:
    case = bench.ask()
    old = bench.seen(case.number)
    bench.take_in(bench.mail("I10 too", in_reply_to="<m1@lakeside.example>"))
    bench.work()
    with pytest.raises(DecisionError, match="changed"), bench.desk.transaction() as session:
        review.approve(bench.desk, session, case.number, bench.person(session), old)


def test_a_job_is_leased_by_one_worker_alone(bench: Bench) -> None:
    bench.take_in(*[bench.mail(f"Question {number}") for number in range(40)])

    def lease() -> list[int]:
        with bench.desk.transaction() as session:
            return [taken.job_id for taken in jobs.lease(session, bench.wakes.woken, bench.clock(), 60.0)]

    taken = [job for share in at_once([lease] * THREADS) for job in share]  # type: ignore[attr-defined]
    assert sorted(taken) == sorted(bench.wakes.woken)


def test_asking_for_the_same_job_at_once_makes_one_job(bench: Bench) -> None:
    def ask() -> None:
        for row in range(20):
            with bench.desk.transaction() as session:
                jobs.enqueue(session, JobKind.DRAFT, row, bench.clock())

    at_once([ask] * THREADS)
    with bench.desk.database.reading() as session:
        assert sorted(session.exec(select(Job.row_id)).all()) == list(range(20))


def test_a_chain_that_many_append_to_at_once_stays_whole(bench: Bench) -> None:
    def append() -> None:
        for number in range(20):
            with bench.desk.transaction() as session:
                audit.record(session, "mail", "mail_held", audit.SERVICE, bench.clock(), mail=number)

    at_once([append] * THREADS)
    with bench.desk.database.reading() as session:
        assert [event.seq for event in audit.history(session, "mail")] == list(range(1, 20 * THREADS + 1))
        assert list(audit.broken_streams(session)) == []


def test_a_reply_read_at_the_same_time_as_the_mail_before_it_joins_its_case(bench: Bench) -> None:
    for number in range(4):
        bench.take_in(bench.mail("E11.22?", message_id=f"<first{number}@x.example>"))
        bench.take_in(bench.mail("I10?", in_reply_to=f"<first{number}@x.example>"))
        woken, bench.wakes.woken = bench.wakes.woken, []
        at_once([lambda job=job: run(bench.services, [job]) for job in woken])  # type: ignore[misc]
    assert len(bench.cases()) == 4
    assert mails_by_state(bench) == {MailState.FILED: 8}


def test_a_stranger_who_writes_many_mails_at_once_is_told_once(bench: Bench) -> None:
    raws = [bench.mail(f"Hello {number}", from_="Stranger <who@else.example>") for number in range(THREADS)]
    bench.take_in(*raws)
    woken, bench.wakes.woken = bench.wakes.woken, []
    at_once([lambda job=job: run(bench.services, [job]) for job in woken])  # type: ignore[misc]
    assert mails_by_state(bench) == {MailState.HELD: THREADS}
    assert len(bench.outbound()) == 1


def test_an_undeliverable_answer_is_refunded_once_however_many_say_so(bench: Bench) -> None:
    case = bench.ask()
    answer = bench.approve(case.number)
    bench.work()

    def say_so() -> None:
        with bench.desk.transaction() as session:
            ours = repository.outbound_by_message_id(session, answer.message_id)
            assert ours is not None
            bounces.undeliverable(bench.desk, session, repository.locked(session, case.id), ours)

    at_once([say_so] * 4)
    assert ledger(bench) == {QuotaEvent.RESERVE: 1, QuotaEvent.SETTLE: 1, QuotaEvent.REFUND: 1}


def test_of_two_transactions_that_wait_for_each_other_one_ends_with_an_error_that_we_know(bench: Bench) -> None:
    met = threading.Barrier(2)

    def cross(first: str, second: str) -> str:
        try:
            with bench.desk.transaction() as session:
                audit.record(session, first, "x", audit.SERVICE, bench.clock())
                met.wait(10)
                audit.record(session, second, "x", audit.SERVICE, bench.clock())
        except OperationalError:
            return "ended"
        return "kept"

    assert sorted(map(str, at_once([lambda: cross("a", "b"), lambda: cross("b", "a")]))) == ["ended", "kept"]


def test_a_mail_whose_transaction_a_deadlock_ended_is_read_again_and_loses_no_attempt(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = iter([OperationalError("UPDATE", {}, Exception("deadlock detected"))])
    admit = intake.admit

    def admit_at_second_try(desk: Desk, session: Session, arrival: Arrival) -> None:
        for error in errors:
            raise error
        admit(desk, session, arrival)

    monkeypatch.setattr(intake, "admit", admit_at_second_try)
    bench.take_in(bench.mail())
    run(bench.services, bench.wakes.woken)
    with bench.desk.database.reading() as session:
        job = session.exec(select(Job)).one()
    assert (job.state, job.attempts, job.reason) == (JobState.READY, 0, "OperationalError")
    bench.clock.pass_by(minutes=1)
    bench.work()
    assert mails_by_state(bench) == {MailState.FILED: 1}
