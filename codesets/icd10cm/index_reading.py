"""Reads the Alphabetic Index and its tables (XML of NCHS and CMS) and writes them into a store.

    ICD10CM.index > version, title | indexHeading, letter{title, mainTerm{title{text, nemod}, …, term[level]*}}

A term has a code, or "see" and "see also"; the tables of neoplasms and drugs have a cell a column instead.
The parser of the standard library is safe here: it fetches nothing, and expat stops entities that grow.
"""

import re
import sqlite3
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass

from codesets.errors import BrokenSourceError
from codesets.files.sources import Member

SCHEMA = """
CREATE TABLE term (id INTEGER PRIMARY KEY, parent INTEGER, level INTEGER, title TEXT, nonessential TEXT, code TEXT,
                   manifestation TEXT, see TEXT, see_also TEXT);
CREATE TABLE cell (term INTEGER, col INTEGER, code TEXT, PRIMARY KEY (term, col)) WITHOUT ROWID;
CREATE TABLE main (key TEXT, term INTEGER, PRIMARY KEY (key, term)) WITHOUT ROWID;
"""
INDEXES = """
CREATE INDEX term_parent ON term (parent);
CREATE INDEX term_code ON term (code);
CREATE INDEX cell_code ON cell (code);
"""

_NOT_A_CODE = frozenset({"", "-", "--"})
_SEES = ("see", "seecat", "subcat")
_SPLIT = re.compile(r"[,\s]+")


@dataclass(frozen=True, slots=True)
class Row:
    """A term as the file has it; `parent` is the number of the term above, None for a main term.

    `nonessential` are the modifiers in parentheses, which change no code. `cells` are column and code.
    """

    number: int
    parent: int | None
    level: int
    title: str
    nonessential: str
    code: str
    manifestation: str
    see: str
    see_also: str
    cells: tuple[tuple[int, str], ...]


def write(database: sqlite3.Connection, member: Member) -> int:
    """Write every term of the file; returns how many. Raises BrokenSourceError with the line where the XML breaks."""
    count = 0
    with member.open() as stream:
        try:
            for _, element in ET.iterparse(stream, events=("end",)):  # noqa: S314 - see above
                if element.tag == "letter":
                    for row in _letter(element, count):
                        _insert(database, row)
                        count += 1
                    element.clear()
        except ET.ParseError as error:
            line = error.position[0]
            raise BrokenSourceError(
                f"{member.name} breaks off or is damaged at line {line:,} ({error}); get the file again"
            ) from None
        except (ValueError, LookupError) as error:
            raise BrokenSourceError(f"{member.name} is damaged ({error}); get the file again") from None
    return count


def key(title: str) -> str:
    """The first word of a main term in small letters, by which it is looked up."""
    return _SPLIT.split(title.strip().lower())[0].removesuffix("'s")


def _letter(letter: ET.Element, first: int) -> Iterator[Row]:
    waiting: list[tuple[ET.Element, int | None, int]] = [
        (element, None, 0) for element in reversed(letter.findall("mainTerm"))
    ]
    number = first
    while waiting:
        element, parent, level = waiting.pop()
        yield _row(element, number, parent, level)
        waiting += [(below, number, level + 1) for below in reversed(element.findall("term"))]
        number += 1


def _row(element: ET.Element, number: int, parent: int | None, level: int) -> Row:
    title = element.find("title")
    words = "" if title is None else _plain((title.text or "") + " ".join(part.tail or "" for part in title))
    modifiers = [] if title is None else [_plain("".join(part.itertext())) for part in title.findall("nemod")]
    cells = ((int(cell.get("col", "0")), _plain(cell.text or "")) for cell in element.findall("cell"))
    return Row(
        number=number,
        parent=parent,
        level=level,
        title=words,
        nonessential=" ".join(modifiers),
        code=_text(element, "code"),
        manifestation=_text(element, "manif"),
        see=next((found for tag in _SEES if (found := _text(element, tag))), ""),
        see_also=_text(element, "seeAlso"),
        cells=tuple((column, code) for column, code in cells if code not in _NOT_A_CODE),
    )


def _insert(database: sqlite3.Connection, row: Row) -> None:
    database.execute(
        "INSERT INTO term VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            row.number,
            row.parent,
            row.level,
            row.title,
            row.nonessential,
            row.code,
            row.manifestation,
            row.see,
            row.see_also,
        ),
    )
    database.executemany("INSERT INTO cell VALUES (?, ?, ?)", [(row.number, *cell) for cell in row.cells])
    if row.parent is None:
        keys = {key(part) for part in row.title.split(",") if part.strip()}
        database.executemany("INSERT INTO main VALUES (?, ?)", [(one, row.number) for one in keys])


def _text(element: ET.Element, tag: str) -> str:
    return _plain(element.findtext(tag) or "")


def _plain(text: str) -> str:
    return " ".join(text.split())
