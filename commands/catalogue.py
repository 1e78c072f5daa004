"""The loaded code sets, for commands that look something up: without the database and mail of `composing`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from codesets import Catalogue
    from config.settings import Settings


@contextmanager
def opened_catalogue(settings: "Settings") -> Iterator["Catalogue"]:
    """What is loaded; the bundled release is made first where nothing is."""
    from codesets import install, open_catalogue

    install(settings.codesets, lambda sentence: typer.echo(sentence, err=True))
    with open_catalogue(settings.codesets) as catalogue:
        yield catalogue
