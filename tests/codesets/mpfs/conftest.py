"""The fee schedule of October 2025 and the localities of that year, small, imported once a test run."""

from collections.abc import Iterator

import pytest

from codesets import Shelf, import_file, open_shelf
from tests.codesets.mpfs import tables
from tests.codesets.mutations import unchecked_sizes


@pytest.fixture(scope="session")
def mpfs_shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    folder = tmp_path_factory.mktemp("mpfs")
    files = {
        "PPRRVU2025_Oct.csv": tables.relative_values(),
        "GPCI2025.csv": tables.INDICES.encode(),
        "25LOCCO.csv": tables.COUNTIES.encode(),
        "PPRRVU2026_Jan_QPP.csv": tables.relative_values(year=2026, month="January", factor="33.5675", pricing=True),
        "PPRRVU2026_Jan_nonQPP.csv": tables.relative_values(year=2026, month="January", factor="33.4009", pricing=True),
    }
    with pytest.MonkeyPatch.context() as patch:
        unchecked_sizes(patch)
        for name, data in files.items():
            (folder / name).write_bytes(data)
            import_file(folder / "stores", folder / name)
    with open_shelf(folder / "stores") as shelf:
        yield shelf


@pytest.fixture
def any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    unchecked_sizes(monkeypatch)
