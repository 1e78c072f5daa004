"""Waking the workers of other processes without waiting for the broker.

A Redis that is away takes its client about five seconds to find out (measured), and a door must not keep a mail
server waiting for its 250 that long, nor the console a person. So wake-ups leave on a thread of their own. One that
does not get through costs nothing but time: the sweeper finds its job.
"""

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

import structlog

log = structlog.get_logger()


@dataclass(slots=True)
class Waker:
    """Implements `consultations.desk.Wake`: returns at once, never raises. Works in a forked child, too."""

    wake: Callable[[Sequence[int]], None]
    _asked: SimpleQueue[list[int]] = field(default_factory=SimpleQueue)
    _process: int = 0
    _starting: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, job_ids: Sequence[int]) -> None:
        """Wake the workers for these jobs soon."""
        if self._process != os.getpid():
            self._start()
        self._asked.put(list(job_ids))

    def _start(self) -> None:
        """Threads do not survive a fork: each process has one of its own, from its first wake-up on."""
        with self._starting:
            if self._process == os.getpid():
                return
            self._asked = SimpleQueue()
            threading.Thread(target=self._work, args=(self._asked,), name="waker", daemon=True).start()
            self._process = os.getpid()

    def _work(self, asked: SimpleQueue[list[int]]) -> None:
        while True:
            job_ids = asked.get()
            while True:  # what gathered while the broker was slow leaves together
                try:
                    job_ids += asked.get_nowait()
                except Empty:
                    break
            try:
                self.wake(job_ids)
            except Exception as error:  # noqa: BLE001 - brokers fail in many ways; the sweeper brings these jobs back
                log.warning("broker_away", jobs=len(job_ids), error=type(error).__name__)
