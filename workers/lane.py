"""Slow jobs on a thread of their own: a bad attachment or a large mail takes seconds, and others' mail must not wait.

What stands in the lane when the process ends is lost like a wake-up that did not get through: the sweeper finds it.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from queue import SimpleQueue

import structlog

log = structlog.get_logger()

_STOP_SECONDS = 10.0


@dataclass(slots=True)
class Lane:
    """Does one job after the other; one that stands in it already is not taken twice. Starts with the first."""

    _waiting: SimpleQueue[tuple[int, Callable[[int], None]] | None] = field(default_factory=SimpleQueue)
    _known: set[int] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None

    def take(self, job_ids: Sequence[int], work: Callable[[int], None]) -> None:
        """Do `work` for each of these jobs soon; returns at once."""
        with self._lock:
            fresh = [job_id for job_id in job_ids if job_id not in self._known]
            self._known.update(fresh)
            if fresh and self._thread is None:
                self._thread = threading.Thread(target=self._run, args=(self._waiting,), name="lane", daemon=True)
                self._thread.start()
        for job_id in fresh:
            self._waiting.put((job_id, work))

    def stop(self) -> None:
        """Let what is being done end, and do nothing more."""
        with self._lock:
            thread, self._thread = self._thread, None
            self._waiting, old = SimpleQueue(), self._waiting
        if thread is not None:
            while not old.empty():
                old.get()
            old.put(None)
            thread.join(_STOP_SECONDS)

    def _run(self, waiting: SimpleQueue[tuple[int, Callable[[int], None]] | None]) -> None:
        while (asked := waiting.get()) is not None:
            job_id, work = asked
            with self._lock:  # from here on, asking again means doing it again
                self._known.discard(job_id)
            try:
                work(job_id)
            except Exception as error:  # noqa: BLE001 - a database that is away: the sweeper brings the job back
                log.warning("lane_failed", job=job_id, error=type(error).__name__)
