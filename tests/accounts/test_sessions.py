"""Sessions: what ends them, and that what was begun is taken once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from accounts import people, sessions, steps
from accounts.clients import add_organisation
from accounts.models import Person
from accounts.people import PersonError, add_person
from accounts.roles import Role
from accounts.sessions import PROOF_LASTS
from accounts.sign_in_models import Method, SignInSession, StepKind
from config.database import Database
from tests.accounts.keeping import EMAIL, NOW, PASSWORD, opened

IDLE = timedelta(minutes=60)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = opened(f"sqlite:///{tmp_path / 'people.sqlite'}")
    yield made
    made.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened_session:
        yield opened_session


def mara(session: Session) -> Person:
    return session.exec(select(Person).where(Person.email == EMAIL)).one()


def begun(session: Session) -> str:
    secret = sessions.begin(session, mara(session).id, NOW, Method.PASSWORD, strong=False, device="Firefox")
    assert secret is not None
    return secret


def test_a_session_that_nobody_uses_ends_and_one_in_use_goes_on(session: Session) -> None:
    secret = begun(session)
    late = NOW + IDLE - timedelta(seconds=1)
    presence = sessions.signed_in(session, secret, late, IDLE)
    assert presence is not None
    assert sessions.signed_in(session, secret, NOW + IDLE, IDLE) is None
    sessions.note_use(session, presence.session_id, late)
    assert sessions.signed_in(session, secret, NOW + IDLE, IDLE) is not None


def test_a_proof_lasts_five_minutes(session: Session) -> None:
    secret = begun(session)
    presence = sessions.signed_in(session, secret, NOW, IDLE)
    assert presence is not None
    assert presence.proved_lately(NOW + PROOF_LASTS - timedelta(seconds=1))
    assert not presence.proved_lately(NOW + PROOF_LASTS)
    sessions.note_proof(session, presence.session_id, NOW + PROOF_LASTS, strong=True)
    session.expire_all()
    presence = sessions.signed_in(session, secret, NOW + PROOF_LASTS, IDLE)
    assert presence is not None
    assert presence.strong
    assert presence.proved_lately(NOW + PROOF_LASTS)


@pytest.mark.parametrize(
    "change",
    [
        lambda session: people.lock_person(session, EMAIL),
        lambda session: people.change_password(session, EMAIL, "yet another password"),
        lambda session: people.change_role(session, EMAIL, Role.OPERATOR),
    ],
)
def test_a_change_of_what_somebody_may_do_ends_their_sessions_and_steps(
    session: Session, change: Callable[[Session], Person]
) -> None:
    secret = begun(session)
    step = steps.begin(session, StepKind.SECOND_FACTOR, NOW, person_id=mara(session).id, method=Method.PASSWORD)
    change(session)
    assert sessions.signed_in(session, secret, NOW, IDLE) is None
    assert steps.take(session, StepKind.SECOND_FACTOR, step, NOW) is None


def test_the_same_role_again_ends_nothing(session: Session) -> None:
    secret = begun(session)
    people.change_role(session, EMAIL, Role.CONSULTANT)
    assert sessions.signed_in(session, secret, NOW, IDLE) is not None


def test_one_ends_ones_own_sessions_and_nobody_elses(session: Session) -> None:
    lea = add_person(session, "Lea", "lea@desk.example", PASSWORD, role=Role.LEAD)
    hers = sessions.begin(session, lea.id, NOW, Method.PASSWORD, strong=False)
    first, second = begun(session), begun(session)
    ids = [row.id for row in sessions.of_person(session, mara(session).id, NOW, IDLE)]
    assert len(ids) == 2
    row = session.exec(select(SignInSession).where(SignInSession.person_id == lea.id)).one()
    assert not sessions.end_one(session, mara(session).id, row.id)
    keep = sessions.signed_in(session, second, NOW, IDLE)
    assert keep is not None
    sessions.end_all(session, mara(session).id, but=keep.session_id)
    assert sessions.signed_in(session, first, NOW, IDLE) is None
    assert sessions.signed_in(session, second, NOW, IDLE) is not None
    assert sessions.signed_in(session, hers or "", NOW, IDLE) is not None


def test_a_step_is_taken_by_one_of_twenty_and_by_its_own_kind(database: Database) -> None:
    with database.transaction() as session:
        secret = steps.begin(session, StepKind.USE_PASSKEY, NOW, challenge=b"challenge")
        assert steps.take(session, StepKind.ADD_PASSKEY, secret, NOW) is None

    def take(_number: int) -> bool:
        with database.transaction() as session:
            return steps.take(session, StepKind.USE_PASSKEY, secret, NOW) is not None

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(take, range(20))) == 1


def test_a_step_is_over_after_its_minutes(session: Session) -> None:
    secret = steps.begin(session, StepKind.USE_PASSKEY, NOW, challenge=b"challenge")
    assert steps.look(session, StepKind.USE_PASSKEY, secret, NOW + steps.LASTS - timedelta(seconds=1))
    assert steps.look(session, StepKind.USE_PASSKEY, secret, NOW + steps.LASTS) is None
    assert steps.take(session, StepKind.USE_PASSKEY, secret, NOW + steps.LASTS) is None


def test_a_client_and_nobody_else_belongs_to_an_organisation(session: Session) -> None:
    lakeside = add_organisation(session, "Lakeside", "practice", ())
    dana = add_person(session, "Dana", "dana@lakeside.example", None, role=Role.CLIENT, organisation=lakeside)
    assert dana.organisation_id == lakeside.id
    with pytest.raises(PersonError, match="belongs to an organisation"):
        add_person(session, "X", "x@desk.example", None, role=Role.CLIENT)
    with pytest.raises(PersonError, match="belongs to an organisation"):
        add_person(session, "X", "x@desk.example", None, role=Role.LEAD, organisation=lakeside)
    with pytest.raises(PersonError, match="stays a client"):
        people.change_role(session, dana.email, Role.LEAD)


@pytest.mark.parametrize(("role", "with_organisation"), [(Role.CLIENT, False), (Role.OPERATOR, True)])
def test_the_database_itself_holds_that(session: Session, role: Role, *, with_organisation: bool) -> None:
    lakeside = add_organisation(session, "Lakeside", "practice", ())
    owner = lakeside.id if with_organisation else None
    session.add(Person(name="X", email="x@desk.example", role=role, organisation_id=owner))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
