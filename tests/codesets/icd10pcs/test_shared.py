"""ICD-10-PCS FY2024, where the reference material lies beside the project: tables and order file agree."""

from datetime import date
from itertools import product
from pathlib import Path

import pytest

from bench.pcs_from_csv import order_file, unflattened
from codesets import Shelf, Status, import_file, open_shelf
from codesets.icd10pcs import LAYOUTS, validity
from codesets.stores.store import Store
from codesets.values import Dataset
from tests.reference import REFERENCE

DATA = REFERENCE / "data" / "icd10pcs"

pytestmark = pytest.mark.shared


def test_the_tables_make_the_codes_of_the_order_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codesets.importing.LAYOUTS", LAYOUTS)
    order_file(DATA / "pcs2024_order.csv.gz", tmp_path / "icd10pcs_order_2024.txt")
    unflattened(DATA / "pcs2024_table.csv.gz", tmp_path / "tables.xml", "tabular", "2024")
    for name in ("icd10pcs_order_2024.txt", "tables.xml"):
        import_file(tmp_path / "stores", tmp_path / name)
    with open_shelf(tmp_path / "stores") as shelf:
        assert {release.rows for release in shelf.releases()} == {78_603}
        (order,) = shelf.stores(Dataset.ICD10PCS)
        assert _built(shelf) == {code for (code,) in order.rows("SELECT code FROM code WHERE billable")}
        assert validity.check(shelf, "0016070", date(2024, 5, 1)).status is Status.VALID


def _built(shelf: Shelf) -> set[str]:
    (tables,) = shelf.stores(Dataset.ICD10PCS_TABLES)
    rows = tables.rows("SELECT DISTINCT begins, row FROM value WHERE row > 0")
    return {begins + "".join(rest) for begins, row in rows for rest in product(*_axes(tables, begins, row))}


def _axes(tables: Store, begins: str, row: int) -> list[list[str]]:
    found = tables.rows("SELECT position, character FROM value WHERE begins = ? AND row = ?", (begins, row))
    return [[character for position, character in found if position == asked] for asked in range(4, 8)]
