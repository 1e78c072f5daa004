"""`caseconsultant accounts`: client organisations, their addresses, agreements and plans."""

from datetime import date
from typing import Annotated

import typer

from commands.arguments import day, mail_address
from commands.printing import table

app = typer.Typer(help="Client organisations and their plans.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="the organisation's name")]
Plan = Annotated[str, typer.Option(help="guest, free, solo, practice or enterprise, as in the plans file")]
Signed = Annotated[
    date | None,
    typer.Option(
        "--baa-signed",
        parser=day,
        metavar="YYYY-MM-DD",
        help="when the business associate agreement was signed",
    ),
]


@app.command("list")
def list_organisations() -> None:
    """Show every organisation with its plan and what it used this month."""
    from accounts import quota
    from accounts.clients import addresses_of, contacts_of, organisations
    from commands.composing import service_desk

    desk = service_desk()
    with desk.database.reading() as session:
        rows = [
            (
                found.name,
                found.plan,
                quota.used(session, found.id, quota.period_of(desk.clock())),
                found.baa_signed_on or "missing",
                ", ".join(
                    f"{addr} (contact)" if addr in contacts_of(session, found.id) else addr
                    for addr in addresses_of(session, found)
                ),
            )
            for found in organisations(session)
        ]
    headings = ("organisation", "plan", "used this month", "agreement", "addresses")
    table(headings, rows, empty="No organisation yet: `caseconsultant accounts add`.")


@app.command()
def add(
    name: Name,
    address: Annotated[
        list[str],
        typer.Option(parser=mail_address, metavar="ADDRESS", help="may ask for it; may be given several times"),
    ],
    plan: Plan = "free",
    baa_signed: Signed = None,
) -> None:
    """Make an organisation. Without a signed agreement its mail is held, and no case is opened."""
    from accounts.clients import add_organisation
    from commands.composing import service_desk

    desk = service_desk()
    desk.plan(plan)
    with desk.transaction() as session:
        add_organisation(session, name, plan, tuple(address), baa_signed)
    typer.echo(f"{name} may ask on the plan {plan}.")


@app.command("add-address")
def add_address_to(
    name: Name, address: Annotated[str, typer.Argument(parser=mail_address, metavar="ADDRESS", help="may ask for it")]
) -> None:
    """Let one more address ask for the organisation."""
    from accounts.clients import add_address, organisation_named
    from commands.composing import service_desk

    with service_desk().transaction() as session:
        add_address(session, organisation_named(session, name), address)
    typer.echo(f"{address} may ask for {name}.")


@app.command()
def contact(
    name: Name,
    address: Annotated[str, typer.Argument(parser=mail_address, metavar="ADDRESS", help="one of its addresses")],
    *,
    told: Annotated[bool, typer.Option("--yes/--no", help="whether it is a contact")] = True,
) -> None:
    """Name the address that is told when an answer reaches nobody who wrote on its case, without the answer."""
    from accounts.clients import organisation_named, set_contact
    from commands.composing import service_desk

    with service_desk().transaction() as session:
        set_contact(session, organisation_named(session, name), address, contact=told)
    typer.echo(f"{address} is {'a' if told else 'no'} contact of {name}.")


@app.command("sign-agreement")
def sign_agreement(
    name: Name,
    signed_on: Annotated[date, typer.Argument(parser=day, metavar="YYYY-MM-DD", help="when it was signed")],
) -> None:
    """Note the day on which the business associate agreement was signed; mail held for want of it goes on."""
    from accounts.clients import organisation_named
    from commands.composing import service_desk
    from consultations import renewal

    desk = service_desk()
    with desk.transaction() as session:
        organisation = organisation_named(session, name)
        released = renewal.sign_agreement(desk, session, organisation, signed_on, "operator")
    typer.echo(f"{name}: agreement of {signed_on}; {released} held mails go on.")


@app.command("share-precedents")
def share_precedents(
    name: Name,
    *,
    allowed: Annotated[bool, typer.Option("--yes/--no", help="whether their agreement allows it")],
) -> None:
    """Let what was answered, without names, numbers and days, help with other clients' cases, or end that."""
    from accounts.clients import organisation_named
    from commands.composing import service_desk
    from consultations import audit

    desk = service_desk()
    with desk.transaction() as session:
        organisation = organisation_named(session, name)
        organisation.shares_precedents = allowed
        session.add(organisation)
        audit.record(
            session, "accounts", "share_precedents", "operator", desk.clock(), organisation=organisation.id, yes=allowed
        )
    typer.echo(f"{name}: what was answered {'may help' if allowed else 'does not help'} with other clients' cases.")


@app.command("change-plan")
def change_plan(name: Name, plan: Annotated[str, typer.Argument(help="the new plan")]) -> None:
    """Put the organisation on another plan; what it allows of held mail is released, oldest first."""
    from accounts.clients import organisation_named
    from commands.composing import service_desk
    from consultations import renewal

    desk = service_desk()
    with desk.transaction() as session:
        released = renewal.change_plan(desk, session, organisation_named(session, name), plan, "operator")
    typer.echo(f"{name} is on the plan {plan}; {released} held mails go on.")
