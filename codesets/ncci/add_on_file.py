"""Reads the file of NCCI add-on codes into a store: fixed-width text, or a workbook.

Source: CMS, Medicare NCCI add-on code edits, `AOC_V2024Q3-MCR`: a table a year, published again in a quarter where it
changed. Days are written YYYYDDD, the year and the day of the year.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from codesets.errors import BrokenSourceError
from codesets.files import rows
from codesets.files.sources import Member
from codesets.layouts import Layout, Recognised
from codesets.ncci import editions
from codesets.ncci.packing import CODE
from codesets.stores.ends import holding, reaching
from codesets.values import Dataset, Release

_COLUMNS = ("AOCEditType", "AddOnCode", "AOCDelDT", "PrimaryCode", "PrimaryCodeDelDT", "AOCEditEffDT", "AOCEditDelDT")
_FIXED = re.compile(
    r"([123])[ \t|,]?([0-9A-Z]{5})[ \t|,]?(\d{7}| {7})[ \t|,]?([0-9A-Z]{5})[ \t|,]?(\d{7}| {7})[ \t|,]?"
    r"(\d{7})[ \t|,]?(\d{7}| {7}|)(?:[^0-9A-Z].*|)"
)
"""Type, add-on code, its deletion, primary code, its deletion, the edit's first and last day, notes."""
_ALMOST = re.compile(r"(?=[A-Z]{0,4}\d)[0-9A-Z]{5}")
"""What a damaged line of data still looks like, and no disclaimer does."""
_NOT_IN_NAMES = re.compile(r"[^A-Za-z]")
_NEVER = {"", "0", "0000000", "9999365", "9999999"}
"""How the file writes that there is no deletion date."""
_HEADER_LINES = 10

_SCHEMA = """
CREATE TABLE add_on (code TEXT, primary_code TEXT, kind INTEGER, first_day TEXT, last_day TEXT,
                     PRIMARY KEY (code, primary_code, first_day, last_day)) WITHOUT ROWID;
"""
_INDEXES = "CREATE INDEX add_on_primary ON add_on (primary_code);"


@dataclass(frozen=True, slots=True)
class _Line:
    """The cells of a line, without white space around them."""

    kind: str
    code: str
    code_deleted: str
    primary: str
    primary_deleted: str
    first_day: str
    deleted: str

    def row(self) -> tuple[str, str, int, str, str]:
        """What the store keeps; raises ValueError where a cell is not what it should be."""
        for code in (self.code, self.primary):
            if not CODE.fullmatch(code):
                raise ValueError(f"{code[:20]!r} is no HCPCS or CPT code")
        if self.kind not in {"1", "2", "3"}:
            raise ValueError(f"{self.kind[:20]!r} is no type of add-on code")
        last = min(_day(text) for text in (self.code_deleted, self.primary_deleted, self.deleted))
        if self.first_day in _NEVER:
            raise ValueError("it has no effective date")
        return self.code, self.primary, int(self.kind), _day(self.first_day).isoformat(), last.isoformat()


def _day(text: str) -> date:
    """A day written YYYYDDD; `date.max` where none is written."""
    if text in _NEVER:
        return date.max
    if len(text) != len("YYYYDDD"):
        raise ValueError(f"{text[:20]!r} is no date in the form YYYYDDD")
    return datetime.strptime(text, "%Y%j").date()  # noqa: DTZ007 - a day has no zone


def _recognise(member: Member, head: bytes) -> Recognised | None:
    if "aoc" not in editions.names(member).lower():
        return None
    if rows.is_workbook(head):
        with closing(rows.of(member, head, rows.tab_separated)) as lines:
            if _header(lines) is None:
                return None
    elif not any(map(_FIXED.fullmatch, head.decode("latin-1").splitlines()[:_HEADER_LINES])):
        return None
    editions.refuse_medicaid(member)
    quarter = editions.quarter(member)
    return Recognised(
        Dataset.ADD_ON,
        "NCCI add-on codes" + (f", {quarter.spoken}" if quarter else ""),
        quarter.first_day if quarter else None,
        date(quarter.year, 12, 31) if quarter else None,
    )


def _write(database: sqlite3.Connection, member: Member) -> int:
    read = _sheet if rows.is_workbook(member.head(4)) else _text
    return database.executemany("INSERT INTO add_on VALUES (?, ?, ?, ?, ?)", read(member)).rowcount


def _text(member: Member) -> Iterator[tuple[str, str, int, str, str]]:
    """The rows of the text file. What stands above the first row is a disclaimer; below it, every line counts."""
    begun = False
    with closing(rows.tab_separated(member)) as lines:
        for number, cells in lines:
            line = "\t".join(cells)
            found = _FIXED.fullmatch(line)
            begun = begun or found is not None
            if found:
                yield _row(number, member, list(found.groups()))
            elif line.strip() and (begun or number > _HEADER_LINES or _ALMOST.match(line.lstrip(" \t,"))):
                raise BrokenSourceError(
                    f"Line {number} of {member.name} is no line of the add-on code file; get the file again, or import"
                    " the workbook that CMS publishes beside it"
                )


def _sheet(member: Member) -> Iterator[tuple[str, str, int, str, str]]:
    with closing(rows.of(member, member.head(4), rows.tab_separated)) as lines:
        names = _header(lines)
        if names is None:
            raise BrokenSourceError(f"{member.name} has no header of the add-on code file; get the file again")
        places = rows.places(names, _COLUMNS, member)
        for number, cells in lines:
            if any(cells):
                padded = cells + [""] * (len(names) - len(cells))
                yield _row(number, member, [padded[place] for place in places])


def _header(lines: rows.Rows) -> list[str] | None:
    """The names of the columns, letters only: versions of the file differ in their underscores."""
    for _, cells in islice(lines, _HEADER_LINES):
        names = [_NOT_IN_NAMES.sub("", cell) for cell in cells]
        if {"AOCEditType", "AddOnCode", "PrimaryCode"} <= set(names):
            return names
    return None


def _row(number: int, member: Member, cells: list[str]) -> tuple[str, str, int, str, str]:
    try:
        return _Line(*(cell.strip() for cell in cells)).row()
    except ValueError as error:
        raise BrokenSourceError(f"Line {number} of {member.name} is damaged: {error}; get the file again") from None


def _last(release: Release) -> str:
    """G2212 (prolonged visits) came in 2021."""
    return "G2212" if release.first_day.year >= 2021 else "G0"  # noqa: PLR2004 - a year


_REACHES = reaching("SELECT max(code) FROM add_on", _last)
_HAS_KINDS = holding("SELECT DISTINCT cast(kind AS TEXT) FROM add_on", "123", "types of add-on codes")


def _lacks(database: sqlite3.Connection, release: Release) -> str:
    return _REACHES(database, release) or _HAS_KINDS(database, release)


ADD_ON = Layout(_recognise, _SCHEMA, _write, _INDEXES, at_least=7_000, lacks=_lacks)
"""The list of 2024 has 7,465 rows."""
