"""Reads the definitions of ICD-10-PCS (XML): what each operation, approach, device or qualifier of a section means."""

import sqlite3
import xml.etree.ElementTree as ET

from codesets.sources import Member

SCHEMA = """
CREATE TABLE definition (section TEXT, position INTEGER, axis TEXT, term TEXT, definition TEXT, explanation TEXT,
                         includes TEXT);
CREATE INDEX definition_term ON definition (section, position, term);
"""


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
