"""The NCCI tables of 2024 Q3, small, imported once a test run."""

from collections.abc import Iterator

import pytest

from codesets import Shelf, import_file, open_shelf
from tests.codesets.mutations import unchecked_sizes, zipped
from tests.codesets.ncci import tables

HOSPITAL = [("80053", "80048", "*", "19960101", "*", "1", "CPT Manual or CMS manual coding instruction")]


@pytest.fixture(scope="session")
def ncci_shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    folder = tmp_path_factory.mktemp("ncci")
    files = {
        "medicare-ncci-2024-q3-practitioner-ptp-edits.zip": zipped("ccipra-v302r0.txt", tables.ptp()),
        "ccioph-v302r0.txt": tables.ptp(HOSPITAL),
        tables.MUE_NAME: tables.mue(),
        "MCR_MUE_OutpatientHospitalServices_Eff_07-01-2024.csv": tables.mue(
            [("99213", "6", tables.CLINICAL, "Clinical: Data")], "Outpatient Hospital"
        ),
        tables.AOC_NAME: tables.add_ons(),
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
