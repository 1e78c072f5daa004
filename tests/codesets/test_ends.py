"""A text file that was cut off between two lines is told from a whole one by where it ends."""

from pathlib import Path

import pytest

from codesets import IncompleteSourceError, import_file
from tests.codesets.hcpcs import lists
from tests.codesets.icd10pcs.conftest import order_lines
from tests.codesets.mpfs import tables as mpfs
from tests.codesets.mutations import any_number_of_rows
from tests.codesets.ncci import tables as ncci
from tests.codesets.order_lines import order_file

CUT = {
    "PPRRVU2025_Oct.csv": (mpfs.relative_values(mpfs.ROWS[:-1]), "ends at D0120, where every edition goes on to V5364"),
    "PPRRVU2025_Oct.txt": (mpfs.fixed(mpfs.ROWS[:-1]), "ends at D0120, where every edition goes on to V5364"),
    "GPCI2025.csv": (mpfs.INDICES.encode(), "where every edition goes on to WY"),
    "25LOCCO.csv": (mpfs.COUNTIES.encode(), "where every edition goes on to WYOMING"),
    ncci.MUE_NAME: (ncci.mue(), "ends at K0001, where every edition goes on to V536"),
    ncci.AOC_NAME: (ncci.add_ons(ncci.AOC_EDITS[:3]), "ends at 96121, where every edition goes on to G2212"),
    "AOC_V2020Q1-MCR.txt": (ncci.add_ons(ncci.AOC_EDITS[:4]), "has nothing for 1 types of add-on codes"),
    "ccipra-v302r0-f4.txt": (ncci.ptp(), "ends at 93306, where every edition goes on to R0075"),
    "ccioph-v302r0.txt": (ncci.ptp(), "ends at 93306, where every edition goes on to R0075"),
    "HCPC2019_ANWEB.txt": (lists.text(lists.lines(9)[:-1]), "ends at Q5199, where every edition goes on to V5364"),
    "icd10cm-order-2026.txt": (order_file().encode(), "where every edition goes on to Z99.89"),
    "icd10pcs_order_2013.txt": (order_lines().encode(), "where every edition goes on to HZ9"),
    "icd10pcs_order_2016.txt": (order_lines().encode(), "where every edition goes on to X:"),
    "icd10pcs_order_2026.txt": (order_lines().encode(), "where every edition goes on to XY0VX83"),
    "2018_I9gem.txt": (b"0010  A000    00000\nV469  Z9989   10000\n", "ends at V469, where .* on to V9199"),
    "2018_I10gem.txt": (b"A000    0010  00000\n", "ends at A000, where every edition goes on to Z9989"),
    "2018_gem_i9pcs.txt": (b"0001  0016070 10000\n", "ends at 0001, where every edition goes on to 9999"),
    "2018_gem_pcsi9.txt": (b"0016070 0001  10000\n", "ends at 0016070, where every edition goes on to X"),
}


@pytest.mark.parametrize("name", CUT)
def test_a_list_that_ends_early_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    any_number_of_rows(monkeypatch)
    data, said = CUT[name]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(IncompleteSourceError, match=said) as refused:
        import_file(tmp_path / "stores", tmp_path / name)
    assert "nothing was installed. Get the file again" in str(refused.value)
    assert not list((tmp_path / "stores").glob("*.sqlite*"))


def test_the_first_three_parts_of_the_edits_end_where_they_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    any_number_of_rows(monkeypatch)
    (tmp_path / ncci.PTP_NAME).write_bytes(ncci.ptp())
    assert import_file(tmp_path / "stores", tmp_path / ncci.PTP_NAME)
