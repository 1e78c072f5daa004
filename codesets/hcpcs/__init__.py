"""HCPCS Level II: codes and modifiers of CMS's alphanumeric list (the files named ANWEB), text and workbook."""

import calendar
import re
import sqlite3
from datetime import date

from codesets.files.sources import Member
from codesets.files.tables import has_header
from codesets.hcpcs import codes, fixed, tabled
from codesets.layouts import Layout, Recognised
from codesets.stores.ends import reaching
from codesets.values import Dataset

_NAME = re.compile(
    r"HCPC(?:S)?(?P<year>20[0-9]{2})_(?:CONTR_)?(?:(?P<month>JAN|APR|JUL|OCT)_)?(?:CONTR_)?ANWEB", re.IGNORECASE
)
_QUARTERS = {"JAN": 1, "APR": 4, "JUL": 7, "OCT": 10}
_QUARTER = 3
_AT_LEAST = 6_000
"""The list of 2018 has 6,600 codes and modifiers, and it grows."""


_ENDS = reaching("SELECT max(code) FROM code WHERE NOT modifier", "V5364")
"""Screening for dysphagia; the list goes from the modifiers over the A codes to it."""


def edition(name: str) -> Recognised:
    """What a file is by its name: HCPC2026_JAN_ANWEB.txt is in force for a quarter, HCPC2019_CONTR_ANWEB.txt a year.

    CMS published the list once a year until 2019 and every quarter since. Another name tells no days.
    """
    told = _NAME.search(name)
    if told is None:
        return Recognised(Dataset.HCPCS, "HCPCS Level II")
    year = int(told["year"])
    if told["month"] is None:
        return Recognised(Dataset.HCPCS, f"HCPCS Level II {year}", date(year, 1, 1), date(year, 12, 31))
    first = _QUARTERS[told["month"].upper()]
    last = first + _QUARTER - 1
    until = date(year, last, calendar.monthrange(year, last)[1])
    return Recognised(Dataset.HCPCS, f"HCPCS Level II {calendar.month_name[first]} {year}", date(year, first, 1), until)


def _recognise_text(member: Member, head: bytes) -> Recognised | None:
    found = any(fixed.RECORD.match(line.rstrip(b"\r")) for line in head.split(b"\n")[:-1])
    return edition(member.name) if found else None


def _recognise_table(member: Member, head: bytes) -> Recognised | None:
    return edition(member.name) if has_header(member, head, tabled.REQUIRED) else None


def _write_text(database: sqlite3.Connection, member: Member) -> int:
    with member.open() as stream:
        return codes.write(database, fixed.read(stream))


def _write_table(database: sqlite3.Connection, member: Member) -> int:
    return codes.write(database, tabled.read(member))


TEXT = Layout(_recognise_text, codes.SCHEMA, _write_text, at_least=_AT_LEAST, lacks=_ENDS)
TABLE = Layout(_recognise_table, codes.SCHEMA, _write_table, at_least=_AT_LEAST, lacks=_ENDS)
