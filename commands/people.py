"""`caseconsultant people`: who of ours may sign in."""

from typing import Annotated

import typer

from accounts.roles import Role
from commands.arguments import mail_address
from commands.printing import table

app = typer.Typer(help="Consultants, leads and operators.", no_args_is_help=True)


@app.command("list")
def list_people() -> None:
    """Show everybody who can sign in."""
    from accounts.people import everybody
    from commands.composing import open_desk
    from config.settings import load

    with open_desk(load()).database.reading() as session:
        rows = [(person.email, person.name, person.credential, person.role) for person in everybody(session)]
    table(("address", "name", "credential", "role"), rows, empty="Nobody yet: `caseconsultant people add`.")


@app.command()
def add(
    email: Annotated[str, typer.Argument(parser=mail_address, metavar="ADDRESS", help="signs in with it")],
    name: Annotated[str, typer.Option(help="stands under answers", prompt=True)],
    password: Annotated[str, typer.Option(help="at least 12 characters", prompt=True, hide_input=True)],
    credential: Annotated[str, typer.Option(help="stands behind the name, such as CPC")] = "",
    role: Annotated[Role, typer.Option(help="consultants and leads decide about cases")] = Role.CONSULTANT,
) -> None:
    """Let a person sign in."""
    from accounts.people import add_person
    from commands.composing import open_desk
    from config.settings import load

    with open_desk(load()).transaction() as session:
        person = add_person(session, name, email, password, credential=credential, role=role)
        typer.echo(f"{person.email} can sign in as {role}.")
