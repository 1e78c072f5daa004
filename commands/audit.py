"""`caseconsultant audit`: whether the trail of decisions is whole."""

import typer

app = typer.Typer(help="The audit trail.", no_args_is_help=True)


@app.callback()
def audit() -> None:
    """The audit trail."""


@app.command()
def verify() -> None:
    """Walk every hash chain; exit 1 and name the place where one does not hold."""
    from commands.composing import service_desk
    from consultations.audit import broken_streams, count

    with service_desk().database.reading() as session:
        faults = list(broken_streams(session))
        total = count(session)
    for stream, seq, fault in faults:
        typer.echo(f"{stream}, event {seq}: {fault}")
    if faults:
        raise typer.Exit(1)
    typer.echo(f"{total} events, every chain holds.")
