"""The servers that other tests stand on: private, side by side, stopped at the end, and never missing in silence."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
import redis

from tests.servers.dovecot import Dovecot
from tests.servers.fixtures import or_left_out
from tests.servers.postfix import Postfix
from tests.servers.postgres import Postgres
from tests.servers.processes import ServerMissing, program
from tests.servers.redis import Redis


@contextmanager
def missing_server() -> Iterator[None]:
    program("no-such-server", "no-such-package")
    yield


def test_a_missing_server_leaves_the_test_out_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install no-such-package"), or_left_out(missing_server):
        pass


def test_in_ci_a_missing_server_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="apt-get install no-such-package"), or_left_out(missing_server):
        pass


def test_program_names_what_to_install() -> None:
    with pytest.raises(ServerMissing, match="no-such-server is not installed here"):
        program("no-such-server", "no-such-package")


@pytest.mark.servers
def test_two_dovecots_run_side_by_side_and_leave_nothing_behind() -> None:
    with or_left_out(Dovecot.running) as one, or_left_out(Dovecot.running) as two:
        one.deliver(b"Subject: one\r\n\r\nbody\r\n", "a@test.invalid")
        assert len(one.contents("a@test.invalid")) == 1
        assert two.contents("a@test.invalid") == {}
        roots = [one.root, two.root]
    assert not any(root.exists() for root in roots)
    running = subprocess.run(["ps", "-eo", "args"], check=True, capture_output=True, text=True).stdout
    assert not any(str(root) in running for root in roots)


@pytest.mark.servers
def test_servers_that_drop_roots_rights_start_under_a_strict_umask() -> None:
    before = os.umask(0o077)
    try:
        with or_left_out(Dovecot.running) as dovecot, or_left_out(lambda: Postfix.running(dovecot)) as postfix:
            postfix.send(b"Subject: one\r\n\r\nbody\r\n", "a@test.invalid")
        with or_left_out(Postgres.running) as postgres, postgres.fresh_database():
            pass
    finally:
        os.umask(before)


@pytest.mark.servers
def test_every_postgres_database_is_fresh_and_dropped() -> None:
    with or_left_out(Postgres.running) as server:
        with server.fresh_database() as url, psycopg.connect(url.replace("+psycopg", "")) as connection:
            connection.execute("CREATE TABLE t (n int)")
            connection.commit()
        with server.fresh_database() as other, psycopg.connect(other.replace("+psycopg", "")) as connection:
            assert connection.execute("SELECT to_regclass('t')").fetchone() == (None,)
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url.replace("+psycopg", ""))


@pytest.mark.servers
def test_redis_keeps_its_data_over_an_outage_and_loses_it_on_flush(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_REDIS_URL", raising=False)
    with or_left_out(Redis.running) as server, redis.Redis.from_url(server.url) as client:
        client.set("key", "value")
        server.stop()
        server.start()
        assert client.get("key") == b"value"
        server.flush()
        assert client.get("key") is None
