"""`caseconsultant mail status` and `mail sign-in`: how mail comes in, and signing in by OAuth."""

from typing import Annotated

import typer

from commands.printing import table
from config.errors import CaseConsultantError


def status() -> None:
    """How it stands with each mailbox, and with each sign-in by OAuth; exit 1 where there is an alarm."""
    from commands.composing import service_desk
    from consultations.outlook import Level, states

    desk = service_desk()
    with desk.database.reading() as session:
        found = states(desk.settings, session, desk.clock())
    rows = [(state.level, state.about, state.sentence) for state in found]
    table(("state", "what", "detail"), rows, empty="The settings name no mailbox and no [[oauth]].")
    if any(state.level is Level.ALARM for state in found):
        raise typer.Exit(1)


def sign_in(
    name: Annotated[str, typer.Argument(metavar="NAME", help="an [[oauth]] of caseconsultant.toml")],
    *,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="where the browser comes back to on this machine; 0: any free port")
    ] = 0,
) -> None:
    """Sign in by OAuth, in a browser or with a code; the service uses what it is given from then on."""
    from commands.composing import service_desk
    from consultations import audit
    from consultations.oauth_tokens import SealedTokens
    from mailer.oauth import signing_in

    desk = service_desk()
    known = {oauth.name: oauth for oauth in desk.settings.oauth}
    if name not in known:
        names = ", ".join(known) or "none; docs/settings.md shows one"
        raise CaseConsultantError(f"The settings have no [[oauth]] called {name}. There are: {names}.")
    tokens = signing_in.sign_in(known[name], typer.echo, desk.clock, port=port)
    SealedTokens(desk).keep(name, tokens)
    with desk.transaction() as session:
        audit.record(session, "mail", "signed_in", "operator", desk.clock(), sign_in=name)
    typer.echo(f"Signed in: {name}. The service uses it from now on; `caseconsultant mail status` shows how it goes.")
