"""Reads local determinations and their articles: documents, codes, diagnoses, and the states that they stand for.

The states follow from the contractors of a document, and the contractors' jurisdictions. Texts are left out: they hold
descriptions of CPT, which are the AMA's.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from codesets.errors import BrokenSourceError
from codesets.files.sources import Member
from codesets.files.tables import table
from codesets.shapes import normalise

SCHEMA = """
CREATE TABLE document (id INTEGER, version INTEGER, title TEXT, first_day TEXT, last_day TEXT,
                       PRIMARY KEY (id, version)) WITHOUT ROWID;
CREATE TABLE hcpcs (code TEXT, id INTEGER, version INTEGER, PRIMARY KEY (code, id, version)) WITHOUT ROWID;
CREATE TABLE diagnosis (id INTEGER, version INTEGER, code TEXT, covered INTEGER,
                        PRIMARY KEY (id, version, code, covered)) WITHOUT ROWID;
CREATE TABLE contractor (id INTEGER, version INTEGER, name TEXT, state TEXT,
                         PRIMARY KEY (id, version, state, name)) WITHOUT ROWID;
CREATE TABLE related (id INTEGER, version INTEGER, other INTEGER, PRIMARY KEY (id, version, other)) WITHOUT ROWID;
CREATE TABLE related_national (id INTEGER, version INTEGER, ncd TEXT,
                               PRIMARY KEY (id, version, ncd)) WITHOUT ROWID;
