"""Loads every file of the reference material through `caseconsultant codes import`, and counts what came.

`make codes-reference`: official files as they are, the few others through the converters beside this file.
Printed are each import's rows against the known count, its time and peak memory as a process of its own, and its size
on disk. A second run finds everything loaded. The reference material lies in CASECONSULTANT_SHARED, or beside the
project.
"""

import gzip
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import aoc_from_csv, hcpcs_from_csv, index_from_csv, pcs_from_csv
from bench.measured import PEAK
from codesets import Dataset, Release, open_shelf
from tests.reference import REFERENCE

DATA = REFERENCE / "data"
FOLDER = Path(tempfile.gettempdir()) / "caseconsultant-reference"
"""Where the stores are kept from run to run."""

Prepare = Callable[[Path, Path], None]


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the reference material: what it becomes, and what is known of its rows (0: nothing)."""

    file: str
    dataset: Dataset
    rows: int = 0
    name: str = ""
    prepare: Prepare | None = None


def unpacked(source: Path, target: Path) -> None:
    """Unpack a gz file."""
    with gzip.open(source) as packed, target.open("wb") as file:
        shutil.copyfileobj(packed, file)


def index_of_2026(source: Path, target: Path) -> None:
    """The main index of April 2025 as XML of the year in which it is to serve: the converter takes it from the name.

    The copy of 2026 is missing; searches of 2026 are measured with this one.
    """
    renamed = target.with_name("ICD10CM_2026_Index.csv")
    shutil.copyfile(source, renamed)
    index_from_csv.convert(renamed, target)


def _add_ons(source: Path, target: Path) -> None:
    aoc_from_csv.convert(source, target)


def _hcpcs(_: Path, target: Path) -> None:
    hcpcs_from_csv.convert(
        DATA / "hcpcs" / "hcpcs_lvl2_2024jul.csv", DATA / "hcpcs" / "hcpcs_2025_10_rebuilt.csv", target.parent
    )


def _pcs_order(source: Path, target: Path) -> None:
    pcs_from_csv.order_file(source, target)


def _pcs(kind: str) -> Prepare:
    return lambda source, target: pcs_from_csv.unflattened(source, target, kind, "2024" if kind == "tabular" else "")


SOURCES = (
    Source(
        "icd10cm/ICD10CM_2025_Index.csv", Dataset.ICD10CM_INDEX, 81_024, "icd10cm-index-April-2026.xml", index_of_2026
    ),
    Source("icd10cm/icd10cm-neoplasm-April-1-2026-XML.xml", Dataset.ICD10CM_NEOPLASMS),
    Source("icd10cm/icd10cm-drug-April-1-2026-XML.xml", Dataset.ICD10CM_DRUGS),
    Source("icd10cm/icd10cm-eindex-April-1-2026-XML.xml", Dataset.ICD10CM_EXTERNAL_CAUSES),
    Source("icd10pcs/pcs2024_order.csv.gz", Dataset.ICD10PCS, 78_603, "icd10pcs_order_2024.txt", _pcs_order),
    Source("icd10pcs/pcs2024_table.csv.gz", Dataset.ICD10PCS_TABLES, 0, "icd10pcs_tables_2024.xml", _pcs("tabular")),
    Source("icd10pcs/pcs2024_index.csv.gz", Dataset.ICD10PCS_INDEX, 0, "icd10pcs_index_2024.xml", _pcs("index")),
    Source(
        "icd10pcs/pcs2024_definitions.csv.gz",
        Dataset.ICD10PCS_DEFINITIONS,
        0,
        "icd10pcs_definitions_2024.xml",
        _pcs("definitions"),
    ),
    Source("hcpcs/2018-Alpha-Numeric-HCPCS-File.zip", Dataset.HCPCS),
    Source("hcpcs/2019-Alpha-Numeric-HCPCS-File.zip", Dataset.HCPCS, 6_800),
    Source("hcpcs/hcpcs_lvl2_2024jul.csv", Dataset.HCPCS, 8_033, "HCPC2024_JUL_ANWEB.csv", _hcpcs),
    Source("hcpcs/hcpcs_2025_10_rebuilt.csv", Dataset.HCPCS, 8_846, "HCPC2025_OCT_ANWEB.csv", _hcpcs),
    Source(
        "ncci/ccipra-2024q3-practitioner.txt.gz",
        Dataset.PTP_PRACTITIONER,
        2_546_017,
        "ccipra-2024q3-practitioner.txt",
        unpacked,
    ),
    Source("ncci/MCR_MUE_PractitionerServices_Eff_07-01-2024.csv", Dataset.MUE_PRACTITIONER, 14_677),
    Source("ncci/MCR_MUE_OutpatientHospitalServices_Eff_07-01-2024.csv", Dataset.MUE_OUTPATIENT),
    Source("ncci/MCR_MUE_DMESupplierServices_Eff_07-01-2024.csv", Dataset.MUE_DME),
    Source("ncci/aoc-2024.csv", Dataset.ADD_ON, 7_465, "AOC_V2024Q1-MCR.txt", _add_ons),
    Source("mpfs/PPRRVU2025_Oct.csv", Dataset.MPFS, 19_090),
    Source("mpfs/GPCI2025.csv", Dataset.MPFS_GPCI, 109),
    Source("mpfs/25LOCCO.csv", Dataset.MPFS_LOCALITIES),
    Source("gems/2012_I9gem.txt", Dataset.GEM_DIAGNOSES),
    Source("gems/2012_I10gem.txt", Dataset.GEM_DIAGNOSES),
)
"""Rows as the reference material counts them: 6,440 codes and 360 modifiers of HCPCS 2019 are 6,800."""


@dataclass(frozen=True, slots=True)
class Imported:
    """One import: what it loaded, how long it took, and how much memory it had at the most. `refused`: why not."""

    source: Source
    seconds: float
    megabytes: float
    release: Release | None = None
    on_disk: float = 0.0
    refused: str = ""

    @property
    def right(self) -> bool:
        """Whether the rows are those that are known."""
        return self.release is not None and self.release.rows == (self.source.rows or self.release.rows)

    def __str__(self) -> str:
        if self.release is None:
            return f"{self.source.file:<52} REFUSED: {self.refused}"
        known = f"{self.source.rows:,}" if self.source.rows else "not known"
        return (
            f"{self.release.name:<52} {self.release.rows:>10,} rows (known: {known}) {self.seconds:6.1f} s"
            f" {self.megabytes:5.0f} MB of memory {self.on_disk:7.1f} MB on disk{'' if self.right else '  DIFFERS'}"
        )


def load(folder: Path = FOLDER) -> Iterator[Imported]:
    """Import everything into the folder's `codesets`, first the ICD-10-CM that comes with the product."""
    yield _measured(folder, Source("the bundled tabular list", Dataset.ICD10CM, 74_719), "status")
    with tempfile.TemporaryDirectory() as made:
        for source in SOURCES:
            if (DATA / source.file).exists():
                yield _load(folder, source, Path(made))


