"""A shelf as an operator has it, of small official files: NCCI of 2024 Q3, fee schedule of that quarter and others."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from codesets import import_file, open_catalogue
from codesets.claims import LoadedTables
from tests.codesets.coverage.test_coverage import ARTICLES, NATIONAL, packed, zipped
from tests.codesets.hcpcs import lists
from tests.codesets.mpfs import tables as schedule
from tests.codesets.mutations import unchecked_sizes
from tests.codesets.ncci import tables as ncci

FRACTURE = ("25600", "", "", "A", "2.78", "7.45", "", "7.01", "", "0.54", "0", "090")


@pytest.fixture(scope="session")
def claims_folder(tmp_path_factory: pytest.TempPathFactory, codes_folder: Path) -> Path:
    folder = tmp_path_factory.mktemp("claims")
    stores = folder / "codesets"
    stores.mkdir()
    for store in codes_folder.glob("icd10cm-*.sqlite"):
        (stores / store.name).symlink_to(store)
    files = {
        "ccipra-v302r0.txt": ncci.ptp(),
        "ccioph-v302r0-f1.txt": ncci.ptp(),  # one of four: the edition is not complete
        ncci.MUE_NAME: ncci.mue(),
        ncci.AOC_NAME: ncci.add_ons(),
        "PPRRVU2024_Jul.csv": schedule.relative_values((*schedule.ROWS, FRACTURE), year=2024, month="July"),
    }
    with pytest.MonkeyPatch.context() as patch:
        unchecked_sizes(patch)
        for name, data in files.items():
            (folder / name).write_bytes(data)
            import_file(stores, folder / name)
        import_file(stores, lists.zipped(folder / "2019-Alpha-Numeric-HCPCS-File.zip", lists.lines()))
        import_file(stores, zipped(folder / "all_article.zip", {"all_article_csv.zip": packed(ARTICLES)}))
        import_file(stores, zipped(folder / "ncd.zip", {"ncd_csv.zip": packed(NATIONAL)}))
    return folder


@pytest.fixture(scope="session")
def loaded(claims_folder: Path) -> Iterator[LoadedTables]:
    with open_catalogue(claims_folder / "codesets") as catalogue:
        yield LoadedTables(catalogue)
