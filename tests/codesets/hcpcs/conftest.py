"""One made-up HCPCS list of 2019, imported once a test run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from codesets import Shelf, import_file, open_shelf
from tests.codesets.hcpcs.lists import lines, zipped


@pytest.fixture(scope="session")
def hcpcs_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hcpcs")
    import_file(folder / "stores", zipped(folder / "2019-Alpha-Numeric-HCPCS-File.zip", lines()))
    return folder / "stores"


@pytest.fixture(scope="session")
def hcpcs_shelf(hcpcs_folder: Path) -> Iterator[Shelf]:
    with open_shelf(hcpcs_folder) as shelf:
        yield shelf
