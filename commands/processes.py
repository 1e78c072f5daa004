"""`caseconsultant up` (everything in one process) and `caseconsultant run` (one process each, for production)."""

import functools
import signal
import threading
from typing import TYPE_CHECKING, Annotated

import typer

from commands.large_blocks import give_back_large_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from commands.embedded import EmbeddedService
    from config.settings import Settings
    from workers.waking import Waker

STOPPED = "Stopped; nothing is lost: what was accepted is kept, and work under way goes on at the next start."

app = typer.Typer(
    help="The processes of a production set-up; docker-compose.yml shows them together.", no_args_is_help=True
)


def up() -> None:
    """Start the whole service in this process and keep it running until Ctrl+C."""
    from commands.embedded import EmbeddedService
    from config.logging import set_up
    from config.settings import load

    settings = load()
    set_up(json=settings.log_json)
    give_back_large_blocks()
    stopping = _on_signal()
    service = EmbeddedService.start(settings, typer.echo)
    service.entrances.open()
    _say_where(service)
    threading.Thread(target=_pass_on, args=(stopping, service.stop_event), daemon=True).start()
    try:
        service.wait()
    finally:
        service.stop()
    typer.echo(STOPPED)


def migrate_database() -> None:
    """Bring the database to the newest schema, and make the key file at first. `up` does both by itself."""
    from commands.composing import open_desk
    from config.migrating import migrate
    from config.settings import load

    settings = load()
    migrate(open_desk(settings).database)
    typer.echo(f"The database has the newest schema; the keys are in {settings.keys}.")


@app.command()
def ingress() -> None:
    """Doors and mailboxes: take mail in."""
    from commands.composing import open_desk
    from commands.entrances import Entrances

    settings, stopping = _begin()
    entrances = Entrances(open_desk(settings, _waker(settings)))
    entrances.open()
    stopping.wait()
    entrances.close()
    typer.echo(STOPPED)


@app.command()
def worker(concurrency: Annotated[int, typer.Option(min=1, help="processes of this worker")] = 2) -> None:
    """A Celery worker: intake, drafts, outgoing mail."""
    from commands.composing import open_desk, open_services
    from config.logging import set_up
    from config.settings import load
    from workers.app import make_app, register, wake_through
    from workers.waking import Waker

    settings = load()
    set_up(json=settings.log_json)
    give_back_large_blocks()
    celery = make_app(settings.broker_url.get_secret_value())
    desk = open_desk(settings, Waker(wake_through(celery)))
    # Opened once in each child, after the fork: connections and open stores must not be shared between processes.
    register(celery, functools.cache(lambda: open_services(desk, typer.echo)))
    celery.worker_main(["worker", "--loglevel=WARNING", f"--concurrency={concurrency}", "--without-mingle"])


@app.command()
def sweeper() -> None:
    """The sweeper: bring back what the broker forgot, and what is due by now."""
    from commands.composing import open_desk
    from workers.sweeper import sweep_until

    settings, stopping = _begin()
    sweep_until(open_desk(settings, _waker(settings)), stopping)
    typer.echo(STOPPED)


@app.command()
def web() -> None:
    """The review console."""
    from commands.composing import open_assistant, open_desk
    from web.app import make_app as make_web_app
    from web.server import serve

    settings, stopping = _begin()
    desk = open_desk(settings, _waker(settings))
    serve(make_web_app(desk, open_assistant(settings, typer.echo)), settings.web.host, settings.web.port, stopping)
    typer.echo(STOPPED)


def _begin() -> "tuple[Settings, threading.Event]":
    from config.logging import set_up
    from config.settings import load

    settings = load()
    set_up(json=settings.log_json)
    give_back_large_blocks()
    return settings, _on_signal()


def _waker(settings: "Settings") -> "Waker":
    """How this process tells the workers of others that there is something to do."""
    from workers.app import make_app, wake_through
    from workers.waking import Waker

    return Waker(wake_through(make_app(settings.broker_url.get_secret_value())))


def _on_signal() -> threading.Event:
    """Set by SIGTERM or Ctrl+C."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    return stopping


def _say_where(service: "EmbeddedService") -> None:
    for line in _where(service):
        typer.echo(line)


def _where(service: "EmbeddedService") -> "Iterator[str]":
    from accounts.people import everybody

    settings = service.desk.settings
    yield f"The review console is at {service.console_url}"
    for name, door in service.entrances.doors.items():
        yield f"Mail for {settings.address} comes in on port {door.port} (the door {name!r})"
    for mailbox in settings.mailboxes:
        yield f"Mailbox {mailbox.name} on {mailbox.host} is watched"
    if settings.smtp is None:
        yield f"No SMTP server is set: nothing leaves this machine, mail is written to {settings.data_dir / 'outbox'}"
    with service.desk.database.reading() as session:
        if not everybody(session):
            yield "Next: caseconsultant people add YOU@EXAMPLE.ORG (then: caseconsultant accounts add)"
    yield "Ctrl+C stops the service."


def _pass_on(asked: threading.Event, stop: threading.Event) -> None:
    asked.wait()
    stop.set()
