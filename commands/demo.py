"""`caseconsultant demo`: the whole way once, on this machine alone, in about a minute."""

import shlex
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from config.errors import CaseConsultantError

if TYPE_CHECKING:
    from commands.demo_sink import ClientMailServer
    from commands.embedded import EmbeddedService
    from config.sections import Mailbox
    from config.settings import Settings
    from consultations.models import Consultation

CONSULTANT = "mara@caseconsultant.localhost"
PASSWORD = "sample consultant"  # noqa: S105 - the sample's, printed on purpose
PATIENCE = 60.0
FOLDER = "demo"
"""Where its data lies, inside the data folder."""


class DemoError(CaseConsultantError):
    """The demonstration did not come to its end; the message says where it stopped."""


def demo(
    *,
    keep: Annotated[bool, typer.Option(help="keep the service running afterwards")] = False,
    imap: Annotated[bool, typer.Option(help="bring the cases through an IMAP mailbox (needs Dovecot)")] = False,
) -> None:
    """Mail three sample cases in, approve one, and show the answer that came out."""
    from commands.demo_mailbox import private_mailbox
    from commands.demo_sink import ClientMailServer

    with ClientMailServer.running() as client:
        if not imap:
            _walk(client, None, None, keep=keep)
            return
        with private_mailbox() as (mailbox, delivery_port):
            _walk(client, mailbox, delivery_port, keep=keep)


def _walk(client: "ClientMailServer", mailbox: "Mailbox | None", delivery_port: int | None, *, keep: bool) -> None:
    with _service(client, mailbox, keep=keep) as service:
        door = service.entrances.doors["demo"].port
        _mail_in(service, delivery_port or door, "LMTP into the IMAP mailbox" if delivery_port else "SMTP")
        cases = _follow(service)
        _approve(service, cases[0])
        answer = client.wait_for(cases[0].number, PATIENCE)
        if answer is None:
            raise DemoError("The answer did not arrive at the client's mail server.")
        typer.echo(f"\nThe answer mail, as the client got it:\n{'-' * 78}\n{answer}{'-' * 78}\n")
        typer.echo("Nothing left this machine.")
        if keep:
            _stay(service)
        else:
            typer.echo(f"To look around: `{_program()} demo --keep` keeps the service running and says where.")


@contextmanager
def _service(client: "ClientMailServer", mailbox: "Mailbox | None", *, keep: bool) -> "Iterator[EmbeddedService]":
    """An embedded service of its own beside any real one: own data folder, trusted door, the sink as the way out."""
    import logging

    from commands.embedded import EmbeddedService
    from config.logging import set_up
    from config.sections import Door, Submission, Web
    from config.settings import load

    base = load()
    folder = base.data_dir / FOLDER
    _start_afresh(folder)
    set_up(level=logging.WARNING)
    settings = base.model_copy(
        update={
            "data_dir": folder,
            "database_url": type(base.database_url)(""),
            "key_file": None,
            "doors": (Door(name="demo", port=8425 if keep else 0, trusted=True),),
            "mailboxes": (mailbox,) if mailbox else (),
            "smtp": Submission(host="127.0.0.1", port=client.port, tls="none"),
            "journal": None,
            "sent": None,
            "web": base.web if keep else Web(port=0),
            "undo_seconds": 0.0,
        }
    )
    typer.echo("Starting the service: SQLite, an in-memory broker, an SMTP door, the review console.")
    service = EmbeddedService.start(settings, lambda text: typer.echo(f"  {text}"))
    try:
        _fill(service)
        service.entrances.open()
        yield service
    finally:
        service.stop()


def _start_afresh(folder: Path) -> None:
    """Forget the last demonstration; the store of the code set stays, because it takes seconds to build."""
    if folder.exists():
        for entry in folder.iterdir():
            if entry.name in {"codesets", "service.lock"}:
                continue
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


