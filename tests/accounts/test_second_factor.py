"""Codes from an app and recovery codes: when they hold, and that each opens once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from accounts import recovery, second_factor, totp
from accounts.attempts import FREE_TRIES
from accounts.models import Person
from accounts.people import PersonError
from accounts.sign_in_models import RecoveryCode, TotpKey
from config.database import Database
from consultations.sealed_keys import SealedKeys
from consultations.sealing import SealError
from tests.accounts.keeping import NOW, app_of, opened, sealing

LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = opened(f"sqlite:///{tmp_path / 'people.sqlite'}")
    yield made
    made.close()


@pytest.fixture
def keys(tmp_path: Path) -> SealedKeys:
    return sealing(tmp_path)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened_session:
        yield opened_session


def mara(session: Session) -> Person:
    return session.exec(select(Person)).one()


@pytest.mark.parametrize(
    ("seconds", "holds"),
    [(-31, False), (-30, True), (-1, True), (0, True), (29, True), (30, True), (59, True), (60, False)],
)
def test_a_code_holds_one_step_early_and_one_late(
    session: Session, keys: SealedKeys, seconds: int, *, holds: bool
) -> None:
    app = app_of(session, keys, mara(session))
    code = app.at(LATER)  # the step from LATER to 29 seconds after it
    assert totp.accepts(session, keys, mara(session).id, code, LATER + timedelta(seconds=seconds)) is holds


def test_a_code_is_taken_once_and_none_from_before_it(session: Session, keys: SealedKeys) -> None:
    app, person = app_of(session, keys, mara(session)), mara(session).id
    before, code, after = (app.at(LATER + timedelta(seconds=away)) for away in (-30, 0, 30))
    assert totp.accepts(session, keys, person, f" {code[:3]} {code[3:]} ", LATER)
    assert not totp.accepts(session, keys, person, code, LATER)
    assert not totp.accepts(session, keys, person, before, LATER)
    assert totp.accepts(session, keys, person, after, LATER)


def test_the_code_that_confirmed_the_app_signs_nobody_in(session: Session, keys: SealedKeys) -> None:
    app = app_of(session, keys, mara(session))
    assert not totp.accepts(session, keys, mara(session).id, app.at(NOW), NOW)


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "abcdef", "\uff11\uff12\uff13\uff14\uff15\uff16", "12345\u096c", "000000; DROP"]
)
def test_what_is_no_code_is_refused(session: Session, keys: SealedKeys, code: str) -> None:
    app_of(session, keys, mara(session))
    assert not totp.accepts(session, keys, mara(session).id, code, LATER)


def test_a_key_that_was_never_confirmed_is_asked_for_by_nobody(session: Session, keys: SealedKeys) -> None:
    person = mara(session)
    first = totp.begin(session, keys, person)
    second = totp.begin(session, keys, person)
    assert first != second
    assert not totp.has(session, person.id)
    assert not second_factor.enrolled(session, person.id).any


def test_a_key_in_use_is_replaced_by_nobody(session: Session, keys: SealedKeys) -> None:
    app_of(session, keys, mara(session))
    with pytest.raises(PersonError, match="Turn it off first"):
        totp.begin(session, keys, mara(session))


def test_the_key_lies_sealed_and_bound_to_its_row(session: Session, keys: SealedKeys) -> None:
    app_of(session, keys, mara(session))
    key = session.exec(select(TotpKey)).one()
    secret = keys.open(key.id, key.data_key, key.secret)
    dumped = repr(session.execute(text("SELECT * FROM totp_key")).all())
    assert secret not in dumped
    assert secret.encode() not in key.secret
    with pytest.raises(SealError):
        keys.open(key.id + 1, key.data_key, key.secret)


def test_recovery_codes_work_once_however_they_are_written(session: Session, keys: SealedKeys) -> None:
    person = mara(session).id
    codes = recovery.renew(session, person)
    assert len(set(codes)) == 10
    assert second_factor.shown(session, keys, person, codes[0].replace("-", " ").upper(), NOW)
    assert not second_factor.shown(session, keys, person, codes[0], NOW)
    assert recovery.left(session, person) == 9
    again = recovery.renew(session, person)
    assert not recovery.use(session, person, codes[1])
    assert recovery.use(session, person, again[1])


def test_recovery_codes_lie_hashed(session: Session) -> None:
    codes = recovery.renew(session, mara(session).id)
    kept = {row.code_hash for row in session.exec(select(RecoveryCode))}
    assert not kept & {form for code in codes for form in (code, code.replace("-", ""))}


def test_wrong_codes_lock_as_wrong_passwords_do(session: Session, keys: SealedKeys) -> None:
    app, person = app_of(session, keys, mara(session)), mara(session)
    wrong = f"{(int(app.at(LATER)) + 1) % 1_000_000:06}"
    for _ in range(FREE_TRIES):
        assert not second_factor.shown(session, keys, person.id, wrong, LATER)
    assert person.locked_until == LATER + timedelta(minutes=2)
    assert not second_factor.shown(session, keys, person.id, app.at(LATER), LATER), "the right one waits, too"
    later: datetime = LATER + timedelta(minutes=2)
    assert second_factor.shown(session, keys, person.id, app.at(later), later)


def guess(database: Database, keys: SealedKeys, person: int, codes: list[str]) -> list[bool]:
    """All at once, each in a transaction of its own."""

    def one(code: str) -> bool:
        with database.transaction() as session:
            return second_factor.shown(session, keys, person, code, LATER)

    with ThreadPoolExecutor(20) as pool:
        return list(pool.map(one, codes))


def test_of_a_hundred_wrong_codes_at_once_five_are_looked_at(database: Database, keys: SealedKeys) -> None:
    with database.transaction() as session:
        person = mara(session).id
        right = app_of(session, keys, mara(session)).at(LATER)
    wrong = [f"{(int(right) + more) % 1_000_000:06}" for more in range(1, 101)]
    assert guess(database, keys, person, wrong) == [False] * 100
    with database.reading() as session:
        assert mara(session).failed_sign_ins == FREE_TRIES
    assert guess(database, keys, person, [right]) == [False], "the account is locked"


def test_of_a_hundred_right_codes_at_once_one_opens(database: Database, keys: SealedKeys) -> None:
    with database.transaction() as session:
        person = mara(session).id
        right = app_of(session, keys, mara(session)).at(LATER)
    assert guess(database, keys, person, [right] * 100).count(True) == 1
