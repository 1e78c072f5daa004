"""One folder with every table in force on one day of 2026, for benchmarks: the reference files are of many years.

Each file is given a name that puts it into the second quarter of 2026, and so what it says of that day is made up.
Never look a code up in these stores.
"""

import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

from bench import aoc_from_csv, hcpcs_from_csv, pcs_from_csv
from bench.load_reference import DATA, index_of_2026, unpacked
from codesets import CodeSetError, import_file, install
from codesets.icd10cm import prepare_search

DAY = date(2026, 5, 15)


def _hcpcs(target: Path) -> None:
    lists = DATA / "hcpcs"
    _, october = hcpcs_from_csv.convert(
        lists / "hcpcs_lvl2_2024jul.csv", lists / "hcpcs_2025_10_rebuilt.csv", target.parent
    )
    shutil.copyfile(october, target)


def _copied(file: str) -> Callable[[Path], object]:
    return lambda target: shutil.copyfile(DATA / file, target)


_FILES: dict[str, Callable[[Path], object]] = {
    "ccipra-v321r0.txt": lambda target: unpacked(DATA / "ncci" / "ccipra-2024q3-practitioner.txt.gz", target),
    "MCR_MUE_PractitionerServices_Eff_04-01-2026.csv": _copied("ncci/MCR_MUE_PractitionerServices_Eff_07-01-2024.csv"),
    "AOC_V2026Q1-MCR.txt": lambda target: aoc_from_csv.convert(DATA / "ncci" / "aoc-2024.csv", target),
    "PPRRVU2026_Apr.csv": _copied("mpfs/PPRRVU2025_Oct.csv"),
    "HCPC2026_APR_ANWEB.csv": _hcpcs,
    "icd10cm-index-April-2026.xml": lambda target: index_of_2026(DATA / "icd10cm" / "ICD10CM_2025_Index.csv", target),
    "icd10pcs_order_2026.txt": lambda target: pcs_from_csv.order_file(
        DATA / "icd10pcs" / "pcs2024_order.csv.gz", target
    ),
    "icd10cm-neoplasm-April-1-2026-XML.xml": _copied("icd10cm/icd10cm-neoplasm-April-1-2026-XML.xml"),
    "icd10cm-drug-April-1-2026-XML.xml": _copied("icd10cm/icd10cm-drug-April-1-2026-XML.xml"),
    "icd10cm-eindex-April-1-2026-XML.xml": _copied("icd10cm/icd10cm-eindex-April-1-2026-XML.xml"),
}


def made(folder: Path) -> Path:
    """The folder of the stores, filled where it was not yet."""
    stores, files = folder / "codesets", folder / "files"
    files.mkdir(parents=True, exist_ok=True)
    install(stores)
    for name, make in _FILES.items():
        source = files / name
        if not source.exists():
            make(source)
        with suppress(CodeSetError):  # what this version does not read is not measured
            import_file(stores, source)
    prepare_search(stores)  # as the command does that imports
    return stores
