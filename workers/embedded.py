"""A Celery worker inside this process, for the embedded service: `memory://`, one thread, no service to install."""

import threading
from typing import Any

from celery import Celery
from celery.worker import WorkController

_STOP_SECONDS = 10.0


class EmbeddedWorker:
    """Celery's solo worker on a thread. Its time limits do not hold here, so every blocking call has one of its own."""

    def __init__(self, app: Celery) -> None:
        """The app must have its task registered."""
        # Other pools poll in threads of their own and stall on `memory://` (tried).
        self._controller: Any = WorkController(
            app=app,
            pool="solo",
            concurrency=1,
            without_mingle=True,  # there is nobody to mingle or gossip with
            without_gossip=True,
            without_heartbeat=True,
            quiet=True,
        )
        self._thread = threading.Thread(target=self._controller.start, name="worker", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether the worker still works."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """End after the running job; a job that takes longer is found again by its lease at the next start."""
        self._controller.stop()
        self._thread.join(_STOP_SECONDS)
