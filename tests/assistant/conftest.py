"""The bundled release, opened once a test run, and the assistant that answers from it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant
from codesets import Catalogue, open_catalogue


@pytest.fixture(scope="session")
def catalogue(codes_folder: Path) -> Iterator[Catalogue]:
    with open_catalogue(codes_folder) as opened:
        yield opened


@pytest.fixture(scope="session")
def assistant(catalogue: Catalogue) -> Assistant:
    return Assistant(catalogue)
