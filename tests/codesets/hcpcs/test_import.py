"""The list in its three official forms, and lists that are cut off, mixed up or of other days."""

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from codesets import BrokenSourceError, Dataset, IncompleteSourceError, UnknownSourceError, import_file, open_shelf
from codesets.hcpcs import edition
from codesets.hcpcs.lookup import entry
from tests.codesets.hcpcs.lists import HEADER, SPECIAL, lines, sheet, text, zipped

DAY = date(2019, 6, 1)


@pytest.mark.parametrize(
    ("name", "release", "first", "last"),
    [
        ("HCPC2019_CONTR_ANWEB.txt", "HCPCS Level II 2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("HCPC2018_CONTR_ANWEB_disc.xlsx", "HCPCS Level II 2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("HCPC2025_OCT_ANWEB_v2.txt", "HCPCS Level II October 2025", date(2025, 10, 1), date(2025, 12, 31)),
        ("HCPC2024_APR_ANWEB.xlsx", "HCPCS Level II April 2024", date(2024, 4, 1), date(2024, 6, 30)),
        ("list.txt", "HCPCS Level II", None, None),
    ],
)
def test_the_name_tells_the_days(name: str, release: str, first: date | None, last: date | None) -> None:
    found = edition(name)
    assert (found.name, found.first_day, found.last_day) == (release, first, last)


def test_a_zip_yields_one_store_and_the_text_in_it_wins(tmp_path: Path) -> None:
    said: list[str] = []
    source = zipped(tmp_path / "list.zip", lines())
    made = import_file(tmp_path / "stores", source, report=said.append)
    assert len(made) == 1
    assert said == ["Reading HCPCS Level II 2019", "HCPCS Level II 2019 is ready"]
    assert import_file(tmp_path / "stores", source, report=said.append) == made
    assert said[-1] == "HCPCS Level II 2019 is loaded already"


def _as_csv() -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows([["***Disclaimers"], HEADER, *(line.row() for line in lines())])
    return written.getvalue().encode("latin-1")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("HCPC2019_ANWEB.txt", lambda: text(lines())),
        ("HCPC2019_ANWEB.xlsx", lambda: sheet(lines())),
        ("HCPC2019_ANWEB.csv", _as_csv),
    ],
)
def test_every_form_reads_the_same(tmp_path: Path, name: str, content: Callable[[], bytes]) -> None:
    (tmp_path / name).write_bytes(content())
    import_file(tmp_path / "stores", tmp_path / name)
    with open_shelf(tmp_path / "stores") as shelf:
        assert [release.rows for release in shelf.releases()] == [6_000 + len(SPECIAL)]
        diet = entry(shelf, "g0270", DAY)
        assert diet
        assert diet.long == "x" * 70 + " reassessment of the diet " + "y" * 62 + ". each 15 minutes"  # type: ignore[union-attr]
        ended = entry(shelf, "A0021", DAY)
        assert ended
        assert (ended.see, ended.terminated, ended.pricing) == (("A0030",), date(2017, 12, 31), ("51",))  # type: ignore[union-attr]
        assert (ended.betos, ended.types, ended.coverage) == ("O1E", ("1", "L"), "C")  # type: ignore[union-attr]
        side = entry(shelf, "LT", DAY)
        assert side
        assert (side.modifier, side.short) == (True, "Left side")  # type: ignore[union-attr]
        micro, dental = entry(shelf, "Q5199", DAY), entry(shelf, "D0120", DAY)
        assert micro.long == "Made-up biosimilar µg"  # type: ignore[union-attr]
        assert (dental.long, dental.short) == ("", "")  # type: ignore[union-attr]


def test_the_days_come_from_the_operator_where_the_name_does_not_tell(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_bytes(text(lines()))
    with pytest.raises(UnknownSourceError, match="does not say on which days"):
        import_file(tmp_path / "stores", tmp_path / "list.txt")
    import_file(tmp_path / "stores", tmp_path / "list.txt", date(2020, 1, 1), date(2020, 3, 31))
    with open_shelf(tmp_path / "stores") as shelf:
        assert shelf.covering(Dataset.HCPCS, date(2020, 2, 2))


def test_days_of_another_year_than_the_file_are_refused(tmp_path: Path) -> None:
    source = zipped(tmp_path / "list.zip", lines())
    with pytest.raises(UnknownSourceError, match="has 1 Jan 2019 where --from says 1 Jan 2020"):
        import_file(tmp_path / "stores", source, date(2020, 1, 1))
    assert not (tmp_path / "stores").exists()


def test_a_list_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "HCPC2019_ANWEB.txt"
    whole = text(lines())
    source.write_bytes(whole[: whole.rindex(b"Q5199")])
    with pytest.raises(IncompleteSourceError, match="ends at J0881"):
        import_file(tmp_path / "stores", source)
    source.write_bytes(whole[:-200])
    with pytest.raises(BrokenSourceError, match=r"Line \d+ of the HCPCS list is no record"):
        import_file(tmp_path / "stores", source)
    source.write_bytes(text(lines(1_000)))
    with pytest.raises(IncompleteSourceError, match="has 6,000 or more rows"):
        import_file(tmp_path / "stores", source)
    assert not list((tmp_path / "stores").glob("*.sqlite*"))


def test_lines_that_are_missing_or_twice_are_noticed(tmp_path: Path) -> None:
    source = tmp_path / "HCPC2019_ANWEB.txt"
    records = text(lines()).splitlines(keepends=True)
    second = next(number for number, record in enumerate(records) if record.startswith(b"G0270002"))
    source.write_bytes(b"".join(records[:second] + records[second + 1 :]))
    with pytest.raises(BrokenSourceError, match="is not the next line of G0270"):
        import_file(tmp_path / "stores", source)
    source.write_bytes(b"".join(records[: second - 1] + records[second:]))
    with pytest.raises(BrokenSourceError, match="whose first line is missing"):
        import_file(tmp_path / "stores", source)
    source.write_bytes(b"".join([*records, records[-1]]))
    with pytest.raises(BrokenSourceError, match="has a row twice"):
        import_file(tmp_path / "stores", source)
