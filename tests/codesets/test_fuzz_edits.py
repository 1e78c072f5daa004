"""Damaged files are refused with a sentence or load as what they then say; nothing half is ever left.

`make fuzz-codes` tries 1,000 of each file; the suite a share of them.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.codesets.mpfs import tables as mpfs
from tests.codesets.mutations import imported, mutated, unchecked_sizes, zipped
from tests.codesets.ncci import tables as ncci

TRIES = int(os.environ.get("CASECONSULTANT_FUZZ", "40"))


@dataclass(frozen=True)
class File:
    """An official file, and what a row of data of it looks like; each is a row of the store, or the file is refused."""

    name: str
    data: bytes
    row: str


FILES = (
    File(ncci.PTP_NAME, ncci.ptp(), r"[0-9A-Z]{5}\t"),
    File("ccioph-v302r0-f1.xlsx", ncci.ptp_workbook(), ""),
    File(ncci.MUE_NAME, ncci.mue(), r'"?[0-9A-Z]{5}"?,'),
    File(ncci.AOC_NAME, ncci.add_ons(), r"[123][0-9A-Z]{5}[0-9 ]"),
    File("AOC_V2024Q3-MCR.xlsx", ncci.add_ons_workbook(), ""),
    File("PPRRVU2025_Oct.csv", mpfs.relative_values(), r'"?[0-9A-Z]{5}"?,(?!MOD)'),
    File("PPRRVU2025_Oct.txt", mpfs.fixed(), r"(?!HDR)[0-9A-Z]{5}"),
    File("GPCI2025.csv", mpfs.INDICES.encode(), r'"?\d{4,5},[A-Z]'),
    File("25LOCCO.csv", mpfs.COUNTIES.encode(), r'"?\d{4,5},\d'),
)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_damage_loads_half_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: File) -> None:
    unchecked_sizes(monkeypatch)
    assert imported(tmp_path, file.name, file.data)
    refused = 0
    for seed in range(TRIES):
        data = mutated(file.data, seed)
        rows = imported(tmp_path, file.name, data)
        refused += rows is None
        if rows is not None and file.row:
            lines = re.split(r"\r\n|\r|\n", data.decode("latin-1"))
            assert rows == sum(re.match(file.row, line.strip()) is not None for line in lines), (seed, data)
    assert 0 < refused < TRIES


@pytest.mark.parametrize("file", FILES[:4:2], ids=lambda file: file.name)
def test_no_damaged_zip_loads_half_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: File) -> None:
    unchecked_sizes(monkeypatch)
    whole = imported(tmp_path, f"{file.name}.zip", zipped(file.name, file.data))
    for seed in range(TRIES):
        assert imported(tmp_path, f"{file.name}.zip", zipped(file.name, file.data, seed)) in {None, whole}, seed