def _fill(service: "EmbeddedService") -> None:
    from accounts.clients import add_organisation
    from accounts.people import add_person
    from accounts.roles import Role
    from commands.demo_cases import CLIENT, ORGANISATION

    with service.desk.transaction() as session:
        add_person(session, "Mara Okafor", CONSULTANT, PASSWORD, credential="CPC", role=Role.CONSULTANT)
        add_organisation(session, ORGANISATION, "solo", (CLIENT,), service.desk.clock().date())


def _mail_in(service: "EmbeddedService", port: int, way: str) -> None:
    import smtplib

    from commands.demo_cases import CLIENT, mails

    kind = smtplib.LMTP if way.startswith("LMTP") else smtplib.SMTP
    typer.echo(f"\nThe client mails three cases by {way}:")
    for mail in mails(service.desk):
        with kind("127.0.0.1", port) as server:
            server.send_message(mail, CLIENT, ["case@test.invalid"] if way.startswith("LMTP") else None)
        typer.echo(f"  accepted: {mail['Subject']}")


def _follow(service: "EmbeddedService") -> "list[Consultation]":
    """Print each case's states as it moves; give the cases once all are ready for review."""
    from config.settings import load
    from consultations import repository
    from consultations.lifecycle import CaseState

    typer.echo("\nThe cases move:")
    seen: dict[str, str] = {}
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with service.desk.database.reading() as session:
            cases = list(repository.cases_in(session, *CaseState))
        for case in cases:
            if seen.get(case.number) != case.state:
                seen[case.number] = case.state
                typer.echo(f"  {case.number}  {case.state.replace('_', ' ')}")
        if len(cases) == 3 and all(case.state is CaseState.IN_REVIEW for case in cases):  # noqa: PLR2004 - the samples
            return sorted(cases, key=lambda case: case.id)
        time.sleep(0.05)
    why = beside_the_demo(load(), "jobs list")
    raise DemoError(f"The cases did not reach review; this may say why: {why}")


def _approve(service: "EmbeddedService", case: "Consultation") -> None:
    from accounts.people import person_by_email
    from consultations import drafting, repository, review

    with service.desk.transaction() as session:
        person = person_by_email(session, CONSULTANT)
        draft = repository.latest_draft(session, case.id)
        if person is None or draft is None:
            raise DemoError("The sample consultant or the draft is missing.")
        answer = drafting.open_draft(service.desk, case, draft)
        review.approve(service.desk, session, case.number, person, review.Seen(draft.id, draft.sha256))
    typer.echo(f"\n{person.name}, {person.credential}, approves draft {draft.version} of {case.number}:")
    for line in answer.code_lines:
        typer.echo(f"  {line.code:9} {line.title}")


def _stay(service: "EmbeddedService") -> None:
    from commands.processes import STOPPED
    from config.settings import load

    settings = service.desk.settings
    door = service.entrances.doors["demo"].port
    typer.echo(f"The review console: {service.console_url}")
    typer.echo(f"Sign in as {CONSULTANT} with the password: {PASSWORD}")
    typer.echo(f"On the command line: {beside_the_demo(load(), 'review list')}")
    typer.echo(f"Mail more cases as dana@lakeside.example to {settings.address} on port {door}. Ctrl+C stops.")
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    stopping.wait()
    typer.echo(STOPPED)


def beside_the_demo(base: "Settings", words: str) -> str:
    """The shell command that works on the demonstration's data, whatever `base`, the operator's own settings, say."""
    folder = base.data_dir / FOLDER
    variables = {"DATA_DIR": str(folder)}
    if base.database_url.get_secret_value():
        variables["DATABASE_URL"] = f"sqlite:///{folder / 'caseconsultant.sqlite'}"
    if base.key_file:
        variables["KEY_FILE"] = str(folder / "key.json")
    assignments = (f"CASECONSULTANT_{name}={shlex.quote(value)}" for name, value in variables.items())
    return " ".join([*assignments, _program(), words])


def _program() -> str:
    """How a shell finds this program: by its name, else by the path that it was called by."""
    called = Path(sys.argv[0])
    if called.name != "caseconsultant":
        return f"{shlex.quote(sys.executable)} -m commands"
    return called.name if shutil.which(called.name) else shlex.quote(str(called))
