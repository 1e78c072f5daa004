"""`caseconsultant outbox`: outgoing mail that has not arrived for sure."""

from typing import Annotated

import typer

from commands.printing import moment, table

app = typer.Typer(help="Pending, uncertain and undeliverable mail of ours.", no_args_is_help=True)


@app.command("list")
def list_outbox() -> None:
    """Show what is on its way, uncertain, or could not be delivered."""
    from commands.composing import open_desk
    from config.settings import load
    from consultations import repository
    from consultations.lifecycle import OutState

    desk = open_desk(load())
    with desk.database.reading() as session:
        rows = [
            (mail.id, mail.kind, mail.state, mail.tries, moment(mail.created_at, desk.settings.time_zone), mail.detail)
            for states in (
                [OutState.UNCERTAIN],  # first: these wait for a person
                [OutState.PENDING, OutState.SENDING],
                [OutState.UNDELIVERABLE],
            )
            for mail in repository.outbound_in(session, *states)
        ]
    table(("mail", "kind", "state", "tries", "written", "detail"), rows, empty="Everything has left.")


@app.command()
def decide(
    mail: Annotated[int, typer.Argument(metavar="MAIL", help="the number that `outbox list` shows")],
    *,
    was_sent: Annotated[bool, typer.Option("--was-sent/--send-again", help="whether it arrived")],
) -> None:
    """Settle an uncertain mail after you looked whether it arrived: it was sent, or send it again."""
    from commands.composing import open_desk
    from config.settings import load
    from consultations import delivery

    desk = open_desk(load())
    with desk.transaction() as session:
        delivery.decide_uncertain(desk, session, mail, "operator", was_sent=was_sent)
    typer.echo(f"Mail {mail}: {'was sent' if was_sent else 'is sent again'}.")
