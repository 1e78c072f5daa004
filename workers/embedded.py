"""A Celery worker inside this process, for the embedded service: `memory://`, one thread, no service to install."""

import os
import threading
from typing import Any

from celery import Celery
from celery.worker import WorkController, state

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
        self._thread = threading.Thread(target=self._work, args=(app,), name="worker", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def _work(self, app: Celery) -> None:
        app.set_current()  # for this thread: the solo pool looks its tasks up in the current app
        self._controller.start()

    @property
    def alive(self) -> bool:
        """Whether the worker still works."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """End after the running job; a job that takes longer is found again by its lease at the next start."""
        # Stopping the controller from another thread lets the solo pool run through its backlog first (tried): the
        # flag that Celery's own signal handlers set ends its loop at once.
        state.should_stop = os.EX_OK
        self._thread.join(_STOP_SECONDS)
        state.should_stop = None
