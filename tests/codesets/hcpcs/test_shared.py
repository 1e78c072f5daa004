"""The official lists of 2018 and 2019, where the reference material lies beside the project."""

from datetime import date
from pathlib import Path

import pytest

from codesets import Status, import_file, open_shelf
from codesets.hcpcs import validity
from tests.reference import REFERENCE

DATA = REFERENCE / "data" / "hcpcs"

pytestmark = pytest.mark.shared


def test_the_lists_of_2018_and_2019(tmp_path: Path) -> None:
    for year in (2018, 2019):
        import_file(tmp_path, DATA / f"{year}-Alpha-Numeric-HCPCS-File.zip")
    with open_shelf(tmp_path) as shelf:
        newest = next(iter(shelf))
        assert newest.rows("SELECT count(*), sum(modifier) FROM code") == [(6_800, 360)]
        assert validity.check(shelf, "J0881", date(2019, 5, 1)).status is Status.VALID
        assert validity.check(shelf, "C8904", date(2018, 12, 31)).status is Status.VALID
        gone = validity.check(shelf, "C8904", date(2019, 1, 1))
        assert (gone.status, gone.choices[0].code) == (Status.TERMINATED, "77046")
