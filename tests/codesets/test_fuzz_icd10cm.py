"""Damaged files of ICD-10-CM are refused with a sentence, or load as what they then say; nothing half is ever left.

`make fuzz-codes` tries 1,000 of each file; the suite a share of them.
"""

import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from codesets import CodeSetError, import_file, open_catalogue
from tests.codesets.conftest import SMALL
from tests.codesets.guidelines_pdf import pages, pdf
from tests.codesets.index_xml import index
from tests.codesets.mutations import imported, mutated, unchecked_sizes
from tests.codesets.order_lines import order_file

TRIES = int(os.environ.get("CASECONSULTANT_FUZZ", "40"))
FEW = 5


def lines(data: bytes) -> int:
    """The lines of an order file that are codes."""
    return sum(bool(re.match(rb"[0-9]{5} [A-Z]", line)) for line in data.split(b"\n"))


def terms(data: bytes) -> int:
    """The terms of an index that stand under a letter."""
    root = ET.fromstring(data)  # noqa: S314 - our own text, damaged
    return sum(len([*letter.iter("mainTerm"), *letter.iter("term")]) for letter in root.iter("letter"))


FILES: dict[str, tuple[bytes, Callable[[bytes], int] | None]] = {
    "icd10cm-order-2020.txt": (order_file().encode(), lines),
    "icd10cm_index_2020.xml": (index("diseases", filler=FEW).encode(), terms),
    "icd10cm_eindex_2020.xml": (index("causes", filler=FEW).encode(), terms),
    "icd10cm_neoplasm_2020.xml": (index("neoplasms", filler=FEW).encode(), terms),
    "icd10cm_drug_2020.xml": (index("drugs", filler=FEW).encode(), terms),
    "guidelines-2026.pdf": (pdf(pages(2)), None),
}


@pytest.mark.parametrize("name", FILES)
def test_no_damage_loads_half_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    unchecked_sizes(monkeypatch)
    whole, counted = FILES[name]
    assert imported(tmp_path, name, whole)
    refused = 0
    for seed in range(TRIES):
        data = mutated(whole, seed)
        rows = imported(tmp_path, name, data)
        refused += rows is None
        if rows is not None and counted:
            assert rows <= counted(data), (seed, data)
    assert refused < TRIES


def test_a_damaged_list_is_refused_or_can_be_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unchecked_sizes(monkeypatch)
    source, codes = tmp_path / "tabular.xml", tmp_path / "codes"
    loaded = 0
    for seed in range(TRIES):
        source.write_bytes(mutated(SMALL.encode(), seed))
        try:
            (made,) = import_file(codes, source, date(2019, 10, 1), date(2020, 9, 30))
        except CodeSetError:
            assert not list(codes.glob("*.sqlite*"))
            continue
        with open_catalogue(codes) as catalogue:
            assert all(hit.billable for hit in catalogue.search("redness of the nose", date(2020, 1, 1)))
        made.unlink()
        loaded += 1
    assert 0 < loaded < TRIES
