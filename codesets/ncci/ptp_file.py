"""Reads the files of NCCI procedure-to-procedure edits into a store: tab separated text, or a workbook.

Source: CMS, Medicare NCCI PTP edits, practitioner (`ccipra`) and outpatient hospital (`ccioph`) files, four a quarter.
A copyright line, a title, a header wrapped over four lines, and then some 675,000 edits a file.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from codesets.errors import BrokenSourceError, UnknownSourceError
from codesets.files import rows
from codesets.files.sources import Member
from codesets.layouts import Layout, Recognised
from codesets.ncci import editions
from codesets.ncci.packing import CODE, Codes, Days, packed, spelled
from codesets.values import Dataset, Release

_COLUMNS = ("Column 1", "Column 2", "*=in existence", "Effective", "Deletion", "Modifier", "PTP Edit Rationale")
_INDICATORS = {"0", "1", "9"}
_LEAST_OF_PART = 400_000
"""One of the four files of an edition has some 675,000 rows, if not all of them the same number."""
_NOT_LAST = {"1", "2", "3"}
_LAST = "R0075"
"""Transport of X-ray equipment stands last in column 1, but for codes that there were for a few years."""
_LEAST_OF_ALL = 2_000_000
"""A file whose name has no part is taken for the whole edition, which had 2,546,017 rows in July 2024."""

_SCHEMA = """
CREATE TABLE kind (id INTEGER PRIMARY KEY, before_1996 INTEGER, indicator INTEGER, rationale TEXT);
CREATE TABLE edit (column1 INTEGER, column2 INTEGER, first_day INTEGER, last_day INTEGER, kind INTEGER,
                   PRIMARY KEY (column1, column2, first_day, last_day, kind)) WITHOUT ROWID;
"""
_INDEXES = "CREATE INDEX edit_column2 ON edit (column2);"


def _recognise(member: Member, head: bytes) -> Recognised | None:
    named = editions.names(member).lower()
    if rows.is_workbook(head):
        if "ccipra" not in named and "ccioph" not in named and "ptp" not in named:
            return None
    elif b"Column 1" not in head:
        return None
    with closing(rows.of(member, head, rows.tab_separated)) as lines:
        header = rows.stacked(lines, "Column 1", _is_data)
    if header is None or "PTP Edit Rationale" not in header[0]:
        return None
    editions.refuse_medicaid(member)
    hospital = "ccioph" in named or "hospital" in named
    if not hospital and "ccipra" not in named and "practitioner" not in named:
        raise UnknownSourceError(
            f"{member.name} holds PTP edits, but its name does not say whose; name it as CMS does, with ccipra"
            " (practitioners) or ccioph (hospitals)"
        )
    quarter = editions.quarter(member)
    dataset, whose = (Dataset.PTP_HOSPITAL, "hospital") if hospital else (Dataset.PTP_PRACTITIONER, "practitioner")
    again = editions.revision(member)
    return Recognised(
        dataset,
        f"NCCI PTP edits, {whose}"
        + (f", {quarter.spoken}" if quarter else "")
        + (f", revision {again}" if again else ""),
        quarter.first_day if quarter else None,
        quarter.last_day if quarter else None,
        editions.part(member),
    )


def _is_data(cells: list[str]) -> bool:
    return bool(cells) and CODE.fullmatch(cells[0]) is not None


def _write(database: sqlite3.Connection, member: Member) -> int:
    kinds: dict[tuple[bool, str, str], int] = {}
    before = database.total_changes
    with closing(rows.of(member, member.head(4), rows.tab_separated)) as lines:
        database.executemany("INSERT INTO edit VALUES (?, ?, ?, ?, ?)", _edits(member, lines, kinds))
    written = database.total_changes - before
    database.executemany(
        "INSERT INTO kind VALUES (?, ?, ?, ?)",
        [(number, was, int(indicator), rationale) for (was, indicator, rationale), number in kinds.items()],
    )
    return written


def _edits(
    member: Member, lines: rows.Rows, kinds: dict[tuple[bool, str, str], int]
) -> Iterator[tuple[int, int, int, int, int]]:
    names, body = rows.table(member, lines, "Column 1", _is_data)
    one, two, existed, first, last, modifier, why = rows.places(names, _COLUMNS, member)
    codes, days, number, newest = Codes(), Days(), 0, 0
    for number, cells in body:
        kind = cells[existed] == "*", cells[modifier], cells[why]
        try:
            if kind not in kinds:
                newest = number
                kinds[kind] = len(kinds) + _checked(kind, cells[existed])
            yield codes[cells[one]], codes[cells[two]], days[cells[first]], days[cells[last]], kinds[kind]
        except ValueError as error:
            raise BrokenSourceError(f"Line {number} of {member.name} is damaged: {error}; get the file again") from None
    if newest == number and rows.breaks_off(member):
        raise BrokenSourceError(f"{member.name} breaks off in line {number}; get the file again")


def _checked(kind: tuple[bool, str, str], existed: str) -> int:
    """1, after a look at what is new: an indicator, a rationale. Raises ValueError."""
    _, indicator, rationale = kind
    if existed not in {"", "*"} or indicator not in _INDICATORS:
        raise ValueError(f"{existed[:20]!r} and {indicator[:20]!r} are no indicators")
    if not rationale or not rationale.isascii() or not rationale.isprintable():
        raise ValueError(f"{rationale[:40]!r} is no rationale")
    return 1


def _at_least(release: Release) -> int:
    return _LEAST_OF_PART if release.part else _LEAST_OF_ALL


def _lacks(database: sqlite3.Connection, release: Release) -> str:
    """What a whole edition or its fourth file goes on to; where the first three end is no rule."""
    (last,) = database.execute("SELECT max(column1) FROM edit").fetchone()
    if release.part in _NOT_LAST or last >= packed(_LAST):
        return ""
    return f"ends at {spelled(last)}, where every edition goes on to {_LAST}"


PTP = Layout(_recognise, _SCHEMA, _write, _INDEXES, _at_least, _lacks)
"""Practitioner and hospital files."""
