"""Engines for SQLite and PostgreSQL, and the two ways to use them: read, or write in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlmodel import Session

from config.settings import SettingsError

_CONNECT_SECONDS = 10
"""After this long a PostgreSQL that does not answer is away; without it, connecting waits for minutes."""

_NOTICE_THE_DEAD = {
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,  # milliseconds
}
"""A server that vanished without a word is noticed within a minute; by default Linux waits two hours."""

_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # accepted means kept: a commit survives a power cut
    "PRAGMA busy_timeout=30000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-16000",
)


@dataclass(frozen=True, slots=True)
class Database:
    """The case database. On SQLite the two engines differ: writers queue up at BEGIN, readers never wait."""

    write: Engine
    read: Engine

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One write transaction: commits when the block ends, rolls back when it raises."""
        with Session(self.write, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for looking only; nothing of it is ever committed."""
        with Session(self.read, expire_on_commit=False) as session:
            yield session

    def close(self) -> None:
        """Give all connections back."""
        self.write.dispose()
        self.read.dispose()


def upsert(session: Session, table: Any) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that may say ON CONFLICT, in the words of the session's database."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement: postgresql.Insert | sqlite.Insert = dialect.insert(table)
    return statement


def connect(url: str) -> Database:
    """Open a database by its SQLAlchemy address; `postgresql://` means psycopg 3. Nothing is read yet.

    Error texts never carry parameters: they may be addresses. Raises SettingsError for an address that cannot be read.
    """
    address = _address(url)
    if address.get_backend_name() == "postgresql":
        engine = create_engine(
            address.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            pool_size=10,
            connect_args={"connect_timeout": _CONNECT_SECONDS, **_NOTICE_THE_DEAD},
            hide_parameters=True,
        )
        return Database(write=engine, read=engine)
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    write, read = (create_engine(address, hide_parameters=True) for _ in range(2))
    for engine in (write, read):
        event.listen(engine, "connect", _prepare_sqlite)
    event.listen(write, "begin", _begin_immediate)
    return Database(write=write, read=read)


def file_of(url: str) -> Path | None:
    """The file that the address of an SQLite database names; None for every other. Raises SettingsError."""
    address = _address(url)
    return Path(address.database or "") if address.get_backend_name() == "sqlite" else None


def _address(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):  # their messages repeat the password
        raise SettingsError(
            "Setting database_url (CASECONSULTANT_DATABASE_URL): this is no address of a database; "
            "write postgresql://user:password@host:5432/name, with % signs in the password as %25."
        ) from None


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own BEGIN comes too late: it lets two writers read before either writes (measured: 50 cases accepted
    # against a limit of 10). Without it, `_begin_immediate` decides.
    connection.isolation_level = None
    for pragma in _SQLITE_PRAGMAS:
        connection.execute(pragma)


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
