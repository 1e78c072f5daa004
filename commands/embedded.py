"""The whole service in one process: doors, mailboxes, worker, sweeper and console, each on its thread."""

import fcntl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Self

import structlog

from commands.composing import open_desk, open_services
from commands.entrances import Entrances
from config.errors import CaseConsultantError
from config.migrating import migrate
from config.settings import Settings
from consultations import jobs
from consultations.desk import Desk
from web.app import make_app as make_web_app
from web.server import serve
from workers.app import make_app, register, wake_through
from workers.embedded import EmbeddedWorker
from workers.services import Services
from workers.sweeper import sweep_until

log = structlog.get_logger()


class ServiceError(CaseConsultantError):
    """The service cannot start; the message says why."""


@dataclass(slots=True)
class EmbeddedService:
    """A running service. `web_port` and `entrances.doors` say where it listens, also for port 0."""

    desk: Desk
    services: Services
    worker: EmbeddedWorker
    entrances: Entrances
    lock: IO[str]
    stop_event: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)
    web_port: int = 0

    @classmethod
    def start(cls, settings: Settings, progress: Callable[[str], None]) -> Self:
        """Set up what is missing, and take back what a crash left behind. Raises ServiceError.

        The console answers from here on; mail is taken in from `entrances.open()` on.
        """
        lock = _alone(settings.data_dir)
        app = make_app("memory://localhost")
        desk = open_desk(settings, wake_through(app))
        migrate(desk.database)
        services = open_services(desk, progress)
        register(app, lambda: services)
        if settings.database.startswith("sqlite"):  # nobody but us works on it: see `_alone`
            with desk.transaction() as session:
                jobs.reclaim(session, desk.clock())
        service = cls(desk=desk, services=services, worker=EmbeddedWorker(app), entrances=Entrances(desk), lock=lock)
        service.worker.start()
        service._run("sweeper", lambda: sweep_until(desk, service.stop_event))
        service._start_web()
        return service

    def stop(self) -> None:
        """Close the doors first, then let the running work end."""
        self.entrances.close()
        self.stop_event.set()
        self.worker.stop()
        if self.services.lane is not None:
            self.services.lane.stop()
        for thread in self.threads:
            thread.join(10)
        self.desk.database.close()
        self.lock.close()

    @property
    def console_url(self) -> str:
        """Where people sign in."""
        web = self.desk.settings.web
        return web.public_url or f"http://{web.host}:{self.web_port}"

    def wait(self) -> None:
        """Block until `stop_event`; raises ServiceError when the worker has died, so that a supervisor restarts us."""
        while not self.stop_event.wait(1.0):
            if not self.worker.alive:
                raise ServiceError("The worker thread has ended unexpectedly; start the service again.")

    def _start_web(self) -> None:
        listening = threading.Event()

        def ready(port: int) -> None:
            self.web_port = port
            listening.set()

        web = self.desk.settings.web
        app = make_web_app(self.desk, self.services.assistant)
        refused: list[CaseConsultantError] = []

        def work() -> None:
            try:
                serve(app, web.host, web.port, self.stop_event, ready=ready)
            except CaseConsultantError as error:
                refused.append(error)
                listening.set()

        self._run("web", work)
        if not listening.wait(30) or refused:
            self.stop()
            raise refused[0] if refused else ServiceError("The console did not come up within 30 seconds.")

    def _run(self, name: str, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, name=name, daemon=True)
        thread.start()
        self.threads.append(thread)


def _alone(data_dir: Path) -> IO[str]:
    """Only one embedded service may work on a data folder: it takes every lease back when it starts."""
    data_dir.mkdir(parents=True, exist_ok=True)
    lock = (data_dir / "service.lock").open("w", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise ServiceError(
            f"Another CaseConsultant already runs on {data_dir}. Stop it, or set CASECONSULTANT_DATA_DIR."
        ) from None
    return lock
