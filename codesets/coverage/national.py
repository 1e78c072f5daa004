"""Reads national coverage determinations (NCD): their sections of the manual, days, and level of coverage.

They have no codes: the local documents, which have them, say which determination they follow.
"""

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from codesets.coverage import local
from codesets.coverage.copies import copy_for
from codesets.files.sources import Member
from codesets.stores.shelf import Shelf
from codesets.values import Dataset, NotLoaded, Release

TABLE = "ncd_trkg.csv"
SCHEMA = """
CREATE TABLE determination (id INTEGER, version INTEGER, section TEXT, title TEXT, first_day TEXT, last_day TEXT,
                            level TEXT, PRIMARY KEY (id, version)) WITHOUT ROWID;
"""


class Level(StrEnum):
    """How far Medicare covers the item or service."""

    FULL = "1"
    RESTRICTED = "2"
    NONE = "3"
    UNSAID = ""


@dataclass(frozen=True, slots=True)
class Determination:
    """A national determination; `section` is that of the NCD manual ("110.3"), an open `last_day` is `date.max`.

    `id` is the number by which local documents refer to it.
    """

    id: str
    section: str
    title: str
    first_day: date
    last_day: date
    level: Level
    release: Release


def write(database: sqlite3.Connection, member: Member) -> int:
    """Write the determinations; returns how many."""
    count = 0
    for number, row in local.rows(member, TABLE, "ncd_id", "ncd_vrsn_num", "ncd_mnl_sect", "ncd_mnl_sect_title"):
        first, last = (
            local.day(row[name], number, TABLE).isoformat() if row.get(name) else None
            for name in ("ncd_efctv_dt", "ncd_trmntn_dt")
        )
        title = " ".join(row["ncd_mnl_sect_title"].split())
        level = row.get("cvrg_lvl_cd", "")
        database.execute(
            "INSERT INTO determination VALUES (?, ?, ?, ?, ?, ?, ?)",
            (row["ncd_id"], row["ncd_vrsn_num"], row["ncd_mnl_sect"], title, first, last, level),
        )
        count += 1
    return count


def of_ids(shelf: Shelf, ids: Collection[str], on: date) -> list[Determination] | NotLoaded:
    """The determinations in force on that day that local documents refer to by these ids (`Policy.national`)."""
    found = in_force(shelf, on)
    return found if isinstance(found, NotLoaded) else [one for one in found if one.id in ids]


def in_force(shelf: Shelf, on: date) -> list[Determination] | NotLoaded:
    """The determinations in force on that day, by their sections."""
    store = copy_for(shelf, Dataset.COVERAGE_NATIONAL, on)
    if store is None:
        return shelf.not_loaded(Dataset.COVERAGE_NATIONAL, on)
    rows = store.rows(
        "SELECT id, section, title, first_day, last_day, level FROM determination"
        " WHERE (first_day IS NULL OR first_day <= ?) AND (last_day IS NULL OR last_day >= ?) ORDER BY section",
        (on.isoformat(), on.isoformat()),
    )
    return [
        Determination(
            str(number),
            section,
            title,
            date.fromisoformat(first) if first else date.min,
            date.fromisoformat(last) if last else date.max,
            Level(level) if level in set(Level) else Level.UNSAID,
            store.release,
        )
        for number, section, title, first, last, level in rows
    ]
