"""One small store of each table that a procedure's page draws on."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from codesets import Catalogue, Shelf, import_file, open_shelf
from codesets.stores.store import Store
from tests.codesets.coverage.test_coverage import ARTICLES, NATIONAL, packed
from tests.codesets.hcpcs import lists
from tests.codesets.icd10pcs import conftest as pcs
from tests.codesets.mpfs import tables as mpfs
from tests.codesets.mutations import unchecked_sizes, zipped
from tests.codesets.ncci import tables as ncci

DAY = date(2024, 8, 1)


@pytest.fixture(scope="session")
def procedures_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("procedures")
    files = {
        "HCPC2024_JUL_ANWEB.txt": lists.text([*lists.lines(5), lists.Line("G0439", ["Made-up yearly visit"], "Visit")]),
        "icd10pcs_order_2024.txt": pcs.order_lines().encode(),
        "icd10pcs_tables_2024.xml": pcs.TABLES.replace("2020", "2024").encode(),
        "icd10pcs_index_2024.xml": pcs.INDEX.replace("2020", "2024").replace("10A07ZW", "0016071").encode(),
        "icd10pcs_definitions_2024.xml": pcs.DEFINITIONS.replace("2020", "2024").encode(),
        "medicare-ncci-2024-q3-practitioner-ptp-edits.zip": zipped("ccipra-v302r0.txt", ncci.ptp()),
        "ccioph-v302r0-f1.txt": ncci.ptp(),  # one of four: the hospital's edition is not complete
        ncci.MUE_NAME: ncci.mue(),
        ncci.AOC_NAME: ncci.add_ons(),
        "PPRRVU2024_Jul.csv": mpfs.relative_values(year=2024, month="July"),
        "GPCI2024.csv": mpfs.INDICES.replace("2025", "2024").encode(),
        "article.zip": packed(ARTICLES, (2024, 7, 4, 0, 0, 0)),
        "ncd.zip": packed(NATIONAL, (2024, 7, 4, 0, 0, 0)),
        "2018_I9gem.txt": b"25000 E119 10000\nV469 Z9989 10000\n",
        "2018_gem_pcsi9.txt": b"0016070 0234 10000\n0016071 NoPCS 11000\nXNS0032 8499 10000\n",
        "2018_gem_i9pcs.txt": b"0234 0016070 10000\n9999 3E033GC 10000\n",
    }
    with pytest.MonkeyPatch.context() as patch:
        unchecked_sizes(patch)
        for name, data in files.items():
            (folder / name).write_bytes(data)
            import_file(folder / "stores", folder / name)
    return folder / "stores"


@pytest.fixture(scope="session")
def procedures_shelf(procedures_folder: Path) -> Iterator[Shelf]:
    with open_shelf(procedures_folder) as shelf:
        yield shelf


@pytest.fixture(scope="session")
def everything(procedures_folder: Path, codes_folder: Path) -> Iterator[Catalogue]:
    """The same with the bundled ICD-10-CM, for what depends on both."""
    paths = [path for folder in (procedures_folder, codes_folder) for path in sorted(folder.glob("*.sqlite"))]
    with Catalogue(Shelf([Store(path) for path in paths])) as catalogue:
        yield catalogue
