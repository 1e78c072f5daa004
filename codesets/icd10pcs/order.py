"""Reads the order file of ICD-10-PCS: a line for each header and code, in fixed positions.

Positions from 1, by the file's own read-me: 1-5 order, 7-13 code, 15 flag (1 a code, 0 a header), 17-76 short title,
78 on long title.
"""

import re
import sqlite3
from collections.abc import Iterator

from codesets import words
from codesets.errors import BrokenSourceError
from codesets.files.sources import Member

FIRST_LINE = re.compile(rb"00001 0[0-9A-Z]{2}\s{5,}0 ")
"""The first header is 001; the order file of ICD-10-CM, of the same layout, begins with A00."""
_LINE = re.compile(r"(?P<order>[0-9]{5}) (?P<code>[0-9A-HJ-NP-Z]{3,7}) +(?P<flag>[01]) (?P<short>.{60}) (?P<long>\S.*)")
CODE_LENGTH = 7
SCHEMA = """
CREATE TABLE code (code TEXT PRIMARY KEY, billable INTEGER, short TEXT, long TEXT) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (code UNINDEXED, stems, tokenize='ascii');
"""


def write(database: sqlite3.Connection, member: Member) -> int:
    """Write headers and codes; returns how many codes. A lost line shows by the gap in the order numbers."""
    billable = 0
    for code, flag, short, long in _read(member):
        database.execute("INSERT INTO code VALUES (?, ?, ?, ?)", (code, flag, short, long))
        if flag:
            database.execute("INSERT INTO words VALUES (?, ?)", (code, " ".join(words.stems(long))))
            billable += 1
    return billable


def _read(member: Member) -> Iterator[tuple[str, bool, str, str]]:
    with member.open() as stream:
        for number, raw in enumerate(stream, start=1):
            line = raw.decode("utf-8").rstrip("\r\n\x1a")
            found = _LINE.fullmatch(line)
            if found is None and not line.strip():
                continue
            if found is None or (len(found["code"]) == CODE_LENGTH) != (found["flag"] == "1"):
                raise _broken(number, member, "is no line of the order file of ICD-10-PCS")
            if int(found["order"]) != number:
                raise _broken(number, member, f"has the order number {found['order']}; lines are missing or twice")
            yield found["code"], found["flag"] == "1", found["short"].strip(), found["long"].strip()


def _broken(line: int, member: Member, what: str) -> BrokenSourceError:
    return BrokenSourceError(f"Line {line} of {member.name} {what}; nothing was installed. Get the file again")
