"""`caseconsultant mail`: what an operator does about mail itself; how mail is read (`commands.mail_reading`)."""

from pathlib import Path
from typing import Annotated

import typer

from commands import mail_access, mail_reading, quarantine
from commands.arguments import mail_address

app = typer.Typer(
    help="Mail that waits, sign-ins, how mail is read, mail to try the way out with, and our signature.",
    no_args_is_help=True,
)
app.add_typer(quarantine.app, name="quarantine")
app.command("status")(mail_access.status)
app.command("sign-in")(mail_access.sign_in)
mail_reading.add_to(app)


@app.command("send-test")
def send_test(
    to: Annotated[
        str, typer.Argument(metavar="ADDRESS", parser=mail_address, help="where you can look whether it came")
    ],
) -> None:
    """Send one mail by the server that answers leave through, and say what became of it."""
    from commands.trying_out import send_one

    for sentence in send_one(to):
        typer.echo(sentence)


@app.command("dkim-key")
def dkim_key(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="where the private key goes; it must not be there yet")],
    *,
    selector: Annotated[str, typer.Option("--selector", help="the name of the key in the DNS")] = "caseconsultant",
) -> None:
    """Make a key that signs our mail (DKIM), and print the DNS record that publishes it."""
    from commands.trying_out import make_dkim_key

    for sentence in make_dkim_key(file, selector):
        typer.echo(sentence)
