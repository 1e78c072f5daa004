"""`caseconsultant codes`: the code sets that are loaded, and loading more."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from commands import codes_look_up
from commands.arguments import day

app = typer.Typer(help="The official code sets.", no_args_is_help=True)
for _look_up in (codes_look_up.show, codes_look_up.search, codes_look_up.validate):
    app.command()(_look_up)


@app.callback()
def codes() -> None:
    """The official code sets."""


@app.command("import")
def import_files(
    files: Annotated[list[Path], typer.Argument(help="official files, zipped or not", exists=True, dir_okay=False)],
    first_day: Annotated[date | None, typer.Option("--from", parser=day, help="in force from, YYYY-MM-DD")] = None,
    last_day: Annotated[date | None, typer.Option("--to", parser=day, help="in force to, YYYY-MM-DD")] = None,
) -> None:
    """Load official files as CMS and NCHS publish them; what each is, is recognised."""
    from codesets import import_file
    from config.settings import load

    folder = load().codesets
    for file in files:
        import_file(folder, file, first_day, last_day, typer.echo)


@app.command()
def status() -> None:
    """List the loaded releases and the days on which each is in force."""
    from codesets import install, open_shelf
    from config.settings import load

    folder = load().codesets
    install(folder, typer.echo)
    with open_shelf(folder) as shelf:
        for release in shelf.releases():
            typer.echo(f"{release.dataset:<24} {release.name:<44} {release.in_force:<28} {release.rows:>10,} rows")
