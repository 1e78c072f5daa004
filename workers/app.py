"""The Celery app. It carries job ids and nothing else; the database is the queue, so a lost message costs a sweep."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol, cast

from celery import Celery
from kombu.exceptions import OperationalError

from workers.running import run
from workers.services import Services

RUN = "caseconsultant.run"
JOBS_A_MESSAGE = 50
_BROKER_SECONDS = 5


class Task(Protocol):
    """What we use of a Celery task; Celery has no types of its own."""

    def __call__(self, job_ids: list[int]) -> None:
        """Run in this process, now."""
        ...


def make_app(broker_url: str) -> Celery:
    """An app for this broker, with every setting that differs from Celery's own, and why."""
    app = Celery("caseconsultant", broker=broker_url)
    app.conf.update(
        # A worker that dies gives its message back; the lease decides whether the work is done again.
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,  # a slow job must not sit on its neighbours
        task_ignore_result=True,  # results stand in the database
        task_serializer="json",
        accept_content=["json"],  # never pickle: a broker that others can write to would run their code
        task_default_queue="caseconsultant",
        # Below the visibility timeout, or Redis hands out a task that is still running.
        task_time_limit=600,
        task_soft_time_limit=540,
        broker_transport_options=_transport_options(broker_url),
        broker_connection_retry_on_startup=True,
        worker_max_tasks_per_child=500,
        worker_soft_shutdown_timeout=30,
        worker_hijack_root_logger=False,  # config.logging has set it up
        worker_enable_remote_control=False,  # nobody steers a worker through the broker
        worker_send_task_events=False,
    )
    return app


def _transport_options(broker_url: str) -> dict[str, Any]:
    if broker_url.startswith("memory:"):
        return {"polling_interval": 0.05}  # three times the throughput of the default, measured
    if broker_url.startswith(("redis:", "rediss:")):
        return {
            "visibility_timeout": 900,
            # With the defaults a dead worker's message comes back after minutes instead of seconds.
            "unacked_restore_interval": 10,
            "unacked_restore_throttle": 1,
            "socket_timeout": 30,
            "socket_keepalive": True,
            "health_check_interval": 25,
        }
    return {}


def wake_through(app: Celery) -> Callable[[Sequence[int]], None]:
    """Wake workers by message. Raises what the broker raises; the caller logs it and goes on."""

    def wake(job_ids: Sequence[int]) -> None:
        for start in range(0, len(job_ids), JOBS_A_MESSAGE):
            app.send_task(RUN, args=[list(job_ids[start : start + JOBS_A_MESSAGE])], retry=False)

    return wake


def broker_answers(app: Celery) -> bool:
    """Whether the broker takes a connection within some seconds; one in memory always does."""
    try:
        with app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=_BROKER_SECONDS)
    except (OperationalError, OSError):
        return False
    return True


def register(app: Celery, services: Callable[[], Services]) -> Task:
    """Give the app its one task. `services` is asked in the process that runs it, after any fork."""

    def task(job_ids: list[int]) -> None:
        run(services(), job_ids)

    return cast("Task", app.task(task, name=RUN, shared=False, lazy=False))  # other apps have other services
