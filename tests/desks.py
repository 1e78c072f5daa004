"""Fixtures: a desk over a fresh SQLite database, with a client, a consultant and a worker that runs by hand."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from accounts.clients import add_organisation
from accounts.models import Organisation, Person
from accounts.people import add_person
from accounts.roles import Role
from config import plans
from config.database import Database, connect
from config.migrating import migrate
from config.sections import Door
from config.settings import Settings
from config.signing_in import SignIn
from consultations import repository, review
from consultations.desk import Desk
from consultations.messages import RawMail
from consultations.models import Consultation, Job, JobState, OutboundMail
from consultations.receiving import store
from consultations.review import Seen
from consultations.sealing import Vault
from mailer.attachments.confined import ConfinedReader
from mailer.identity import identity_of
from tests.fakes import Clock, MemoryJournal, MemoryTransport, TinyAssistant, WakeBook, take_names_out
from workers.running import run
from workers.services import Services
from workers.sweeper import sweep

CLIENT = "dana@lakeside.example"
PASSWORD = "a long enough password"


@dataclass
class Bench:
    """A whole service without sockets: put mail in, run the workers, look at what comes out."""

    desk: Desk
    clock: Clock
    wakes: WakeBook
    transport: MemoryTransport
    services: Services
    _mails: int = field(default=0)

    def mail(self, text: str = "Is E11.22 right?", **headers: str) -> bytes:
        """A plain mail from the client; `headers` replace or add (`from_`, `subject`, `in_reply_to` …)."""
        self._mails += 1
        fields = {
            "From": f"Dana Whitfield <{CLIENT}>",
            "To": "cases@caseconsultant.localhost",
            "Subject": "A question",
            "Message-ID": f"<m{self._mails}@lakeside.example>",
            "Date": "Thu, 20 Aug 2026 10:00:00 -0400",
        }
        fields |= {name.strip("_").replace("_", "-").title().replace("-Id", "-ID"): v for name, v in headers.items()}
        return "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value).encode() + (
            f"\r\n{text}\r\n".encode()
        )

    def take_in(self, *raws: bytes, source: str = "trusted") -> None:
        """Store raw mails, as a door does."""
        now = self.clock()
        store(self.desk, [RawMail(source, identity_of(raw), raw, now, mail_from=CLIENT) for raw in raws])

    def work(self, rounds: int = 20) -> None:
        """Run everything that is due, and what that makes due, until nothing is left."""
        for _ in range(rounds):
            if not self.wakes.woken and not sweep(self.desk):
                return
            woken, self.wakes.woken = self.wakes.woken, []
            run(self.services, woken)

    def ask(self, text: str = "Is E11.22 right?", **headers: str) -> Consultation:
        """A case, taken in and drafted."""
        self.take_in(self.mail(text, **headers))
        self.work()
        return self.cases()[-1]

    def cases(self) -> list[Consultation]:
        """Every case, oldest first."""
        with self.desk.database.reading() as session:
            return list(session.exec(select(Consultation).order_by(Consultation.id)))  # type: ignore[arg-type]

    def case(self, number: str) -> Consultation:
        """One case as it is now."""
        with self.desk.database.reading() as session:
            return repository.consultation(session, number)

    def outbound(self) -> list[OutboundMail]:
        """Every mail of ours, oldest first."""
        with self.desk.database.reading() as session:
            return list(session.exec(select(OutboundMail).order_by(OutboundMail.id)))  # type: ignore[arg-type]

    def seen(self, number: str) -> Seen:
        """What a person would see as the newest draft."""
        with self.desk.database.reading() as session:
            draft = repository.latest_draft(session, repository.consultation(session, number).id)
            assert draft is not None
            return Seen(draft.id, draft.sha256)

    def approve(self, number: str, reason: str = "") -> OutboundMail:
        """Approve the newest draft."""
        with self.desk.transaction() as session:
            return review.approve(self.desk, session, number, self.person(session), self.seen(number), reason)

    def person(self, session: Session) -> Person:
        """The consultant."""
        return session.exec(select(Person)).one()

    def organisation(self, session: Session) -> Organisation:
        """The client's organisation."""
        return session.exec(select(Organisation)).one()

    def parked(self) -> list[Job]:
        """Jobs that wait for a person."""
        with self.desk.database.reading() as session:
            return list(repository.jobs_in(session, JobState.PARKED))


def open_bench(database_url: str, folder: Path, *, plan: str = "practice") -> Bench:
    """Set up a bench over an empty database, which gets the tables, a client on `plan` and a consultant."""
    clock, wakes, transport = Clock(), WakeBook(), MemoryTransport()
    settings = Settings(
        data_dir=folder,
        doors=(Door(name="trusted", trusted=True), Door(name="open", port=8426)),
        sign_in=SignIn(idle_minutes=720),  # hours pass between two looks
    )
    desk = Desk(
        settings=settings,
        database=_furnished(database_url, plan),
        vault=Vault.open(folder / "key.json"),
        plans=plans.load(),
        wake=wakes,
        clock=clock,
    )
    services = Services(desk, TinyAssistant(), transport, ConfinedReader(), take_names_out, MemoryJournal(transport))
    return Bench(desk, clock, wakes, transport, services)


def _furnished(database_url: str, plan: str) -> Database:
    """The database, with what every bench begins with. SQLite's is a copy: few tests need to migrate and hash."""
    scheme, _, file = database_url.partition(":///")
    if scheme != "sqlite":
        return _furnish(connect(database_url), plan)
    Path(file).write_bytes(_sqlite_file(plan))
    database = connect(database_url)
    for engine in (database.write, database.read):  # the tests end processes, not the machine: what they commit is kept
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    return database


@cache
def _sqlite_file(plan: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cases.sqlite"
        _furnish(connect(f"sqlite:///{file}"), plan).close()
        return file.read_bytes()


def _furnish(database: Database, plan: str) -> Database:
    migrate(database)
    with database.transaction() as session:
        add_organisation(session, "Lakeside", plan, (CLIENT,), date(2026, 1, 2))
        add_person(session, "Mara Okafor", "mara@desk.example", PASSWORD, credential="CPC", role=Role.CONSULTANT)
    return database


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A bench over SQLite."""
    made = open_bench(f"sqlite:///{tmp_path / 'cases.sqlite'}", tmp_path)
    yield made
    made.desk.database.close()
