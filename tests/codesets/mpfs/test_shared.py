"""The fee schedule of October 2025 as CMS published it, where the reference material lies beside the project."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bench.load_reference import DATA
from codesets import import_file, open_shelf
from codesets.mpfs import localities, payment, schedule

DAY = date(2025, 11, 3)

pytestmark = pytest.mark.shared


def test_csv_and_text_say_the_same_of_every_code(tmp_path: Path) -> None:
    for kind in ("csv", "txt"):
        import_file(tmp_path / kind, DATA / "mpfs" / f"PPRRVU2025_Oct.{kind}")
    with open_shelf(tmp_path / "csv") as csv, open_shelf(tmp_path / "txt") as txt:
        (table,), (text,) = csv, txt
        assert (table.release.rows, text.release.rows) == (19_090, 19_090)
        codes = [code for (code,) in table.rows("SELECT DISTINCT code FROM fee WHERE code LIKE '%7'")]
        for code in codes:
            rows, lines = schedule.components(csv, code, DAY), schedule.components(txt, code, DAY)
            assert isinstance(rows, list)
            assert isinstance(lines, list)
            for row, line in zip(rows, lines, strict=True):
                assert replace(line, release=row.release, description=row.description) == row
        assert len(codes) > 1_000


def test_a_visit_is_paid_in_alabama(tmp_path: Path) -> None:
    for name in ("PPRRVU2025_Oct.csv", "GPCI2025.csv", "25LOCCO.csv"):
        import_file(tmp_path, DATA / "mpfs" / name)
    with open_shelf(tmp_path) as shelf:
        visit = schedule.fee(shelf, "99213", DAY)
        assert isinstance(visit, schedule.Fee)
        assert payment.amount(visit) == Decimal("88.95")
        alabama = localities.of_state(shelf, "AL", DAY)
        assert isinstance(alabama, list)
        assert [payment.amount(visit, one) for one in alabama] == [Decimal("81.86")]
        counties = localities.counties(shelf, "10112", "0", DAY)
        assert isinstance(counties, list)
        assert [one.counties for one in counties] == ["ALL COUNTIES"]
