"""Damaged lists, tables and mappings are refused with a sentence, or load as what they then say.

`make fuzz-codes` tries 1,000 of each file; the suite a share of them.
"""

import os
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from tests.codesets.coverage.test_coverage import ARTICLES, NATIONAL, packed
from tests.codesets.hcpcs import lists
from tests.codesets.icd10pcs import conftest as pcs
from tests.codesets.mutations import imported, mutated, unchecked_sizes
from tests.codesets.test_gems import LINES

TRIES = int(os.environ.get("CASECONSULTANT_FUZZ", "40"))
SHORT = lists.lines(20)


@dataclass(frozen=True)
class File:
    """An official file, and what a row of data of it looks like; each is a row of the store, or the file is refused."""

    name: str
    data: bytes
    row: str = ""


FILES = (
    File("HCPC2019_ANWEB.txt", lists.text(SHORT), r".{10}[37].{282}"),
    File("HCPC2019_ANWEB.xlsx", lists.sheet(SHORT)),
    File("icd10pcs_order_2020.txt", pcs.order_lines().encode(), r"\d{5} .{7} 1 "),
    File("icd10pcs_tables.xml", pcs.TABLES.encode()),
    File("icd10pcs_index.xml", pcs.INDEX.encode()),
    File("icd10pcs_definitions.xml", pcs.DEFINITIONS.encode()),
    File("2018_I10gem.txt", LINES.encode(), r"\S"),
    File("article_csv.zip", packed(ARTICLES)),
    File("ncd_csv.zip", packed(NATIONAL)),
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
            lines = re.split(r"\r\n|\r|\n", data.decode("latin-1").strip("\x1a"))
            assert rows == sum(re.match(file.row, line) is not None for line in lines), (seed, data)
    assert 0 < refused <= TRIES


def test_no_damage_loads_a_wrong_line_of_cpt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unchecked_sizes(monkeypatch)
    year = date(2026, 1, 1), date(2026, 12, 31)
    whole = "".join(f"{number}\tMade-up visit {number}\r\n" for number in range(90_000, 90_030)).encode()
    assert imported(tmp_path, "LONGULT.txt", whole, year, "Example Clinic") == 30
    refused = 0
    for seed in range(TRIES):
        data = mutated(whole, seed)
        rows = imported(tmp_path, "LONGULT.txt", data, year, "Example Clinic")
        refused += rows is None
        if rows is not None:
            lines = data.decode("utf-8-sig", "replace").splitlines()
            assert rows <= sum(re.match(r"[0-9]{4}[0-9A-Z]\s", line) is not None for line in lines), (seed, data)
    assert 0 < refused < TRIES
