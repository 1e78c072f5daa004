"""Reads the files of medically unlikely edits into a store: comma separated text, or a workbook.

Source: CMS, Medicare NCCI MUE tables, one each for practitioners, outpatient hospitals and suppliers of DME. The day on
which a table comes into force stands only in its file's name; it is in force until the quarter ends.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date

from codesets.calendars import quarter_of
from codesets.errors import BrokenSourceError
from codesets.files import rows
from codesets.files.sources import Member
from codesets.layouts import Layout, Recognised
from codesets.ncci import editions
from codesets.ncci.packing import CODE
from codesets.stores.ends import reaching
from codesets.values import Dataset, Release

_FIRST_CELL = "HCPCS/"
_COLUMNS = ("CPT Code", "MUE Values", "MUE Adjudication Indicator", "MUE Rationale")
_SERVICES = (
    ("Practitioner", Dataset.MUE_PRACTITIONER, "practitioner"),
    ("Outpatient", Dataset.MUE_OUTPATIENT, "outpatient hospital"),
    ("DME", Dataset.MUE_DME, "DME supplier"),
)
"""How the name of the second column begins, and what the table then is."""
_LEAST = {Dataset.MUE_PRACTITIONER: 13_000, Dataset.MUE_OUTPATIENT: 13_000, Dataset.MUE_DME: 2_500}
"""The tables of practitioners and hospitals have some 14,700 rows, that of suppliers some 2,900."""
_LAST = {Dataset.MUE_PRACTITIONER: "V536", Dataset.MUE_OUTPATIENT: "V536", Dataset.MUE_DME: "V533"}
"""The last codes are V5364 (screening for dysphagia), and of suppliers V5336 (repair of a speech device)."""
_INDICATORS = {
    "1 Line Edit": 1,
    "2 Date of Service Edit: Policy": 2,
    "3 Date of Service Edit: Clinical": 3,
}
_IN_FORCE = re.compile(r"eff\w*[-_ ](?P<month>\d\d)-(?P<day>\d\d)-(?P<year>20\d\d)", re.IGNORECASE)
_MOST = 1_000_000
"""No table allows more units of anything."""

_SCHEMA = "CREATE TABLE mue (code TEXT PRIMARY KEY, units INTEGER, indicator INTEGER, rationale TEXT) WITHOUT ROWID;"


def _recognise(member: Member, head: bytes) -> Recognised | None:
    if rows.is_workbook(head):
        if "mue" not in editions.names(member).lower():
            return None
    elif b"MUE Values" not in head:
        return None
    with closing(rows.of(member, head, rows.comma_separated)) as lines:
        header = rows.stacked(lines, _FIRST_CELL, _is_data)
    if header is None or len(header[0]) < len(_COLUMNS):
        return None
    editions.refuse_medicaid(member)
    for begins, dataset, whose in _SERVICES:
        if header[0][1].startswith(begins):
            first = _first_day(member)
            quarter = quarter_of(first) if first else None
            name = f"NCCI MUE, {whose}" + (f", {quarter.spoken}" if quarter else "")
            return Recognised(dataset, name, first, quarter.last_day if quarter else None)
    return None


def _first_day(member: Member) -> date | None:
    said = _IN_FORCE.search(editions.names(member))
    if said:
        try:
            return date(int(said["year"]), int(said["month"]), int(said["day"]))
        except ValueError:
            return None
    quarter = editions.quarter(member)
    return quarter.first_day if quarter else None


def _is_data(cells: list[str]) -> bool:
    return bool(cells) and CODE.fullmatch(cells[0]) is not None


def _write(database: sqlite3.Connection, member: Member) -> int:
    with closing(rows.of(member, member.head(4), rows.comma_separated)) as lines:
        return database.executemany("INSERT INTO mue VALUES (?, ?, ?, ?)", _limits(member, lines)).rowcount


def _limits(member: Member, lines: rows.Rows) -> Iterator[tuple[str, int, int, str]]:
    names, body = rows.table(member, lines, _FIRST_CELL, _is_data)
    places = rows.places(names, _COLUMNS, member)
    rationales: set[str] = set()
    number = newest = 0
    for number, cells in body:
        try:
            code, units, indicator, rationale = (cells[place].strip() for place in places)
            if rationale not in rationales:
                newest = number
                rationales.add(_checked(rationale))
            yield _code(code), _units(units), _indicator(indicator), rationale
        except ValueError as error:
            raise BrokenSourceError(f"Line {number} of {member.name} is damaged: {error}; get the file again") from None
    if newest == number and rows.breaks_off(member):
        raise BrokenSourceError(f"{member.name} breaks off in line {number}; get the file again")


def _code(text: str) -> str:
    if not CODE.fullmatch(text):
        raise ValueError(f"{text[:20]!r} is no HCPCS or CPT code")
    return text


def _units(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= _MOST):
        raise ValueError(f"{text[:20]!r} is no number of units")
    return int(text)


def _indicator(text: str) -> int:
    if text not in _INDICATORS:
        raise ValueError(f"{text[:40]!r} is no adjudication indicator")
    return _INDICATORS[text]


def _checked(rationale: str) -> str:
    if not rationale or not rationale.isascii() or not rationale.isprintable():
        raise ValueError(f"{rationale[:40]!r} is no rationale")
    return rationale


def _at_least(release: Release) -> int:
    return _LEAST[release.dataset]


def _last(release: Release) -> str:
    return _LAST[release.dataset]


MUE = Layout(_recognise, _SCHEMA, _write, at_least=_at_least, lacks=reaching("SELECT max(code) FROM mue", _last))
