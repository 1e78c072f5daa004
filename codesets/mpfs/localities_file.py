"""Reads the tables of payment localities into stores: the cost indices, and the counties of each locality.

Source: CMS, `GPCI2025` (addendum E) and `25LOCCO`, in the zips of the relative value files; csv or workbooks. Both
leave out leading zeros where a spreadsheet did, and have footnotes in their first column.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal, InvalidOperation

from codesets.errors import BrokenSourceError
from codesets.files import rows
from codesets.files.sources import Member
from codesets.layouts import Layout, Recognised
from codesets.stores.ends import reaching
from codesets.values import Dataset

_FIRST = "Medicare Ad"
"""Medicare Administrative Contractor, which the crosswalk spells "Adminstrative"."""
_CONTRACTOR = re.compile(r"\d{4,5}")
_NUMBER = re.compile(r"\d{1,2}")
_STATE = re.compile(r"[A-Z]{2}")
_WORDS = re.compile(r"[\x20-\x7e]+")
_YEAR_OF_GPCI = re.compile(r"(20\d\d) P[WE] GPCI")
_YEAR_OF_COUNTIES = re.compile(rb"COUNTIES INCLUDED IN (20\d\d) LOCALITIES")
_HIGHEST = Decimal(10)
"""Far above any index: Alaska's 1.5 is the highest of work."""

_GPCI_SCHEMA = """
CREATE TABLE locality (contractor TEXT, number TEXT, state TEXT, name TEXT, work TEXT, expense TEXT, malpractice TEXT,
                       PRIMARY KEY (contractor, number)) WITHOUT ROWID;
"""
_COUNTY_SCHEMA = "CREATE TABLE county (contractor TEXT, number TEXT, state TEXT, area TEXT, counties TEXT);"
_COUNTY_INDEXES = "CREATE INDEX county_locality ON county (contractor, number);"


def _recognise_gpci(member: Member, head: bytes) -> Recognised | None:
    names = _names(member, head, "gpci", b"PW GPCI")
    year = _YEAR_OF_GPCI.search(" ".join(names or ()))
    return _recognised(Dataset.MPFS_GPCI, "Geographic practice cost indices", int(year[1])) if year else None


def _recognise_counties(member: Member, head: bytes) -> Recognised | None:
    names = _names(member, head, "locco", b"Fee Schedule Area")
    if not names or "Counties" not in names[-1]:
        return None
    year = _YEAR_OF_COUNTIES.search(" ".join(names).encode())
    return _recognised(Dataset.MPFS_LOCALITIES, "Payment localities by county", int(year[1])) if year else None


def _recognised(dataset: Dataset, name: str, year: int) -> Recognised:
    return Recognised(dataset, f"{name}, {year}", date(year, 1, 1), date(year, 12, 31))


def _names(member: Member, head: bytes, named: str, telling: bytes) -> list[str] | None:
    """The stacked header of a table of localities; None for another file."""
    if named not in member.name.lower() if rows.is_workbook(head) else telling not in head:
        return None
    with closing(rows.of(member, head, rows.comma_separated)) as lines:
        header = rows.stacked(lines, _FIRST, _is_data)
    return header[0] if header else None


def _is_data(cells: list[str]) -> bool:
    return bool(cells) and _CONTRACTOR.fullmatch(cells[0].strip()) is not None


def _write_gpci(database: sqlite3.Connection, member: Member) -> int:
    return database.executemany("INSERT INTO locality VALUES (?, ?, ?, ?, ?, ?, ?)", _indices(member)).rowcount


def _write_counties(database: sqlite3.Connection, member: Member) -> int:
    return database.executemany("INSERT INTO county VALUES (?, ?, ?, ?, ?)", _counties(member)).rowcount


def _indices(member: Member) -> Iterator[list[str]]:
    with closing(rows.of(member, member.head(4), rows.comma_separated)) as lines:
        names, body = rows.table(member, lines, _FIRST, _is_data)
        places = [
            *rows.places(names, ["State", "Locality Number", "Locality Name"], member),
            *_index_places(names, member),
        ]
        for number, cells in body:
            if any(cells[1:]):
                state, locality, name, *indices = (cells[place].strip() for place in places)
                try:
                    contractor = _matching(_CONTRACTOR, cells[0]).zfill(5)
                    locality = _matching(_NUMBER, locality).zfill(2)
                    checked = [_index(index) for index in indices]
                    yield [contractor, locality, _matching(_STATE, state), _matching(_WORDS, name), *checked]
                except (ValueError, InvalidOperation) as error:
                    raise _damaged(member, number, error) from None


def _index_places(names: list[str], member: Member) -> list[int]:
    """The columns of work, expense and malpractice; of two for work, the one with the floor that the law sets."""
    found = []
    for index in ("PW GPCI", "PE GPCI", "MP GPCI"):
        at = [place for place, name in enumerate(names) if index in name]
        floored = [place for place in at if "with 1.0 Floor" in names[place]]
        if len(at) != 1 and len(floored) != 1:
            raise BrokenSourceError(f"The column {index} is not in the header of {member.name}; get it again")
        found += at if len(at) == 1 else floored
    return found


def _counties(member: Member) -> Iterator[tuple[str, str, str, str, str]]:
    state = ""
    with closing(rows.of(member, member.head(4), rows.comma_separated)) as lines:
        names, body = rows.table(member, lines, _FIRST, _is_data)
        places = rows.places(names, ["Locality Number", "State", "Fee Schedule Area", "Counties"], member)
        for number, cells in body:
            if any(cell.strip() for cell in cells[1:]):
                locality, named, area, counties = (" ".join(cells[place].split()) for place in places)
                state = named or state  # a state's name stands only beside its first locality
                try:
                    contractor = _matching(_CONTRACTOR, cells[0]).zfill(5)
                    locality = _matching(_NUMBER, locality).zfill(2)
                    yield contractor, locality, _matching(_WORDS, state), _matching(_WORDS, area), counties
                except ValueError as error:
                    raise _damaged(member, number, error) from None


def _matching(pattern: re.Pattern[str], text: str) -> str:
    plain = text.strip().rstrip("*").strip()
    if not pattern.fullmatch(plain):
        raise ValueError(f"{plain[:20]!r} stands where it should not")
    return plain


def _index(text: str) -> str:
    if not 0 < Decimal(text) < _HIGHEST:
        raise ValueError(f"{text[:20]!r} is no index")
    return text


def _damaged(member: Member, number: int, error: Exception) -> BrokenSourceError:
    return BrokenSourceError(f"Line {number} of {member.name} is damaged: {error}; get the file again")


# Both tables are in the order of the states' names.
_OF_STATES = reaching("SELECT max(state) FROM locality", "WY")
_OF_COUNTIES = reaching("SELECT max(state) FROM county", "WYOMING")
GPCI = Layout(_recognise_gpci, _GPCI_SCHEMA, _write_gpci, at_least=80, lacks=_OF_STATES)
LOCALITIES = Layout(
    _recognise_counties, _COUNTY_SCHEMA, _write_counties, _COUNTY_INDEXES, at_least=80, lacks=_OF_COUNTIES
)
"""The tables of 2025 have 109 and 113 rows."""