def _load(folder: Path, source: Source, made: Path) -> Imported:
    file = DATA / source.file
    if source.prepare:
        file = made / source.name
        source.prepare(DATA / source.file, file)
    return _measured(folder, source, "import", str(file))


def _measured(folder: Path, source: Source, *arguments: str) -> Imported:
    before = set(_stores(folder))
    seconds, megabytes, said = _run(folder, "codes", *arguments)
    new = set(_stores(folder)) - before
    with open_shelf(folder / "codesets") as shelf:
        loaded = shelf.stores(source.dataset)
        found = [store for store in loaded if store.path in new]  # none where an earlier run has loaded it
        found = found or [store for store in loaded if store.release.rows == source.rows] or loaded
        if said or not found:
            return Imported(source, seconds, megabytes, refused=said)
        return Imported(source, seconds, megabytes, found[0].release, found[0].path.stat().st_size / 1e6)


def _stores(folder: Path) -> list[Path]:
    return list((folder / "codesets").glob("*.sqlite"))


def _run(folder: Path, *arguments: str) -> tuple[float, float, str]:
    """Run the command in a process of its own; returns seconds, megabytes and, where it failed, what it said."""
    environment = {**os.environ, "CASECONSULTANT_DATA_DIR": str(folder)}
    command = [sys.executable, "-m", "bench.measured", *arguments]
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    told = PEAK.search(done.stderr)
    said = PEAK.sub("", done.stderr).strip() if done.returncode else ""
    return seconds, int(told[1]) / 1024 if told else 0.0, said


def main() -> None:
    """Print one line an import; fails where rows differ from what is known, or a file was refused."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    wrong = 0
    for one in load(folder):
        print(one, flush=True)
        wrong += not one.right
    sys.exit(f"{wrong} files were refused, or have other rows than are known" if wrong else 0)


if __name__ == "__main__":
    main()
