"""Reads the first sheet of an Excel workbook row by row: CMS publishes most tables both as text and as a workbook.

A workbook is a zip of XML, and the standard library reads both. Readers of all of Excel either hold the whole sheet in
memory (675,000 rows of a PTP file take some 400 MB) or are slower than this; formulas and styles stand in no official
file. The parser fetches nothing, and expat stops entities that grow.
"""

import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Generator, Iterator
from contextlib import nullcontext
from typing import IO

from codesets.errors import BrokenSourceError
from codesets.files.archives import listed
from codesets.files.sources import Member, seekable

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LETTERS = re.compile(r"[A-Z]{1,3}")
_MAX_COLUMNS = 100
"""Excel allows 16,384, but every row is made as wide as the widest; the fee schedule has 32."""
_MAX_TEXTS = 1_000_000
_MAX_LETTERS = 100_000_000
"""Of all shared texts together: they are held in memory, and an official table has some ten thousand."""
_MAX_CONTENTS = 1024 * 1024
"""Bytes of what names the sheets, which is parsed whole."""
_CHUNK = 1024 * 1024
_MAX_ELEMENT = 8 * 1024 * 1024
"""Bytes of one row, or of one shared text: Excel allows 32,767 characters a cell."""


class _Counted:
    """A stream that ends the reading of an element without end: what is read of it is held in memory until its end."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._read = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes; raises ValueError where too many came since `element_ended`."""
        found = self._stream.read(size)
        self._read += len(found)
        if self._read > _MAX_ELEMENT:
            raise ValueError("it has a row or a text that is larger than Excel allows")
        return found

    def element_ended(self) -> None:
        """What was read so far is no longer held."""
        self._read = 0


def rows(member: Member) -> Generator[tuple[int, list[str]], None, None]:
    """The rows of the first sheet with their numbers, every cell as text; an empty cell is an empty text.

    Rows are as wide as the widest above them: empty cells at the end of a row stand in no file.

    Raises BrokenSourceError where the workbook is damaged, or is none.
    """
    try:
        with (
            member.open() as stream,
            seekable(stream) if member.inside else nullcontext(stream) as file,
            zipfile.ZipFile(file) as archive,
        ):
            listed(archive, member.name)
            texts = _shared_texts(archive)
            with archive.open(_first_sheet(archive)) as sheet:
                yield from _rows(sheet, texts)
    except (ET.ParseError, KeyError, IndexError, ValueError) as error:
        raise BrokenSourceError(f"{member.name} is a damaged workbook ({error}); get the file again") from None


def _first_sheet(archive: zipfile.ZipFile) -> str:
    """The path of the sheet that the workbook names first."""
    workbook = ET.fromstring(_small(archive, "xl/workbook.xml"))  # noqa: S314 - see above
    relation = next(workbook.iter(f"{_MAIN}sheet"), ET.Element("none")).get(_ID)
    for target in ET.fromstring(_small(archive, "xl/_rels/workbook.xml.rels")):  # noqa: S314
        if target.get("Id") == relation:
            path = target.get("Target", "")
            return path[1:] if path.startswith("/") else f"xl/{path}"
    raise KeyError("it names no sheet")


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _MAX_CONTENTS:
        raise ValueError(f"{name} is larger than any that names sheets")
    return archive.read(name)


def _shared_texts(archive: zipfile.ZipFile) -> list[str]:
    """The texts that cells refer to by number."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    found: list[str] = []
    letters = 0
    with archive.open("xl/sharedStrings.xml") as packed:
        stream = _Counted(packed)
        events = ET.iterparse(stream, events=("start", "end"))  # noqa: S314 - see above
        _, root = next(events)
        for event, element in events:
            if event == "end" and element.tag == f"{_MAIN}si":
                found.append(_text(element))
                root.clear()  # else it keeps an empty element for every text
                stream.element_ended()
                letters += len(found[-1])
                if len(found) > _MAX_TEXTS or letters > _MAX_LETTERS:
                    raise ValueError("it has more shared texts than any official table")
    return found


def _rows(sheet: IO[bytes], texts: list[str]) -> Iterator[tuple[int, list[str]]]:
    stream = _Counted(sheet)
    events = ET.iterparse(stream, events=("start", "end"))  # noqa: S314 - see above
    data: ET.Element | None = None
    number = width = 0
    for event, element in events:
        if event == "start":
            if element.tag == f"{_MAIN}sheetData":
                data = element
        elif element is data:
            while sheet.read(_CHUNK):  # how the rows are shown; at its end the checksum of the zip is compared
                pass
            return
        elif element.tag == f"{_MAIN}row":
            number = int(element.get("r") or number + 1)
            cells = _cells(element, texts)
            cells += [""] * (width - len(cells))
            width = len(cells)
            yield number, cells
            if data is not None:
                data.clear()  # the rows that were read are not needed again
                stream.element_ended()


def _cells(row: ET.Element, texts: list[str]) -> list[str]:
    """The cells in their columns: an empty cell need not stand in the file."""
    cells: list[str] = []
    for cell in row:
        place = _column(cell.get("r")) if cell.get("r") else len(cells)
        if not len(cells) <= place < _MAX_COLUMNS:
            raise ValueError(f"cell {cell.get('r')} is out of its place")
        cells += [""] * (place - len(cells))
        kind = cell.get("t")
        value = cell.findtext(f"{_MAIN}v") or ""
        if kind == "s":
            place_of_text = int(value)
            if place_of_text < 0:
                raise ValueError(f"there is no shared text {value}")
            value = texts[place_of_text]
        elif kind == "inlineStr":
            value = _text(cell)
        cells.append(value)
    return cells


def _column(reference: str | None) -> int:
    """The column (from 0) of a cell's name, "AB12"."""
    letters = _LETTERS.match(reference or "")
    if letters is None:
        raise ValueError(f"there is no cell {reference}")
    column = 0
    for letter in letters[0]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _text(element: ET.Element) -> str:
    """The text of an element, its runs joined; how a word is pronounced (`rPh`) is no part of it."""
    skipped = {text for run in element.iter(f"{_MAIN}rPh") for text in run.iter(f"{_MAIN}t")}
    return "".join(text.text or "" for text in element.iter(f"{_MAIN}t") if text not in skipped)
