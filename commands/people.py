"""`caseconsultant people`: who of ours may sign in."""

from typing import TYPE_CHECKING, Annotated

import typer

from accounts.roles import Role
from commands.arguments import mail_address
from commands.printing import table

if TYPE_CHECKING:
    from sqlmodel import Session

    from accounts.models import Person
    from consultations.desk import Desk

app = typer.Typer(help="Consultants, leads and operators.", no_args_is_help=True)


Address = Annotated[str, typer.Argument(parser=mail_address, metavar="ADDRESS", help="signs in with it")]
Password = Annotated[
    str,
    typer.Option(
        help="at least 12 characters; asked for, unseen, when left out: others may read a command line",
        prompt=True,
        hide_input=True,
        confirmation_prompt=True,
    ),
]


@app.command("list")
def list_people() -> None:
    """Show everybody of ours, and who of them is locked."""
    from accounts.people import everybody
    from commands.composing import service_desk

    with service_desk().database.reading() as session:
        rows = [
            (person.email, person.name, person.credential, person.role, _signs_in(person))
            for person in everybody(session)
        ]
    headings = ("address", "name", "credential", "role", "signs in")
    table(headings, rows, empty="Nobody yet: `caseconsultant people add`.")


@app.command()
def add(
    email: Address,
    name: Annotated[str, typer.Option(help="stands under answers; asked for when left out", prompt=True)],
    password: Password,
    credential: Annotated[str, typer.Option(help="stands behind the name, such as CPC")] = "",
    role: Annotated[Role, typer.Option(help="consultants and leads decide about cases")] = Role.CONSULTANT,
) -> None:
    """Let a person of ours sign in. Their password is asked for; `people invite` has them choose it."""
    from accounts import people
    from commands.composing import service_desk

    desk = service_desk()
    with desk.transaction() as session:
        person = people.add_person(session, name, email, password, credential=credential, role=role)
        _record(desk, session, "person_added", person)
        typer.echo(f"{person.email} can sign in as {role}.")


@app.command()
def invite(
    email: Address,
    name: Annotated[str, typer.Option(help="stands under answers; asked for when left out", prompt=True)],
    credential: Annotated[str, typer.Option(help="stands behind the name, such as CPC")] = "",
    role: Annotated[Role, typer.Option(help="consultants and leads decide about cases")] = Role.CONSULTANT,
    client_of: Annotated[str, typer.Option(help="the organization of a client, by its name")] = "",
) -> None:
    """Mail somebody a link where they choose their password: a person of ours, or with --client-of a client.

    For somebody who was invited and chose none yet, it mails a new link.
    """
    from accounts.clients import organisation_named
    from accounts.people import person_by_email
    from commands.composing import service_desk
    from consultations import inviting

    desk = service_desk()
    with desk.transaction() as session:
        if person_by_email(session, email):
            person = inviting.invite_again(desk, session, email, "operator")
        else:
            owner = organisation_named(session, client_of) if client_of else None
            wanted = Role.CLIENT if client_of else role
            guest = inviting.Guest(name, email, wanted, credential, owner)
            person = inviting.invite(desk, session, guest, "operator")
        typer.echo(f"An invitation for {person.email} is in the outbox; its link works once, for 72 hours.")


@app.command("password")
def change_password(email: Address, password: Password) -> None:
    """Give a person another password. Whoever is signed in as them must sign in again."""
    from accounts import people
    from commands.composing import service_desk

    desk = service_desk()
    with desk.transaction() as session:
        person = people.change_password(session, email, password)
        _record(desk, session, "password_changed", person)
        typer.echo(f"{person.email} has a new password; every session of theirs is over.")
        if people.is_locked(person):
            typer.echo("They are still locked: `caseconsultant people unlock` lets them sign in.")


@app.command()
def lock(email: Address) -> None:
    """Let a person sign in and decide no more, from this moment on. What they did stays."""
    from accounts import people
    from commands.composing import service_desk

    desk = service_desk()
    with desk.transaction() as session:
        person = people.lock_person(session, email)
        _record(desk, session, "person_locked", person)
        typer.echo(f"{person.email} is locked; every session of theirs is over.")


@app.command("forget-factors")
def forget_factors(email: Address) -> None:
    """Take app, passkeys and recovery codes off an account: for somebody who lost them. Their sessions end."""
    from accounts import people, second_factor, sessions
    from commands.composing import service_desk

    desk = service_desk()
    with desk.transaction() as session:
        person = people.known(session, email)
        second_factor.forget(session, person.id)
        sessions.end_all(session, person.id)
        _record(desk, session, "factors_forgotten", person)
        typer.echo(f"{person.email} signs in with their password alone, until they set a second factor up again.")


@app.command()
def unlock(email: Address) -> None:
    """Let a person sign in again, also after too many wrong passwords."""
    from accounts import people
    from commands.composing import service_desk

    desk = service_desk()
    with desk.transaction() as session:
        person = people.unlock_person(session, email)
        _record(desk, session, "person_unlocked", person)
        typer.echo(f"{person.email} can sign in again.")


def _signs_in(person: "Person") -> str:
    from accounts.attempts import is_locked

    if is_locked(person):
        return "locked"
    return "yes" if person.password_hash else "invited"


def _record(desk: "Desk", session: "Session", action: str, person: "Person") -> None:
    from consultations import audit

    audit.record(session, "people", action, "operator", desk.clock(), person=person.id)