"""
INDEXES = "CREATE INDEX diagnosis_code ON diagnosis (code);"
_NO_CODE = "XX000"
"""Stands where a document has no code."""
_DATE_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%Y-%m-%d %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p")


@dataclass(frozen=True, slots=True)
class Kind:
    """LCDs or articles: how their tables and columns are named."""

    part: str
    plural: str
    letter: str
    first_days: tuple[str, ...]
    last_days: tuple[str, ...]
    related: str

    @property
    def tables(self) -> set[str]:
        """The tables without which nothing can be looked up."""
        part = self.part
        lookups = {"contractor.csv", "contractor_jurisdiction.csv", "state_lookup.csv"}
        return {f"{part}.csv", f"{part}_x_hcpc_code.csv", f"{part}_x_contractor.csv"} | lookups


KINDS = (
    Kind(
        "lcd", "LCDs", "L", ("rev_eff_date", "orig_det_eff_date"), ("rev_end_date", "ent_det_end_date"), "r_article_id"
    ),
    Kind(
        "article",
        "articles",
        "A",
        ("article_rev_eff_date", "article_eff_date"),
        ("article_rev_end_date", "article_end_date"),
        "r_lcd_id",
    ),
)
_Row = tuple[int, dict[str, str]]


def tables(member: Member) -> dict[str, str]:
    """The tables in a zip: their names in lower case without folders, and their names in it."""
    return {name.rpartition("/")[2].lower(): name for name in member.names if name.lower().endswith(".csv")}


def write(database: sqlite3.Connection, member: Member, kind: Kind) -> int:
    """Write one kind of document; returns how many there are."""
    count = 0
    for number, row in rows(member, f"{kind.part}.csv", f"{kind.part}_id", f"{kind.part}_version"):
        days = [_first_day(row, names, number, kind.part) for names in (kind.first_days, kind.last_days)]
        key = _key(row, kind, number)
        database.execute("INSERT INTO document VALUES (?, ?, ?, ?, ?)", (*key, row.get("title", ""), *days))
        count += 1
    _write_codes(database, member, kind)
    _write_contractors(database, member, kind)
    return count


def _write_codes(database: sqlite3.Connection, member: Member, kind: Kind) -> None:
    part, present = kind.part, tables(member)
    database.executemany(
        "INSERT OR IGNORE INTO hcpcs VALUES (?, ?, ?)",
        (
            (row["hcpc_code_id"].upper(), *_key(row, kind, number))
            for number, row in rows(member, f"{part}_x_hcpc_code.csv", "hcpc_code_id")
            if row["hcpc_code_id"].upper() != _NO_CODE
        ),
    )
    for covered, name in ((1, f"{part}_x_icd10_covered.csv"), (0, f"{part}_x_icd10_noncovered.csv")):
        if name in present:
            database.executemany(
                "INSERT OR IGNORE INTO diagnosis VALUES (?, ?, ?, ?)",
                (
                    (*_key(row, kind, number), normalise(row["icd10_code_id"]), covered)
                    for number, row in rows(member, name, "icd10_code_id")
                    if row["icd10_code_id"].upper() != _NO_CODE
                ),
            )
    if f"{part}_related_documents.csv" in present:
        database.executemany(
            "INSERT OR IGNORE INTO related VALUES (?, ?, ?)",
            (
                (*_key(row, kind, number), int(row[kind.related]))
                for number, row in rows(member, f"{part}_related_documents.csv", kind.related)
                if row[kind.related].isdecimal() and int(row[kind.related])
            ),
        )
    if f"{part}_related_ncd_documents.csv" in present:
        database.executemany(
            "INSERT OR IGNORE INTO related_national VALUES (?, ?, ?)",
            (
                (*_key(row, kind, number), row["r_ncd_id"])
                for number, row in rows(member, f"{part}_related_ncd_documents.csv", "r_ncd_id")
                if row["r_ncd_id"].strip("0")  # 0 stands where a document has none
            ),
        )


def _write_contractors(database: sqlite3.Connection, member: Member, kind: Kind) -> None:
    names = {
        row["contractor_id"]: row["contractor_bus_name"]
        for _, row in rows(member, "contractor.csv", "contractor_id", "contractor_bus_name")
    }
    abbreviations = _abbreviations(member)
    states: dict[str, set[str]] = defaultdict(set)
    for _, row in rows(member, "contractor_jurisdiction.csv", "contractor_id", "state_id"):
        if not row.get("term_date"):
            states[row["contractor_id"]] |= abbreviations.get(row["state_id"], set())
    database.executemany(
        "INSERT OR IGNORE INTO contractor VALUES (?, ?, ?, ?)",
        (
            (*_key(row, kind, number), names.get(row["contractor_id"], ""), state)
            for number, row in rows(member, f"{kind.part}_x_contractor.csv", "contractor_id")
            for state in sorted(states[row["contractor_id"]])
        ),
    )


def _abbreviations(member: Member) -> dict[str, set[str]]:
    """The states of each entry; of a part of a state ("New York - Queens") the abbreviation of the whole as well."""
    listed = [
        (row["state_id"], row["state_abbrev"].upper(), row.get("description", "").lower())
        for _, row in rows(member, "state_lookup.csv", "state_id", "state_abbrev")
    ]
    return {
        number: {abbreviation} | {other for _, other, name in listed if name and described.startswith(f"{name} ")}
        for number, abbreviation, described in listed
    }


def rows(member: Member, name: str, *required: str) -> Iterator[_Row]:
    """The rows of one table by their column names, without blanks around the cells.

    Raises BrokenSourceError where a row has more or fewer cells than the header.
    """
    inner = member.within(tables(member)[name])
    with table(inner, required) as found:
        width = max(found.columns.values()) + 1
        for number, cells in found.rows:
            if not any(cells):
                continue
            if len(cells) < width:
                raise BrokenSourceError(
                    f"Line {number} of {inner.name} has {len(cells)} cells instead of {width}; nothing was installed."
                    " Get the file again"
                )
            yield number, {column: cells[position].strip() for column, position in found.columns.items()}


def _key(row: dict[str, str], kind: Kind, number: int) -> tuple[int, int]:
    try:
        return int(row[f"{kind.part}_id"]), int(row[f"{kind.part}_version"])
    except (KeyError, ValueError):
        raise BrokenSourceError(
            f"Line {number} of a table of {kind.plural} names no document; nothing was installed. Get the file again"
        ) from None


def _first_day(row: dict[str, str], names: tuple[str, ...], number: int, part: str) -> str | None:
    """The first of these columns that has a date, as YYYY-MM-DD."""
    text = next((row[name] for name in names if row.get(name)), "")
    return day(text, number, f"{part}.csv").isoformat() if text else None


def day(text: str, number: int, name: str) -> date:
    """A date in the forms that the tables have it in; raises BrokenSourceError for anything else."""
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime(text.partition(".")[0], form).date()  # noqa: DTZ007 - a day without a time
        except ValueError:
            continue
    raise BrokenSourceError(
        f"Line {number} of {name} has no date where one belongs ({text[:30]!r}); nothing was installed."
        " Get the file again"
    )
