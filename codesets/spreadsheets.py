"""Reads the first sheet of an Excel workbook (xlsx, ECMA-376) as rows of text, one row at a time.

The parser of the standard library is safe here: it fetches nothing, and expat stops entities that grow.
"""

import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from typing import IO

from codesets.archives import open_archive
from codesets.errors import BrokenSourceError

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _CELL, _ITEM, _TEXT, _VALUE = (f"{_MAIN}{name}" for name in ("row", "c", "si", "t", "v"))
_PHONETIC = f"{_MAIN}rPh"
_STRINGS = "xl/sharedStrings.xml"
CONTENT_TYPES = "[Content_Types].xml"
"""What tells a workbook from other zip files (ECMA-376 part 2)."""
_MOST_COLUMNS = 16_384
_LETTERS = 26


def rows(file: IO[bytes], shown: str) -> Iterator[list[str]]:
    """Every row of the first sheet, blank ones too, as the text of its cells; numbers as the file has them.

    Raises BrokenSourceError, ET.ParseError or zipfile.BadZipFile where it is no workbook or damaged.
    """
    with open_archive(file, shown) as archive:
        sheet = _first_sheet(archive, shown)
        strings = _shared_strings(archive)
        with archive.open(sheet) as stream:
            for _, element in ET.iterparse(stream):  # noqa: S314 - see above
                if element.tag == _ROW:
                    yield _cells(element, strings, shown)
                    element.clear()  # or a sheet of a million rows would stay in memory


def _first_sheet(archive: zipfile.ZipFile, shown: str) -> str:
    sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
    if not sheets:
        raise BrokenSourceError(f"{shown} is no workbook with a sheet in it; get the file again")
    return min(sheets, key=lambda name: (len(name), name))  # sheet2.xml before sheet10.xml


def _shared_strings(archive: zipfile.ZipFile) -> list[str]:
    if _STRINGS not in archive.namelist():
        return []
    found: list[str] = []
    with archive.open(_STRINGS) as stream:
        for _, element in ET.iterparse(stream):  # noqa: S314 - see above
            if element.tag == _PHONETIC:
                element.clear()  # how the text is read aloud is not part of it
            elif element.tag == _ITEM:
                found.append("".join(text.text or "" for text in element.iter(_TEXT)))
                element.clear()
    return found


def _cells(row: ET.Element, strings: list[str], shown: str) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(_CELL):
        column = _column(cell.get("r", ""), len(cells))
        if column > _MOST_COLUMNS:
            raise BrokenSourceError(f"{shown} has more columns than a workbook can have; get the file again")
        cells += [""] * (column - len(cells))
        cells.append(_text(cell, strings, shown))
    return cells


def _text(cell: ET.Element, strings: list[str], shown: str) -> str:
    if cell.get("t") == "inlineStr":
        return "".join(text.text or "" for text in cell.iter(_TEXT))
    value = cell.findtext(_VALUE) or ""
    if cell.get("t") != "s":
        return value
    if not value.isdecimal() or int(value) >= len(strings):
        raise BrokenSourceError(f"{shown} names a text at {cell.get('r')} that it does not hold; get the file again")
    return strings[int(value)]


def _column(reference: str, following: int) -> int:
    """The number of the column from 0, which is 27 for AB12; a cell without a reference follows the one before it."""
    column = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        column = column * _LETTERS + ord(letter) - ord("A") + 1
    return column - 1 if column else following
