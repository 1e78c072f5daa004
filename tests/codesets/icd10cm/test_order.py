"""The order file: recognised, read line by line, and held against the tabular list."""

from datetime import date
from pathlib import Path

import pytest

from codesets import BrokenSourceError, Dataset, Release, icd10cm, import_file, importing, open_shelf
from codesets.errors import IncompleteSourceError
from codesets.icd10cm.order import differences
from tests.codesets.mutations import unchecked_sizes
from tests.codesets.order_lines import CODES, long_order_file, order_file


def imported(folder: Path, text: str, name: str = "icd10cm-order-2020.txt") -> None:
    source = folder / name
    source.write_text(text, encoding="latin-1")
    import_file(folder / "codes", source)


def test_a_whole_file_loads_with_the_days_of_its_year(tmp_path: Path) -> None:
    imported(tmp_path, long_order_file(), "icd10cm-order-April-2026.txt")
    with open_shelf(tmp_path / "codes") as shelf:
        (release,) = shelf.releases()
    assert (release.dataset, release.rows) == (Dataset.ICD10CM_ORDER, 95_001)
    assert (release.first_day, release.last_day) == (date(2026, 4, 1), date(2026, 9, 30))


def test_half_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IncompleteSourceError):
        imported(tmp_path, long_order_file(50))
    assert not list((tmp_path / "codes").glob("*.sqlite"))


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [
        (order_file().replace("00003 A009 ", "00003 A00  "), "twice"),
        (order_file().replace("00003 A009 ", "00004 A009 "), "Line 3"),
        (order_file().replace("00005 A011XXA", "00005 AX1XXXA"), "Line 5"),
        (order_file()[:-90], "Line 5"),
    ],
)
def test_a_damaged_line_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoiled: str, said: str) -> None:
    unchecked_sizes(monkeypatch)
    with pytest.raises(BrokenSourceError, match=said):
        imported(tmp_path, spoiled)


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ((*CODES, ("A011XXS", True, "Redness of nose, sequela")), ["A01.1 "]),
        ((*CODES, ("A011", False, "Redness of nose"), ("A011XXS", True, "Redness of nose, sequela")), []),
    ],
)
def test_what_the_tabular_list_has_otherwise_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    small_source: Path,
    small_release: Release,
    codes: tuple[tuple[str, bool, str], ...],
    said: list[str],
) -> None:
    unchecked_sizes(monkeypatch)
    assert importing.LAYOUTS
    icd10cm.install_release(tmp_path / "codes", small_source, small_release)
    imported(tmp_path, order_file(codes))
    with open_shelf(tmp_path / "codes") as shelf:
        (order,), (tabular,) = shelf.stores(Dataset.ICD10CM_ORDER), shelf.stores(Dataset.ICD10CM)
        found = [difference.sentence for difference in differences(order, tabular)]
    told: list[str] = []
    icd10cm.compare_orders(tmp_path / "codes", told.append)
    assert ("differ in" in told[0]) is bool(said)
    assert len(found) == len(said)
    assert all(sentence.startswith(start) for sentence, start in zip(found, said, strict=True))
