"""Reads the HCPCS list in its fixed layout: 320 characters a line, latin-1, disclaimers first.

Positions as CMS's record layout counts them, from 1. A description goes on over several lines of 80 characters, which
are joined before blanks are stripped: some break within a word, some at a blank.
"""

import re
from collections.abc import Iterable, Iterator

from codesets.errors import BrokenSourceError
from codesets.hcpcs.codes import HcpcsCode, day

RECORD = re.compile(rb"^(?:[A-Z][0-9]{4}|   [A-Z0-9]{2})[0-9]{5}[3478].{282,330}$")
"""A line of the list, and no other line of the zip: code or modifier, sequence number, record id, fields to 293.

Two lines whose line end was lost are too long for it."""
_RECORD_AT_LEAST = 293
_TABS = 5
"""Disclaimers are shorter, or have a tab for every column; another line of this length is a damaged record."""
_FIRST = {"3", "7"}
_MODIFIER = {"7", "8"}


def read(lines: Iterable[bytes]) -> Iterator[HcpcsCode]:
    """The codes and modifiers. Raises BrokenSourceError, naming the line, where a record is cut off or missing."""
    open_record = ""
    pieces: list[str] = []
    started = 0
    for number, raw in enumerate(lines, start=1):
        line = raw.rstrip(b"\r\n")
        if not RECORD.match(line):
            damaged = len(line) >= _RECORD_AT_LEAST and line.count(b"\t") < _TABS
            if damaged or (open_record and line.strip(b"\x1a \t")):
                raise _broken(number, "is no record of 293 or more characters")
            continue
        text = line.decode("latin-1")
        if text[10] in _FIRST:
            if open_record:
                yield _code(open_record, pieces, started)
            open_record, pieces, started = text, [], number
        elif text[:5] != open_record[:5]:
            raise _broken(number, f"goes on with {text[:5].strip()}, whose first line is missing")
        pieces.append(text[11:91])
        if int(text[5:8]) != len(pieces):
            raise _broken(number, f"is not the next line of {text[:5].strip()}")
    if open_record:
        yield _code(open_record, pieces, started)


def _code(record: str, pieces: list[str], line: int) -> HcpcsCode:
    return HcpcsCode(
        code=record[:5].strip(),
        modifier=record[10] in _MODIFIER,
        long=" ".join("".join(pieces).split()),
        short=" ".join(record[91:119].split()),
        pricing=_every(record[119:127], 2),
        multiple_pricing=record[127].strip(),
        coverage=record[229].strip(),
        see=_every(record[204:229], 5),
        opps=record[240:243].strip(),
        betos=record[256:259].strip(),
        types=_every(record[260:265], 1),
        added=day(record[268:276], line),
        effective=day(record[276:284], line),
        terminated=day(record[284:292], line),
        action=record[292].strip(),
    )


def _every(text: str, width: int) -> tuple[str, ...]:
    found = (text[start : start + width].strip() for start in range(0, len(text), width))
    return tuple(value for value in found if value)


def _broken(line: int, what: str) -> BrokenSourceError:
    return BrokenSourceError(
        f"Line {line} of the HCPCS list {what}; nothing was installed. Get the file again, as it is published"
    )
