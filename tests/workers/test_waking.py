"""Wake-ups for other processes: nobody waits for the broker."""

import os
import threading
import time
from collections.abc import Sequence

import pytest

from config.logging import set_up
from workers.waking import Waker


def test_a_slow_broker_makes_nobody_wait_and_gets_what_gathered_at_once() -> None:
    got: list[list[int]] = []
    go_on, all_there = threading.Event(), threading.Event()

    def wake(job_ids: Sequence[int]) -> None:
        go_on.wait(10)
        got.append(list(job_ids))
        if sum(map(len, got)) == 100:
            all_there.set()

    waker = Waker(wake)
    started = time.monotonic()
    for job in range(100):
        waker([job])
    assert time.monotonic() - started < 1
    go_on.set()
    assert all_there.wait(10)
    assert [job for jobs in got for job in jobs] == list(range(100))
    assert len(got) < 10


def test_a_broker_that_is_away_is_logged_and_asked_again_next_time(capsys: pytest.CaptureFixture[str]) -> None:
    set_up()
    errors = iter([ConnectionRefusedError()])
    through = threading.Event()

    def wake(_job_ids: Sequence[int]) -> None:
        for error in errors:
            raise error
        through.set()

    waker = Waker(wake)
    waker([1])
    deadline = time.monotonic() + 10
    while "broker_away" not in (said := capsys.readouterr().err) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert "ConnectionRefusedError" in said
    waker([2])
    assert through.wait(10)


def test_another_process_has_a_thread_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a fork: the process number is another one, and the thread of the parent does not exist."""
    through = threading.Semaphore(0)
    waker = Waker(lambda job_ids: through.release())
    waker([1])
    assert through.acquire(timeout=10)
    before = threading.active_count()
    monkeypatch.setattr(os, "getpid", lambda: -1)
    waker([2])
    assert through.acquire(timeout=10)
    assert threading.active_count() == before + 1
