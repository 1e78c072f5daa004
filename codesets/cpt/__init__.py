"""CPT: the operator's licensed files of the AMA (LONGULT, MEDU and SHORTU text, or a CSV), and nothing of our own.

No text of the AMA ships with CaseConsultant. The files are read only where the setting `cpt_licence` says who holds
the licence. They do not tell their days, which are a calendar year: the operator says them.
"""

import re
import sqlite3
from collections.abc import Iterator

from codesets import words
from codesets.errors import BrokenSourceError
from codesets.files.sources import Member
from codesets.files.tables import has_header, table, text_lines
from codesets.layouts import Layout, Recognised
from codesets.shapes import CPT
from codesets.stores.ends import holding
from codesets.values import Dataset

_SCHEMA = """
CREATE TABLE code (code TEXT PRIMARY KEY, long TEXT, medium TEXT, short TEXT) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (code UNINDEXED, stems, tokenize='ascii');
"""
_AT_LEAST = 9_000
"""CPT has had more than 10,000 codes since 2018."""
_HOLDS = holding("SELECT code FROM code", ("00100", "99607"), "codes of every edition")
"""The first and the last code of category I."""
_KINDS = {"LONGU": "long", "MEDU": "medium", "SHORTU": "short"}
"""What the AMA's text files are called: LONGULT.txt and LONGUT.txt, MEDU.txt, SHORTU.txt."""
_LINE = re.compile(rf"(?P<code>{CPT.pattern})(?:\t|\s+)(?P<text>\S.*)")
_CODE_COLUMNS = ("cpt code", "cpt", "code")
_TEXT_COLUMNS = {
    "long": ("long descriptor", "long description", "long"),
    "medium": ("medium descriptor", "medium description", "medium"),
    "short": ("short descriptor", "short description", "short"),
}

_Row = tuple[str, str, str, str]


def _kind(member: Member) -> str | None:
    return next((kind for name, kind in _KINDS.items() if member.name.upper().startswith(name)), None)


def _recognise_text(member: Member, head: bytes) -> Recognised | None:
    kind = _kind(member)
    if kind is None or not any(_LINE.fullmatch(line.rstrip()) for line in text_lines(head.splitlines())):
        return None
    return Recognised(Dataset.CPT, "CPT", part=kind)


def _recognise_table(member: Member, head: bytes) -> Recognised | None:
    if "cpt" not in member.name.lower() or not _columns(member, head):
        return None
    return Recognised(Dataset.CPT, "CPT")


def _columns(member: Member, head: bytes) -> tuple[str, str] | None:
    """A column of codes and one of descriptors, where the header has both."""
    every = (name for names in _TEXT_COLUMNS.values() for name in names)
    pairs = ((code, text) for text in every for code in _CODE_COLUMNS)
    return next((pair for pair in pairs if has_header(member, head, pair)), None)


def _write_text(database: sqlite3.Connection, member: Member) -> int:
    return _write(database, _text_rows(member))


def _text_rows(member: Member) -> Iterator[_Row]:
    """Licence text stands above the codes; below the first of them, every line is one."""
    kind = _kind(member)
    begun = False
    with member.open() as stream:
        for number, line in enumerate(text_lines(stream), start=1):
            found = _LINE.fullmatch(line.rstrip())
            if found:
                begun = True
                text = found["text"].strip()
                yield found["code"], *(text if kind == part else "" for part in _TEXT_COLUMNS)  # type: ignore[misc]
            elif begun and line.strip("\x1a \t\r\n"):
                raise _broken(number, member)


def _write_table(database: sqlite3.Connection, member: Member) -> int:
    return _write(database, _table_rows(member))


def _table_rows(member: Member) -> Iterator[_Row]:
    pair = _columns(member, member.head())
    with table(member, pair or _CODE_COLUMNS[:1]) as found:
        code_column = next(name for name in _CODE_COLUMNS if name in found.columns)
        for number, row in found.rows:
            code = found.cell(row, code_column)
            if not CPT.fullmatch(code):
                if any(cell.strip() for cell in row):
                    raise _broken(number, member)
                continue
            texts = (
                next((found.cell(row, name) for name in names if name in found.columns), "")
                for names in _TEXT_COLUMNS.values()
            )
            long, medium, short = texts
            yield code, long, medium, short


def _write(database: sqlite3.Connection, listed: Iterator[_Row]) -> int:
    count = 0
    for count, row in enumerate(listed, start=1):  # noqa: B007 - the count is returned
        database.execute("INSERT INTO code VALUES (?, ?, ?, ?)", row)
        stems = " ".join(words.stems(next((text for text in row[1:] if text), "")))
        database.execute("INSERT INTO words VALUES (?, ?)", (row[0], stems))
    return count


def _broken(line: int, member: Member) -> BrokenSourceError:
    return BrokenSourceError(
        f"Line {line} of {member.name} has no CPT code at its beginning; nothing was installed."
        " Get the file again, as the AMA delivers it"
    )


TEXT = Layout(_recognise_text, _SCHEMA, _write_text, at_least=_AT_LEAST, lacks=_HOLDS, licensed=True)
TABLE = Layout(_recognise_table, _SCHEMA, _write_table, at_least=_AT_LEAST, lacks=_HOLDS, licensed=True)
