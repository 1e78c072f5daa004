"""The definitions of ICD-10-PCS (XML): what each operation, approach, device or qualifier of a section means."""

import sqlite3
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from datetime import date

from codesets.files.sources import Member
from codesets.stores.shelf import Shelf
from codesets.values import Dataset, NotLoaded, Release

SCHEMA = """
CREATE TABLE definition (section TEXT, position INTEGER, axis TEXT, term TEXT, definition TEXT, explanation TEXT,
                         includes TEXT);
CREATE INDEX definition_term ON definition (section, position, term);
"""


@dataclass(frozen=True, slots=True)
class Definition:
    """What a value of an axis means. `includes` are other words for it, and parts that count as it."""

    text: str
    explanation: str
    includes: tuple[str, ...]
    release: Release


def definition(shelf: Shelf, section: str, position: int, term: str, on: date) -> Definition | NotLoaded | None:
    """The definition of a value, by its section (the first character of a code), position (1 to 7) and title."""
    stores = shelf.covering(Dataset.ICD10PCS_DEFINITIONS, on)
    if not stores:
        return shelf.not_loaded(Dataset.ICD10PCS_DEFINITIONS, on)
    rows = stores[0].rows(
        "SELECT definition, explanation, includes FROM definition WHERE section = ? AND position = ? AND term = ?",
        (section, position, term),
    )
    return next(
        (
            Definition(text, explanation, tuple(filter(None, includes.split("\n"))), stores[0].release)
            for text, explanation, includes in rows
        ),
        None,
    )


def write(database: sqlite3.Connection, member: Member) -> int:
    """Write a row for each term that is explained; returns how many. What a term includes is kept one a line."""
    count = 0
    with member.open() as stream:
        for _, element in ET.iterparse(stream):  # noqa: S314 - expat fetches nothing and stops entities that grow
            if element.tag == "section":
                rows = list(_rows(element))
                database.executemany("INSERT INTO definition VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
                count += len(rows)
                element.clear()
    return count


def _rows(section: ET.Element) -> list[tuple[str, int, str, str, str, str, str]]:
    return [
        (
            section.get("code", ""),
            int(axis.get("pos") or 0),
            axis.findtext("title", "").strip(),
            "".join(title.itertext()).strip(),
            _line(terms.findtext("definition", "")),
            _line(terms.findtext("explanation", "")),
            "\n".join(_line("".join(included.itertext())) for included in terms.findall("includes")),
        )
        for axis in section.findall("axis")
        for terms in axis.findall("terms")
        for title in terms.findall("title")
    ]


def _line(text: str) -> str:
    return " ".join(text.split())
