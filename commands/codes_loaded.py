"""What is loaded, for the commands that look codes up."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.arguments import day

if TYPE_CHECKING:
    from codesets import Catalogue

OnDay = Annotated[date | None, typer.Option("--date", parser=day, help="the date of service, YYYY-MM-DD; else today")]
AsJson = Annotated[bool, typer.Option("--json", help="print JSON")]
System = Annotated[str, typer.Option("--system", help="icd10cm, icd10pcs, hcpcs or cpt; else told by its look")]


@contextmanager
def loaded() -> Iterator["Catalogue"]:
    """What is loaded; the bundled release is made first where nothing is."""
    from codesets import install, open_catalogue
    from config.settings import load

    folder = load().codesets
    install(folder, lambda sentence: typer.echo(sentence, err=True))
    with open_catalogue(folder) as catalogue:
        yield catalogue


def today() -> date:
    """The day where no date of service is given."""
    return datetime.now(UTC).date()
