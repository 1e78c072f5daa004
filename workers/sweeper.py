"""The sweeper brings back what the broker forgot: it runs in its own thread or process, never behind a stuck task.

It is also the schedule: delays, retries and the plans' renewal are dates in the database (docs/decisions/0002).
"""

import threading
from collections.abc import Callable
from datetime import timedelta

import structlog

from consultations import jobs
from consultations.desk import Desk
from consultations.renewal import release_renewed

log = structlog.get_logger()

INTERVAL = 1.0
"""Seconds between two sweeps: how long a job waits whose wake-up was lost, or that another process made ready."""

RENEWAL_INTERVAL = timedelta(minutes=5)
MOST_JOBS_A_SWEEP = 500
LONGEST_PAUSE = 60.0


def sweep(desk: Desk) -> int:
    """Wake the workers for every job that is due and that nobody seems to know of; how many there were."""
    with desk.transaction() as session:
        ids = jobs.due(session, desk.clock(), MOST_JOBS_A_SWEEP)
        jobs.wake_after_commit(session, ids)
    return len(ids)


def sweep_until(desk: Desk, stop: threading.Event, beat: Callable[[], None] = lambda: None) -> None:
    """Sweep until told to stop. A database that is away is asked again with growing pauses."""
    pause = INTERVAL
    renewed_at = desk.clock() - RENEWAL_INTERVAL
    while not stop.wait(pause):
        try:
            found = sweep(desk)
            if desk.clock() - renewed_at >= RENEWAL_INTERVAL:
                renewed_at = desk.clock()
                with desk.transaction() as session:
                    release_renewed(desk, session)
        except Exception as error:  # noqa: BLE001 - whatever is wrong, the next sweep may find it mended
            pause = min(pause * 2, LONGEST_PAUSE)
            log.warning("sweep_failed", error=type(error).__name__, next_in=pause)
            continue
        pause = INTERVAL
        beat()
        if found:
            log.info("swept", jobs=found)
