"""ICD-10-PCS: the order file (every code with its titles), the tables that codes are built from, index, definitions."""

import re
from datetime import date

from codesets.files.sources import Member
from codesets.icd10pcs import definitions, index, order, tables
from codesets.layouts import Layout, Recognised
from codesets.stores.ends import reaching
from codesets.values import Dataset, Release

_VERSION = re.compile(rb"<version>\s*(20[0-9]{2})\s*</version>")
_YEAR = re.compile(r"20[0-9]{2}")


def edition(member: Member, dataset: Dataset, what: str, year: str) -> Recognised:
    """The edition of a fiscal year (1 October to 30 September), or its April update where the name of the file says so.

    The files tell the year alone, so the operator may say other days within it.
    """
    if not year:
        return Recognised(dataset, what)
    number = int(year)
    april = "april" in f"{member.path.name} {member.name}".lower()
    first, last = date(number, 4, 1) if april else date(number - 1, 10, 1), date(number, 9, 30)
    update = f", April 1 {year} update" if april else ""
    return Recognised(dataset, f"{what} FY{year}{update}", first, last, year=(date(number - 1, 10, 1), last))


def _recognise_order(member: Member, head: bytes) -> Recognised | None:
    if not order.FIRST_LINE.match(head):
        return None
    year = _YEAR.search(member.name) or _YEAR.search(member.path.name)
    return edition(member, Dataset.ICD10PCS, "ICD-10-PCS", year[0] if year else "")


def _recognise_xml(member: Member, head: bytes, root: bytes, dataset: Dataset, what: str) -> Recognised | None:
    if b"<ICD10PCS." + root not in head:
        return None
    year = _VERSION.search(head)
    return edition(member, dataset, what, year[1].decode() if year else "")


def _recognise_tables(member: Member, head: bytes) -> Recognised | None:
    return _recognise_xml(member, head, b"tabular", Dataset.ICD10PCS_TABLES, "ICD-10-PCS tables")


def _recognise_index(member: Member, head: bytes) -> Recognised | None:
    return _recognise_xml(member, head, b"index", Dataset.ICD10PCS_INDEX, "ICD-10-PCS index")


def _recognise_definitions(member: Member, head: bytes) -> Recognised | None:
    return _recognise_xml(member, head, b"definitions", Dataset.ICD10PCS_DEFINITIONS, "ICD-10-PCS definitions")


def _last(release: Release) -> str:
    """Section X came in fiscal year 2016, and its table XY0 in 2018; before, substance abuse treatment stood last."""
    year = release.last_day.year
    return "XY0VX83" if year >= 2018 else "X" if year >= 2016 else "HZ9"  # noqa: PLR2004 - years


# Each bound is below the smallest edition since 2013 (71,920 codes in 2014; 78,603 and 2,586 rows of tables in 2024).
ORDER = Layout(
    _recognise_order,
    order.SCHEMA,
    order.write,
    at_least=70_000,
    lacks=reaching("SELECT max(code) FROM code", _last),
)
TABLES = Layout(_recognise_tables, tables.SCHEMA, tables.write, at_least=70_000)
INDEX = Layout(_recognise_index, index.SCHEMA, index.write, index.INDEXES, at_least=15_000)
DEFINITIONS = Layout(_recognise_definitions, definitions.SCHEMA, definitions.write, at_least=500)
"""`rows` of the order file are its billable codes, of the tables the codes that can be built from them."""
LAYOUTS = (ORDER, TABLES, INDEX, DEFINITIONS)
