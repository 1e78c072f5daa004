"""People of ours: passwords, sign-in, and what a guesser gets."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from accounts import passwords, people, sessions
from accounts.attempts import FREE_TRIES, note_failure
from accounts.models import Person
from accounts.people import PersonError, add_person
from accounts.roles import Role
from accounts.sessions import SESSION_LENGTH
from accounts.sign_in_models import Method, SignInSession
from config.database import connect
from config.migrating import migrate

NOW = datetime(2026, 8, 20, 15, 0, tzinfo=UTC)
EMAIL = "mara@desk.example"
PASSWORD = "a long enough password"
WRONG = "another long password"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    database = connect(f"sqlite:///{tmp_path / 'people.sqlite'}")
    migrate(database)
    with database.transaction() as opened:
        add_person(opened, "Mara Okafor", EMAIL, PASSWORD, credential="CPC", role=Role.CONSULTANT)
        yield opened
    database.close()


def sign_in(session: Session, email: str, password: str, now: datetime) -> str | None:
    """As the console does it; here in one transaction."""
    person = people.person_by_email(session, email)
    if passwords.password_fits(session, email, password, now) and person:
        return sessions.begin(session, person.id, now, Method.PASSWORD, strong=False)
    note_failure(session, email, now)
    return None


def signed_in(session: Session, secret: str, now: datetime) -> Person | None:
    presence = sessions.signed_in(session, secret, now, SESSION_LENGTH)
    return presence.person if presence else None


def mara(session: Session) -> Person:
    return session.exec(select(Person)).one()


def test_the_right_password_opens_a_session_until_it_ends(session: Session) -> None:
    secret = sign_in(session, " Mara@Desk.Example ", PASSWORD, NOW)
    assert secret is not None
    found = signed_in(session, secret, NOW)
    assert found is not None
    assert found.email == EMAIL
    assert signed_in(session, secret, NOW + SESSION_LENGTH - timedelta(seconds=1)) is not None
    assert signed_in(session, secret, NOW + SESSION_LENGTH) is None


def test_neither_the_password_nor_the_cookie_lies_in_the_database(session: Session) -> None:
    secret = sign_in(session, EMAIL, PASSWORD, NOW)
    assert secret is not None
    kept = session.exec(select(SignInSession)).one()
    assert secret not in kept.token_hash
    assert mara(session).password_hash.startswith("$argon2id$")
    assert PASSWORD not in mara(session).password_hash
    assert signed_in(session, kept.token_hash, NOW) is None, "who reads the database cannot sign in with it"


def test_signing_out_ends_one_session_alone(session: Session) -> None:
    first, second = (sign_in(session, EMAIL, PASSWORD, NOW) for _ in range(2))
    assert first
    assert second
    assert first != second
    sessions.end(session, first)
    sessions.end(session, "never there")
    assert signed_in(session, first, NOW) is None
    assert signed_in(session, second, NOW) is not None


@pytest.mark.parametrize("password", ["", WRONG, PASSWORD.upper(), PASSWORD + " "])
def test_a_wrong_password_opens_nothing(session: Session, password: str) -> None:
    assert sign_in(session, EMAIL, password, NOW) is None
    assert session.exec(select(SignInSession)).all() == []


def test_guessing_locks_the_account_longer_and_longer(session: Session) -> None:
    now = NOW
    locked_minutes = []
    for _ in range(FREE_TRIES - 1):
        assert sign_in(session, EMAIL, WRONG, now) is None
        assert mara(session).locked_until is None
    for _ in range(7):
        sign_in(session, EMAIL, WRONG, now)
        until = mara(session).locked_until
        assert until is not None
        locked_minutes.append((until - now) / timedelta(minutes=1))
        assert sign_in(session, EMAIL, PASSWORD, until - timedelta(seconds=1)) is None, "even the right one waits"
        now = until
    assert locked_minutes == [2, 4, 8, 16, 32, 60, 60]
    assert sign_in(session, EMAIL, PASSWORD, now) is not None
    assert (mara(session).failed_sign_ins, mara(session).locked_until) == (0, None)


def test_a_stranger_costs_as_much_work_as_a_wrong_password(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    verify = passwords._passwords.verify

    def count(password: str, digest: str) -> bool:
        checked.append(digest)
        return verify(password, digest)

    monkeypatch.setattr(passwords._passwords, "verify", count)
    assert sign_in(session, "nobody@desk.example", PASSWORD, NOW) is None
    assert sign_in(session, EMAIL, WRONG, NOW) is None
    assert len(checked) == 2
    cost = [digest.rsplit("$", 2)[0] for digest in checked]
    assert cost[0] == cost[1]


def test_a_short_password_or_a_taken_address_is_refused_in_a_sentence(session: Session) -> None:
    with pytest.raises(PersonError, match="at least 12 characters"):
        add_person(session, "X", "x@desk.example", "short", role=Role.LEAD)
    with pytest.raises(PersonError, match="already"):
        add_person(session, "X", " MARA@desk.example", PASSWORD, role=Role.LEAD)


def test_operators_decide_about_no_case(session: Session) -> None:
    add_person(session, "Otto", "otto@desk.example", PASSWORD, role=Role.OPERATOR)
    add_person(session, "Lea", "lea@desk.example", PASSWORD, role=Role.LEAD)
    assert {person.name for person in people.consultants(session)} == {"Mara Okafor", "Lea"}
    assert [person.name for person in people.everybody(session)] == ["Lea", "Mara Okafor", "Otto"]
    assert people.names(session, [EMAIL, "nobody@desk.example"]) == {EMAIL: "Mara Okafor"}


def test_another_password_ends_every_session_and_the_old_one_fits_no_more(session: Session) -> None:
    secret = sign_in(session, EMAIL, PASSWORD, NOW)
    assert secret is not None
    for _ in range(FREE_TRIES):
        sign_in(session, EMAIL, WRONG, NOW)
    people.change_password(session, " Mara@Desk.Example ", "yet another password")
    assert signed_in(session, secret, NOW) is None
    assert sign_in(session, EMAIL, PASSWORD, NOW) is None
    assert sign_in(session, EMAIL, "yet another password", NOW) is not None


def test_a_locked_person_is_out_at_once_and_stays_out(session: Session) -> None:
    secret = sign_in(session, EMAIL, PASSWORD, NOW)
    assert secret is not None
    people.lock_person(session, EMAIL)
    assert signed_in(session, secret, NOW) is None
    people.change_password(session, EMAIL, PASSWORD)
    assert sign_in(session, EMAIL, PASSWORD, NOW + timedelta(days=3650)) is None
    assert people.consultants(session) == []
    people.unlock_person(session, EMAIL)
    assert sign_in(session, EMAIL, PASSWORD, NOW) is not None
    assert people.consultants(session) == [mara(session)]


def test_locking_one_person_leaves_the_others_signed_in(session: Session) -> None:
    add_person(session, "Lea", "lea@desk.example", PASSWORD, role=Role.LEAD)
    secret = sign_in(session, EMAIL, PASSWORD, NOW)
    assert secret is not None
    people.lock_person(session, "lea@desk.example")
    assert signed_in(session, secret, NOW) is not None


def test_the_wait_after_wrong_passwords_is_no_lock_by_an_operator(session: Session) -> None:
    for _ in range(FREE_TRIES):
        sign_in(session, EMAIL, WRONG, NOW)
    assert sign_in(session, EMAIL, PASSWORD, NOW) is None
    assert not people.is_locked(mara(session))
    people.unlock_person(session, EMAIL)
    assert sign_in(session, EMAIL, PASSWORD, NOW) is not None


@pytest.mark.parametrize("act", [people.lock_person, people.unlock_person])
def test_nobody_we_do_not_know_is_locked(act: Callable[[Session, str], Person], session: Session) -> None:
    with pytest.raises(PersonError, match="no person with the address"):
        act(session, "nobody@desk.example")


def test_a_new_password_is_long_enough_too(session: Session) -> None:
    with pytest.raises(PersonError, match="at least 12"):
        people.change_password(session, EMAIL, "short")
