"""The servers as fixtures, one of each a session: list `tests.servers.fixtures` in `pytest_plugins`."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NoReturn, TypeVar

import pytest

from tests.servers.clamd import Clamd
from tests.servers.dovecot import Dovecot
from tests.servers.identity import IdentityProvider
from tests.servers.postfix import Postfix
from tests.servers.postgres import Postgres
from tests.servers.processes import ServerMissing, free_ports
from tests.servers.redis import Redis
from tests.servers.sink import Sink, world

T = TypeVar("T")


def left_out(reason: str) -> NoReturn:
    """Leave the test out and say why; with CI=true a test that is left out is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"left out, which CI=true forbids: {reason}", pytrace=False)
    pytest.skip(reason)


@contextmanager
def or_left_out(start: Callable[[], AbstractContextManager[T]]) -> Iterator[T]:
    """Start a server, or leave the test out when it is not installed."""
    server = start()
    try:
        value = server.__enter__()
    except ServerMissing as missing:
        left_out(str(missing))
    try:
        yield value
    finally:
        server.__exit__(None, None, None)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """One Dovecot for the session; take `dovecot.new_user()` for a mailbox of your own, and leave it running."""
    with or_left_out(lambda: Dovecot.running(smtp_port=free_ports(1)[0])) as server:
        yield server


@pytest.fixture
def provider(tmp_path: Path) -> Iterator[IdentityProvider]:
    """An identity provider of your own."""
    with IdentityProvider.running(tmp_path / "provider") as server:
        yield server


@pytest.fixture(scope="session")
def outer_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sink]:
    """Where Postfix sends what is not for test.invalid."""
    with Sink.running(tmp_path_factory.mktemp("world")) as sink:
        sink.rcpt_rule = world()
        yield sink


@pytest.fixture(scope="session")
def postfix(dovecot: Dovecot, outer_world: Sink) -> Iterator[Postfix]:
    """One Postfix for the session, in front of `dovecot` and `outer_world`."""
    with or_left_out(lambda: Postfix.running(dovecot, outer_world.port)) as server:
        yield server


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    """A sink of your own."""
    with Sink.running(tmp_path / "sink") as server:
        yield server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL for the session; take `with postgres.fresh_database() as url`."""
    with or_left_out(Postgres.running) as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The URL of an empty database of your own."""
    with postgres.fresh_database() as url:
        yield url


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    """One Redis for the session; flush it before use."""
    with or_left_out(Redis.running) as server:
        yield server


@pytest.fixture(scope="session")
def clamd() -> Iterator[Clamd]:
    """One ClamAV for the session; leave it running."""
    with or_left_out(Clamd.running) as server:
        yield server
