"""`caseconsultant outbox`: outgoing mail that has not arrived for sure."""

from typing import Annotated

import typer

from commands.arguments import SHOWN, Limit
from commands.printing import moment, table

app = typer.Typer(help="Pending, uncertain and undeliverable mail of ours.", no_args_is_help=True)


@app.command("list")
def list_outbox(*, limit: Limit = SHOWN) -> None:
    """Show what is on its way, uncertain, or could not be delivered."""
    from commands.composing import service_desk
    from consultations import repository
    from consultations.lifecycle import OutState
    from consultations.models import OutboundMail

    desk = service_desk()
    zone = desk.settings.time_zone
    # Uncertain ones first: these wait for a person.
    groups = ([OutState.UNCERTAIN], [OutState.PENDING, OutState.SENDING], [OutState.UNDELIVERABLE])
    with desk.database.reading() as session:
        rows = [
            (mail.id, mail.kind, mail.state, mail.tries, moment(mail.created_at, zone), mail.detail)
            for mail in repository.outbound_in(session, *groups, limit=limit)
        ]
        total = repository.how_many(session, OutboundMail, *(state for group in groups for state in group))
    headings = ("mail", "kind", "state", "tries", "written", "detail")
    table(headings, rows, empty="Everything has left.", total=total)


@app.command()
def decide(
    mail: Annotated[int, typer.Argument(metavar="MAIL", help="the number that `outbox list` shows")],
    *,
    was_sent: Annotated[bool, typer.Option("--was-sent/--send-again", help="whether it arrived")],
) -> None:
    """Settle an uncertain mail after you looked whether it arrived: it was sent, or send it again."""
    from commands.composing import service_desk
    from consultations import delivery

    desk = service_desk()
    with desk.transaction() as session:
        delivery.decide_uncertain(desk, session, mail, "operator", was_sent=was_sent)
    typer.echo(f"Mail {mail}: {'was sent' if was_sent else 'is sent again'}.")
