"""`caseconsultant mail quarantine`: incoming mail that was not filed by itself and waits for a person."""

import sys
from collections.abc import Mapping
from typing import Annotated

import typer

from commands.arguments import SHOWN, Limit
from commands.printing import moment, table
from consultations.lifecycle import MailReason
from consultations.messages import QuarantineReason

_NEXT: Mapping[str, str] = {
    MailReason.UNAUTHENTICATED: "look at it with `mail quarantine show`; `release` vouches for its sender",
    MailReason.UNKNOWN_SENDER: "make its sender a client (`accounts add`, `accounts add-address`); then `release`",
    MailReason.OVER_QUOTA: "it goes on when the plan renews, or now by `accounts change-plan` or `release`",
    MailReason.NO_AGREEMENT: "`accounts sign-agreement` notes the agreement; then `release`",
    MailReason.ENCRYPTED: "its sender was asked to send it in the open; `release` takes it in as it is",
    MailReason.NOT_A_PARTICIPANT: "`release` lets its sender into the case, `--own-case` opens one for it",
    MailReason.AUTOMATIC: "a machine sent it; `release` where that is wrong",
    QuarantineReason.MALWARE: "nobody can let it through: `discard`; or `replay`, once ClamAV ignores a false alarm",
    QuarantineReason.NOT_SCANNED: "`replay` it once the scanner takes it",
    MailReason.FAILED: "it could not be taken in; `replay` tries again",
}
"""What a person does about mail that waits, by why it waits. Any other quarantined mail says it in its detail."""

app = typer.Typer(help="Mail that was held, refused, set aside or parked; its bytes are kept.", no_args_is_help=True)

MailId = Annotated[int, typer.Argument(metavar="MAIL", help="the number that `mail quarantine list` shows")]


@app.command("list")
def list_mail(
    *,
    everything: Annotated[bool, typer.Option("--all", help="also what was refused, such as machines' mail")] = False,
    limit: Limit = SHOWN,
) -> None:
    """Show the mail that waits for a person, with the reason."""
    from commands.composing import service_desk
    from consultations import repository
    from consultations.held_view import MAIL_FOR_A_PERSON
    from consultations.lifecycle import MailState
    from consultations.models import InboundMail

    desk = service_desk()
    states = (*MAIL_FOR_A_PERSON, MailState.REFUSED) if everything else MAIL_FOR_A_PERSON
    with desk.database.reading() as session:
        rows = [
            (
                mail.id,
                mail.state,
                mail.reason,
                moment(mail.received_at, desk.settings.time_zone),
                mail.size,
                mail.detail,
            )
            for mail in repository.mails_in(session, *states, limit=limit)
        ]
        total = repository.how_many(session, InboundMail, *states)
    headings = ("mail", "state", "reason", "received", "bytes", "detail")
    table(headings, rows, empty="No mail waits for a person.", total=total)
    for reason in dict.fromkeys(row[2] for row in rows):
        if reason in _NEXT:
            typer.echo(f"{reason}: {_NEXT[reason]}.", err=True)


@app.command()
def show(
    mail: MailId,
    *,
    malware: Annotated[bool, typer.Option("--malware", help="print the bytes although malware is in them")] = False,
) -> None:
    """Print a mail exactly as it was accepted. It may hold health records: mind who looks over your shoulder."""
    from commands.composing import service_desk
    from consultations.filing import open_raw
    from consultations.held import HeldError
    from consultations.models import InboundMail

    desk = service_desk()
    with desk.database.reading() as session:
        found = session.get(InboundMail, mail)
        if found is None:
            raise HeldError(f"There is no mail {mail}. `caseconsultant mail quarantine list` shows those that wait.")
        why = ": ".join(filter(None, (found.reason, found.detail)))
        typer.echo(f"{found.state}, through {found.source}; {why}\nSender: {found.verdict or 'not judged'}", err=True)
        if found.reason == QuarantineReason.MALWARE and not malware:
            typer.echo("Its bytes are kept, and printed only with --malware.", err=True)
            return
        sys.stdout.buffer.write(open_raw(desk.vault, found)[0])


@app.command()
def release(
    mail: MailId,
    *,
    own_case: Annotated[bool, typer.Option("--own-case", help="not into the case that it continues")] = False,
) -> None:
    """Vouch for the sender of a held or refused mail, or let it into the case that it continues."""
    from commands.composing import service_desk
    from consultations import held

    desk = service_desk()
    with desk.transaction() as session:
        missing = held.release(desk, session, mail, "operator", own_case=own_case)
    typer.echo(f"Mail {mail} is read again. {missing}" if missing else f"Mail {mail} goes on.")


@app.command()
def replay(mail: MailId) -> None:
    """Read a mail again by today's settings, accounts and program. Nobody vouches for it."""
    from commands.composing import service_desk
    from consultations import held

    desk = service_desk()
    with desk.transaction() as session:
        held.replay(desk, session, mail, "operator")
    typer.echo(f"Mail {mail} is read again.")


@app.command()
def discard(mail: MailId) -> None:
    """Turn a held mail away, or be done with one that was refused, set aside or parked. Its sender is not told."""
    from commands.composing import service_desk
    from consultations import held

    desk = service_desk()
    with desk.transaction() as session:
        state = held.refuse(desk, session, mail, "operator")
    typer.echo(f"Mail {mail} is {state}. Its bytes stay.")
