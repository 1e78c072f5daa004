"""The same 1,000 mails twice, by every way in: 1,000 rows, whatever the servers do to trace headers and UIDs."""

import smtplib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import func, select

from bench.corpus import mails
from commands.composing import open_desk
from commands.entrances import Entrances
from config.migrating import migrate
from config.settings import Settings
from consultations.desk import Desk
from consultations.models import ImapEntry, InboundMail, Job
from tests.e2e.service import waited_for
from tests.servers.dovecot import Dovecot
from tests.servers.fixtures import or_left_out

pytestmark = pytest.mark.servers

COUNT = 1000
CLIENT = "dana@client.example"
SESSIONS = 4


@contextmanager
def entrances(folder: Path, **values: Any) -> Iterator[Entrances]:
    """The ways in over a fresh SQLite database, with nobody who reads what they keep."""
    desk = open_desk(Settings(data_dir=folder, **values))
    migrate(desk.database)
    opened = Entrances(desk)
    opened.open()
    try:
        yield opened
    finally:
        opened.close()
        desk.database.close()


def count(desk: Desk, table: type[InboundMail | ImapEntry | Job]) -> int:
    with desk.database.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def looked_at(desk: Desk, positions: int) -> bool:
    return count(desk, ImapEntry) == positions


@pytest.fixture(scope="module")
def corpus() -> list[bytes]:
    """1,000 mails, the first two of them with one Message-ID and different words."""
    raws = list(mails(COUNT, CLIENT))
    first, second = (line(raw) for raw in raws[:2])
    raws[1] = raws[1].replace(second, first)
    return raws


def line(raw: bytes) -> bytes:
    return next(found for found in raw.split(b"\r\n") if found.startswith(b"Message-ID:"))


def test_twice_over_imap_and_again_under_another_uidvalidity(corpus: list[bytes], tmp_path: Path) -> None:
    with or_left_out(Dovecot.running) as dovecot:
        user = dovecot.new_user()
        dovecot.deliver_all(corpus, user)
        dovecot.deliver_all(corpus, user)
        mailbox = {
            "name": "inbox",
            "host": "127.0.0.1",
            "port": dovecot.imap_port,
            "tls": "none",
            "username": user,
            "password": dovecot.password,
        }
        with entrances(tmp_path, doors=(), mailboxes=(mailbox,)) as ways:
            waited_for(lambda: looked_at(ways.desk, 2 * COUNT), "every mail", 60)
            assert count(ways.desk, InboundMail) == count(ways.desk, Job) == COUNT

            dovecot.bump_uidvalidity(user)
            dovecot.deliver_all(list(mails(5, CLIENT, seed=99)), user)
            waited_for(lambda: looked_at(ways.desk, 4 * COUNT + 5), "every mail under its new UID", 60)
            assert count(ways.desk, InboundMail) == count(ways.desk, Job) == COUNT + 5


def test_twice_over_smtp(corpus: list[bytes], tmp_path: Path) -> None:
    with entrances(tmp_path, address="cases@test.invalid", doors=({"name": "door", "port": 0},)) as ways:
        port = ways.doors["door"].port

        def send(raws: list[bytes]) -> int:
            with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
                return sum(server.sendmail(CLIENT, ["cases@test.invalid"], raw) == {} for raw in raws)

        with ThreadPoolExecutor(SESSIONS) as pool:  # the second half starts while the first is still being sent
            shares = [corpus[number::SESSIONS] for number in range(SESSIONS)] * 2
            assert sum(pool.map(send, shares)) == 2 * COUNT
        assert count(ways.desk, InboundMail) == count(ways.desk, Job) == COUNT
