"""The quota ledger: never stored, only counted, and each reference at most once a kind."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from accounts import quota
from accounts.clients import add_organisation
from accounts.models import Organisation, QuotaEntry, QuotaEvent
from config import plans
from config.database import connect
from config.migrating import migrate

AUGUST, SEPTEMBER = datetime(2026, 8, 31, 23, 59, tzinfo=UTC), datetime(2026, 9, 1, tzinfo=UTC)
TWO = replace(plans.load()["solo"], consultations=2)
NONE = replace(TWO, consultations=0)
ENDLESS = replace(TWO, consultations=plans.UNLIMITED)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    database = connect(f"sqlite:///{tmp_path / 'quota.sqlite'}")
    migrate(database)
    with database.transaction() as opened:
        add_organisation(opened, "Lakeside", "solo", ())
        yield opened
    database.close()


@pytest.fixture
def org(session: Session) -> int:
    return session.exec(select(Organisation.id)).one()


def kinds(session: Session) -> Counter[str]:
    return Counter(session.exec(select(QuotaEntry.kind)).all())


def test_a_plan_is_used_up_after_its_consultations(session: Session, org: int) -> None:
    assert [quota.reserve(session, org, TWO, name, AUGUST) for name in "abc"] == [True, True, False]
    assert (quota.used(session, org, "2026-08"), quota.left(session, org, TWO, AUGUST)) == (2, 0)
    assert not quota.reserve(session, org, NONE, "d", SEPTEMBER)
    assert all(quota.reserve(session, org, ENDLESS, name, AUGUST) for name in "defg")
    assert quota.left(session, org, ENDLESS, AUGUST) is None


def test_reserving_twice_for_one_mail_takes_one(session: Session, org: int) -> None:
    assert [quota.reserve(session, org, TWO, "a", AUGUST) for _ in range(3)] == [True] * 3
    assert quota.used(session, org, "2026-08") == 1


def test_a_new_month_begins_at_midnight_utc(session: Session, org: int) -> None:
    assert all(quota.reserve(session, org, TWO, name, AUGUST) for name in "ab")
    assert quota.left(session, org, TWO, SEPTEMBER) == 2
    assert quota.renews_on(AUGUST) == date(2026, 9, 1)
    assert quota.renews_on(datetime(2026, 12, 31, tzinfo=UTC)) == date(2027, 1, 1)


def test_a_refund_is_given_once_and_to_the_month_it_was_taken_from(session: Session, org: int) -> None:
    quota.reserve(session, org, TWO, "a", AUGUST)
    for _ in range(3):
        quota.refund(session, "a", SEPTEMBER)
    assert quota.used(session, org, "2026-08") == 0
    assert quota.left(session, org, TWO, SEPTEMBER) == 2
    assert kinds(session) == {QuotaEvent.RESERVE: 1, QuotaEvent.REFUND: 1}


def test_settling_is_noted_once_and_frees_nothing(session: Session, org: int) -> None:
    quota.reserve(session, org, TWO, "a", AUGUST)
    for _ in range(3):
        quota.settle(session, "a", AUGUST)
    assert quota.used(session, org, "2026-08") == 1
    assert kinds(session) == {QuotaEvent.RESERVE: 1, QuotaEvent.SETTLE: 1}


def test_what_was_never_reserved_is_neither_settled_nor_refunded(session: Session, org: int) -> None:
    quota.settle(session, "never", AUGUST)
    quota.refund(session, "never", AUGUST)
    assert kinds(session) == {}
    assert quota.used(session, org, "2026-08") == 0


def test_after_a_downgrade_nothing_more_is_left_but_never_less_than_nothing(session: Session, org: int) -> None:
    for name in "ab":
        quota.reserve(session, org, TWO, name, AUGUST)
    one = replace(TWO, consultations=1)
    assert quota.left(session, org, one, AUGUST) == 0
    assert quota.reserve(session, org, one, "a", AUGUST), "what was reserved is honoured"
