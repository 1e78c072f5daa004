"""Reads the index of ICD-10-PCS (XML): main terms with sub-terms, each leading to a code, a table or another term."""

import sqlite3
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from codesets import words
from codesets.files.sources import Member

SCHEMA = """
CREATE TABLE term (id INTEGER PRIMARY KEY, parent INTEGER, level INTEGER, title TEXT, relation TEXT, target TEXT,
                   codes TEXT);
CREATE VIRTUAL TABLE words USING fts5 (stems, content='', tokenize='ascii');
"""
INDEXES = "CREATE INDEX term_parent ON term (parent);"
_RELATIONS = ("see", "use")


def write(database: sqlite3.Connection, member: Member) -> int:
    """Write the terms; returns how many."""
    written = 0
    with member.open() as stream:
        for _, element in ET.iterparse(stream):  # noqa: S314 - expat fetches nothing and stops entities that grow
            if element.tag == "letter":
                for main in element.findall("mainTerm"):
                    written = _write(database, main, None, 0, "", written)
                element.clear()
    return written


def _write(
    database: sqlite3.Connection, term: ET.Element, parent: int | None, level: int, path: str, written: int
) -> int:
    """Write the term and those below it, after `written` others; returns how many are written then."""
    title = _text(term.find("title"))
    path = f"{path} {title}"
    codes = " ".join(_codes(term))
    leads = [(child.tag, _text(child), " ".join(_codes(child))) for child in term if child.tag in _RELATIONS]
    number = written
    for relation, target, reached in leads or [("code" if codes else "", "", codes)]:
        number += 1
        row = (number, parent, level, title, relation, target, reached or codes)
        database.execute("INSERT INTO term VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        stems = " ".join(words.stems(f"{path} {target}"))
        database.execute("INSERT INTO words (rowid, stems) VALUES (?, ?)", (number, stems))
    above = written + 1
    for below in term.findall("term"):
        number = _write(database, below, above, level + 1, path, number)
    return number


def _codes(element: ET.Element) -> Iterator[str]:
    for child in element:
        if child.tag in {"code", "codes", "tab"} and (child.text or "").strip():
            yield (child.text or "").strip()


def _text(element: ET.Element | None) -> str:
    """The words of an element, without the codes that stand within it."""
    if element is None:
        return ""
    pieces = [element.text or "", *(child.tail or "" for child in element)]
    return " ".join(" ".join(pieces).split())
