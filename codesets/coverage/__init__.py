"""Medicare's coverage database: local determinations (LCD), their articles with the codes, national determinations.

The database is a zip of zips (`all_lcd.zip` holds `all_lcd_csv.zip`), each with the tables of one kind of document. It
is published every week. A copy holds every document that was current on its day, with the days of each, so a copy
answers for its own day and those after it, and for a day before it where a document was in force then already.
"""

import sqlite3
import zipfile
from datetime import date

from codesets.coverage import local, national
from codesets.files.sources import Member
from codesets.layouts import Layout, Recognised
from codesets.values import Dataset, spoken_day

_NEWEST_WITHOUT_A_DAY = 1980
"""A zip that keeps no times has its files in 1980."""


def _recognise_local(member: Member, _head: bytes) -> Recognised | None:
    kind = next((kind for kind in local.KINDS if kind.tables <= local.tables(member).keys()), None)
    return _edition(member, Dataset.COVERAGE, kind.plural, kind.part) if kind else None


def _recognise_national(member: Member, _head: bytes) -> Recognised | None:
    if national.TABLE not in local.tables(member):
        return None
    return _edition(member, Dataset.COVERAGE_NATIONAL, "national determinations", "")


def _edition(member: Member, dataset: Dataset, what: str, part: str) -> Recognised:
    with member.open() as stream, zipfile.ZipFile(stream) as archive:
        written = max(info.date_time[:3] for info in archive.infolist())
    name = "Medicare Coverage Database"
    if written[0] <= _NEWEST_WITHOUT_A_DAY:
        return Recognised(dataset, f"{name}, {what}", None, date.max, part)
    day = date(*written)
    return Recognised(dataset, f"{name} of {spoken_day(day)}, {what}", day, date.max, part)


def _write_local(database: sqlite3.Connection, member: Member) -> int:
    kind = next(kind for kind in local.KINDS if kind.tables <= local.tables(member).keys())
    return local.write(database, member, kind)


LOCAL = Layout(_recognise_local, local.SCHEMA, _write_local, local.INDEXES)
NATIONAL = Layout(_recognise_national, national.SCHEMA, national.write)
"""`rows` are the documents. There is no smallest number: an operator may load the current ones or all."""
