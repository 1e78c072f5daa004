"""The people of the desk and of its clients: who signs in, as what; inviting, locking, and changing roles."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response
from sqlmodel import Session

from accounts import mailed_links, people, second_factor, sessions
from accounts.attempts import is_locked
from accounts.clients import ClientError, organisation_named, organisations
from accounts.models import Person
from accounts.people import PersonError
from accounts.roles import OF_OURS, May, Role
from config.settings import SettingsError
from consultations import audit, inviting
from consultations.inviting import Guest
from consultations.repository import NotFoundError
from web.console import Console, TheConsole
from web.forms import Form, Posted
from web.signing_in import Opens, Sends, Visitor
from web.signing_in.ways import PEOPLE, see

router = APIRouter()

Opening = Annotated[Visitor, Depends(Opens(May.KEEP_PEOPLE))]
Sending = Annotated[Visitor, Depends(Sends(May.KEEP_PEOPLE))]
PersonId = Annotated[int, Path(gt=0, lt=2**63)]

NEWS = {
    "invited": "The invitation is on its way. Its link works once, for 72 hours.",
    "locked": "They are locked, and signed out everywhere.",
    "unlocked": "They can sign in again.",
    "role": "Their role is changed, and they are signed out everywhere.",
    "factors": "Their second factor is taken off. They sign in with the password alone, until they set one up again.",
}


@router.get(PEOPLE)
def listed(console: TheConsole, visitor: Opening, done: str = "") -> Response:
    """Everybody, and the form that invites."""
    return _show(console, visitor, news=NEWS.get(done, ""))


@router.post("/people/invite")
def invite(console: TheConsole, visitor: Sending, form: Posted) -> Response:
    """Make somebody and mail them the way in."""
    try:
        with console.desk.transaction() as session:
            inviting.invite(console.desk, session, _guest(session, form), visitor.person.email)
    except (PersonError, ClientError, SettingsError) as error:
        return _show(console, visitor, HTTPStatus.UNPROCESSABLE_ENTITY, str(error), form=form)
    return see(PEOPLE, done="invited")


@router.post("/people/{person_id}/invite")
def invite_again(console: TheConsole, visitor: Sending, person_id: PersonId) -> Response:
    """Mail the invitation once more."""

    def act(session: Session, person: Person) -> None:
        inviting.invite_again(console.desk, session, person.email, visitor.person.email)

    return _change(console, visitor, person_id, act, "invited")


@router.post("/people/{person_id}/lock")
def lock(console: TheConsole, visitor: Sending, person_id: PersonId) -> Response:
    """Let them in no more, from this moment on."""

    def act(session: Session, person: Person) -> None:
        people.lock_person(session, person.email)
        _record(console, session, visitor, person, "person_locked")

    return _change(console, visitor, person_id, act, "locked")


@router.post("/people/{person_id}/unlock")
def unlock(console: TheConsole, visitor: Sending, person_id: PersonId) -> Response:
    """Let them in again."""

    def act(session: Session, person: Person) -> None:
        people.unlock_person(session, person.email)
        _record(console, session, visitor, person, "person_unlocked")

    return _change(console, visitor, person_id, act, "unlocked")


@router.post("/people/{person_id}/role")
def change_role(console: TheConsole, visitor: Sending, person_id: PersonId, form: Posted) -> Response:
    """Let them do something else."""

    def act(session: Session, person: Person) -> None:
        wanted = form.get("role", "")
        if wanted not in OF_OURS:
            raise PersonError("Choose one of the roles.")
        people.change_role(session, person.email, Role(wanted))
        _record(console, session, visitor, person, "role_changed")

    return _change(console, visitor, person_id, act, "role")


@router.post("/people/{person_id}/forget-factors")
def forget_factors(console: TheConsole, visitor: Sending, person_id: PersonId) -> Response:
    """For somebody who lost the telephone and the recovery codes."""

    def act(session: Session, person: Person) -> None:
        second_factor.forget(session, person.id)
        sessions.end_all(session, person.id)
        _record(console, session, visitor, person, "factors_forgotten")

    return _change(console, visitor, person_id, act, "factors")


def _change(
    console: Console, visitor: Visitor, person_id: int, act: Callable[[Session, Person], None], done: str
) -> Response:
    """Do it to somebody else: who locks or demotes themselves may have locked out the last who could help."""
    try:
        with console.desk.transaction() as session:
            person = session.get(Person, person_id)
            if person is None:
                raise NotFoundError("There is no such person.")
            _not_themselves(visitor, person)
            act(session, person)
    except (PersonError, SettingsError) as error:
        return _show(console, visitor, HTTPStatus.CONFLICT, problem=str(error))
    return see(PEOPLE, done=done)


def _not_themselves(visitor: Visitor, person: Person) -> None:
    if person.id == visitor.person.id:
        raise PersonError("Nobody does that to themselves. Ask another lead or operator.")


def _guest(session: Session, form: Form) -> Guest:
    """Whom the form names; raises PersonError or ClientError."""
    wanted = form.get("role", "")
    if wanted not in set(Role):
        raise PersonError("Choose a role.")
    role = Role(wanted)
    owner = organisation_named(session, form.get("organisation", "")) if role is Role.CLIENT else None
    return Guest(form.get("name", ""), form.get("email", "").strip(), role, form.get("credential", ""), owner)


def _record(console: Console, session: Session, visitor: Visitor, person: Person, action: str) -> None:
    audit.record(session, "people", action, visitor.person.email, console.desk.clock(), person=person.id)


def _show(
    console: Console,
    visitor: Visitor,
    status: int = 200,
    problem: str = "",
    news: str = "",
    form: Form | None = None,
) -> Response:
    with console.desk.database.reading() as session:
        everybody = people.everybody(session)
        clients = organisations(session)
        waiting = mailed_links.waiting(session, console.desk.clock())
        rows = [
            {
                "person": person,
                "locked": is_locked(person),
                "invited": not person.password_hash,
                "link_good": person.id in waiting,
                "factor": second_factor.enrolled(session, person.id).any,
            }
            for person in everybody
        ]
    names = {client.id: client.name for client in clients}
    return console.page(
        "people.html",
        status,
        visitor=visitor,
        rows=rows,
        clients=clients,
        names=names,
        roles=OF_OURS,
        can_mail=bool(console.desk.settings.web.public_url),
        problem=problem,
        news=news,
        form=form or {},
    )
