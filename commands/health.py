"""`caseconsultant health`: for whatever watches a process of ours, such as a container's health check."""

from datetime import UTC, datetime

import typer

from config.errors import CaseConsultantError


class UnhealthyError(CaseConsultantError):
    """Something that the process needs is away; the message says what, and what to do."""


def health() -> None:
    """Ask the database and the broker that the settings name; exit 1 and say which one is away.

    Alarms of mailboxes, sign-ins and the virus scanner are told as well; no restart would mend them: exit status 0.
    """
    from commands.service import service_settings
    from config.database import connect
    from config.migrating import is_current
    from consultations.outlook import alarms
    from mailer.attachments.confined import why_not_without_network
    from mailer.clamav import why_away
    from workers.app import broker_answers, make_app

    settings = service_settings()
    database = connect(settings.database)
    if not is_current(database):
        raise UnhealthyError("The database lacks the newest schema: run `caseconsultant migrate`.")
    if not broker_answers(make_app(settings.broker_url.get_secret_value())):
        raise UnhealthyError("The broker does not answer. Is it running, and is broker_url right?")
    typer.echo("The database and the broker answer.")
    if why := why_not_without_network():
        typer.echo(
            f"What reads attachments could open network connections: {why}. Let the worker run where nothing leads out."
        )
    if settings.clamav and (why := why_away(settings.clamav)):
        typer.echo(f"Alarm: {why} Mail waits until it does.")
    with database.reading() as session:
        found = alarms(settings, session, datetime.now(UTC))
    for state in found:
        typer.echo(f"{state.level.capitalize()}: {state.about}. {state.sentence}")
