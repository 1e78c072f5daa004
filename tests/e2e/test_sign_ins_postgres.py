"""The tokens of sign-ins and the watch of mailboxes on a real PostgreSQL, where rows are made by several at once."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from consultations.oauth_tokens import SealedTokens
from consultations.outlook import Level, states
from consultations.ports import Grant, Tokens
from consultations.watching import WatchBook
from tests.consultations.test_outlook import BOX, SIGN_IN
from tests.desks import Bench, open_bench
from tests.e2e.test_quota_postgres import THREADS, at_once

pytestmark = pytest.mark.servers


@pytest.fixture
def bench(postgres_url: str, tmp_path: Path) -> Iterator[Bench]:
    made = open_bench(postgres_url, tmp_path)
    yield made
    made.desk.database.close()


def test_of_many_who_want_to_renew_at_once_one_does(bench: Bench) -> None:
    """Also before there is a row: an application signs in by itself, in every process at its start."""
    store = SealedTokens(bench.desk)
    assert at_once([lambda: store.claim("cases", None, 60)] * THREADS).count(True) == 1
    fresh = Tokens("access", bench.clock() + timedelta(hours=1), "refresh")
    store.keep("cases", fresh)
    assert store.load("cases") == Grant(fresh)
    assert at_once([lambda: store.claim("cases", fresh, 60)] * THREADS).count(True) == 1


def test_a_watch_is_noted_from_its_first_failure_on(bench: Bench) -> None:
    settings = bench.desk.settings.model_copy(update={"mailboxes": (BOX,), "oauth": (SIGN_IN,)})
    books = [WatchBook(bench.desk, BOX.name) for _ in range(THREADS)]
    at_once([lambda book=book: book.failed("away") for book in books])  # type: ignore[misc]
    bench.clock.pass_by(minutes=16)
    books[0].failed("still away")
    with bench.desk.database.reading() as session:
        mailbox, sign_in = states(settings, session, bench.clock())
    assert (mailbox.level, sign_in.level) == (Level.ALARM, Level.ALARM)
    assert mailbox.sentence == "It cannot be read since 2026-08-20 11:00 EDT: still away."
    books[0].polled(60)
    with bench.desk.database.reading() as session:
        assert states(settings, session, bench.clock())[0].level is Level.FINE
