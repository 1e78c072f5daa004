"""The bundled release, made once a test run, and the assistant that answers from it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant
from codesets import Catalogue, install, open_catalogue


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder: Path = tmp_path_factory.getbasetemp() / "codesets"
    install(folder)
    with open_catalogue(folder) as opened:
        yield opened


@pytest.fixture(scope="session")
def assistant(catalogue: Catalogue) -> Assistant:
    return Assistant(catalogue)
