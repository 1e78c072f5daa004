"""Reads the tables of ICD-10-PCS (XML): a table for each first three characters, whose rows say what may follow.

A code is its table's three characters and one value of each of the axes 4 to 7 of one row. The row says how many
codes that makes, which is checked.
"""

import math
import sqlite3
import xml.etree.ElementTree as ET

from codesets.errors import BrokenSourceError
from codesets.files.sources import Member

SCHEMA = """
CREATE TABLE value (begins TEXT, row INTEGER, position INTEGER, character TEXT, label TEXT, axis TEXT,
                    PRIMARY KEY (begins, row, position, character)) WITHOUT ROWID;
CREATE TABLE operation (begins TEXT PRIMARY KEY, definition TEXT) WITHOUT ROWID;
"""
_HEAD = 3
_AXES = [4, 5, 6, 7]


def write(database: sqlite3.Connection, member: Member) -> int:
    """Write the tables; returns how many codes can be built. Row 0 of a table has its first three characters."""
    codes = 0
    with member.open() as stream:
        for _, element in ET.iterparse(stream):  # noqa: S314 - expat fetches nothing and stops entities that grow
            if element.tag == "pcsTable":
                codes += _write_table(database, element, member)
                element.clear()
    return codes


def _write_table(database: sqlite3.Connection, table: ET.Element, member: Member) -> int:
    heads = table.findall("axis")
    begins = "".join(label.get("code", "") for axis in heads for label in axis.findall("label"))
    if len(heads) != _HEAD or len(begins) != _HEAD:
        raise BrokenSourceError(
            f"{member.name} has a table for {begins!r}, which are not three characters; get it again"
        )
    for axis in heads:
        _write_axis(database, begins, 0, axis)
    definition = " ".join(" ".join(axis.findtext("definition", "").split()) for axis in heads).strip()
    database.execute("INSERT INTO operation VALUES (?, ?)", (begins, definition))
    return sum(_write_row(database, begins, row, number, member) for number, row in enumerate(table.iter("pcsRow"), 1))


def _write_row(database: sqlite3.Connection, begins: str, row: ET.Element, number: int, member: Member) -> int:
    axes = row.findall("axis")
    codes = math.prod(len(axis.findall("label")) for axis in axes)
    positions = [int(axis.get("pos") or 0) for axis in axes]
    if positions != _AXES or str(codes) != row.get("codes"):
        raise BrokenSourceError(
            f"Row {number} of table {begins} in {member.name} makes {codes} codes where it says {row.get('codes')};"
            " nothing was installed. Get the file again"
        )
    for axis in axes:
        _write_axis(database, begins, number, axis)
    return codes


def _write_axis(database: sqlite3.Connection, begins: str, row: int, axis: ET.Element) -> None:
    title = axis.findtext("title", "").strip()
    database.executemany(
        "INSERT INTO value VALUES (?, ?, ?, ?, ?, ?)",
        [
            (begins, row, int(axis.get("pos") or 0), label.get("code", ""), " ".join((label.text or "").split()), title)
            for label in axis.findall("label")
        ],
    )
