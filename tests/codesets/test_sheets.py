"""Workbooks as Excel and other programs write them, and what is none."""

import io
import zipfile
from pathlib import Path

import pytest

from codesets.errors import BrokenSourceError
from codesets.files import sheets
from codesets.files.sources import Member

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORKBOOK = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="b" r:id="rId2"/><sheet name="a" r:id="rId1"/></sheets></workbook>'
)
_RELATIONS = (
    '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>'
)
_TEXTS = "<si><t>one</t></si><si><r><t>t</t></r><r><t>wo</t></r><rPh><t>zwei</t></rPh></si>"


def _member(folder: Path, rows: str, **changed: str) -> Member:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.xml", changed.get("workbook", _WORKBOOK))
        archive.writestr("xl/_rels/workbook.xml.rels", changed.get("relations", _RELATIONS))
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{_MAIN}">{changed.get("texts", _TEXTS)}</sst>')
        archive.writestr("xl/worksheets/sheet1.xml", "<not-asked-for/>")
        sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        archive.writestr("xl/worksheets/sheet2.xml", sheet)
    path = folder / "table.xlsx"
    path.write_bytes(packed.getvalue())
    return Member(path, path.name)


def test_cells_of_every_kind_stand_in_their_columns(tmp_path: Path) -> None:
    member = _member(
        tmp_path,
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>'
        '<row r="4"><c r="B4" t="inlineStr"><is><t>in line</t></is></c></row>'
        '<row><c><v>20240701</v></c><c t="str"><v>text</v></c><c r="D5" t="n"><v>1.5</v></c></row>'
        "<row/>",
    )
    assert list(sheets.rows(member)) == [
        (1, ["one", "", "two"]),
        (4, ["", "in line", ""]),
        (5, ["20240701", "text", "", "1.5"]),
        (6, ["", "", "", ""]),
    ]


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>x</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="ZZZ1"><v>1</v></c></row>',
        '<row r="1"><c r="CW1"><v>the 101st column</v></c></row>',
        '<row r="1"><c r="11"><v>1</v></c></row>',
        '<row r="one"></row>',
        "<row>",
    ],
)
def test_what_points_nowhere_is_a_damaged_workbook(tmp_path: Path, row: str) -> None:
    with pytest.raises(BrokenSourceError, match=r"table\.xlsx is .*damaged"):
        list(sheets.rows(_member(tmp_path, row)))


@pytest.mark.parametrize(
    "changed", [{"workbook": "<workbook/>"}, {"relations": "<Relationships/>"}, {"workbook": "<workbook"}]
)
def test_a_workbook_without_a_sheet_is_damaged(tmp_path: Path, changed: dict[str, str]) -> None:
    with pytest.raises(BrokenSourceError, match="damaged"):
        list(sheets.rows(_member(tmp_path, "<row/>", **changed)))


def test_entities_that_grow_are_stopped(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 12))
    bomb = f'<!DOCTYPE workbook [<!ENTITY e0 "grow">{entities}]><workbook>&e11;</workbook>'
    with pytest.raises(BrokenSourceError, match="damaged"):
        list(sheets.rows(_member(tmp_path, "<row/>", workbook=bomb)))


def test_the_hundredth_column_is_read(tmp_path: Path) -> None:
    ((_, cells),) = sheets.rows(_member(tmp_path, '<row r="1"><c r="CV1"><v>last</v></c></row>'))
    assert (len(cells), cells[-1]) == (100, "last")


@pytest.mark.parametrize(("limit", "most"), [("_MAX_TEXTS", 3), ("_MAX_LETTERS", 9)])
def test_shared_texts_have_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, most: int) -> None:
    monkeypatch.setattr(sheets, limit, most)
    texts = "<si><t>abc</t></si>"
    row = '<row r="1"><c r="A1" t="s"><v>2</v></c></row>'
    assert list(sheets.rows(_member(tmp_path, row, texts=texts * 3))) == [(1, ["abc"])]
    with pytest.raises(BrokenSourceError, match="more shared texts than any official table"):
        list(sheets.rows(_member(tmp_path, row, texts=texts * 4)))


@pytest.mark.parametrize("part", ["workbook", "relations"])
def test_what_names_the_sheets_is_small(tmp_path: Path, part: str) -> None:
    whole = {"workbook": _WORKBOOK, "relations": _RELATIONS}[part]
    with pytest.raises(BrokenSourceError, match="larger than any that names sheets"):
        list(sheets.rows(_member(tmp_path, "<row/>", **{part: whole + " " * 1024 * 1024})))


@pytest.mark.parametrize(
    "texts", [f"<si><t>{'a' * 200_000}", f"<si>{'<r><t>a</t></r>' * 10_000}", f"<!--{'a' * 200_000}"]
)
def test_a_shared_text_without_end_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, texts: str) -> None:
    monkeypatch.setattr(sheets, "_MAX_ELEMENT", 50_000)
    with pytest.raises(BrokenSourceError, match="larger than Excel allows"):
        list(sheets.rows(_member(tmp_path, "<row/>", texts=texts)))


def test_a_row_without_end_is_not_held_but_many_rows_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "_MAX_ELEMENT", 50_000)
    cell = "<c><v>1</v></c>"
    with pytest.raises(BrokenSourceError, match="larger than Excel allows"):
        list(sheets.rows(_member(tmp_path, f"<row>{cell * 90}{'<c/>' * 100_000}</row>")))
    assert len(list(sheets.rows(_member(tmp_path, f"<row>{cell * 10}</row>" * 5_000)))) == 5_000


def test_what_follows_the_rows_is_not_held_but_checked(tmp_path: Path) -> None:
    member = _member(tmp_path, "<row><c><v>1</v></c></row></sheetData><mergeCells/>" + "<hyperlink/>" * 1_000)
    assert list(sheets.rows(member)) == [(1, ["1"])]
