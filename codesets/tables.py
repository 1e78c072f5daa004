"""Official tables, as CSV, as tab-separated text or as a workbook: their rows, and the header found by its names.

What stands before the header (titles, disclaimers) is skipped, so that a file with one more line of it still reads.
"""

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from codesets import spreadsheets
from codesets.errors import BrokenSourceError
from codesets.sources import Member

_LONGEST_CELL = 64 * 1024 * 1024
"""An article of the coverage database is one cell of HTML; csv allows 131,072 characters unless told."""
_LATEST_HEADER = 60
"""The longest disclaimer before a header has about twenty lines."""


def text_lines(stream: Iterable[bytes]) -> Iterator[str]:
    """Lines of text: UTF-8, and latin-1 where a line is not; CMS mixes both in one file."""
    for line in stream:
        try:
            yield line.decode("utf-8-sig")
        except UnicodeDecodeError:
            yield line.decode("latin-1")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows below a header. `columns` maps the header's names, in lower case with single spaces, to positions."""

    columns: dict[str, int]
    rows: Iterator[tuple[int, list[str]]]

    def position(self, *names: str) -> int | None:
        """The position of the first of these columns that the table has."""
        return next((self.columns[name] for name in names if name in self.columns), None)


@contextmanager
def table(member: Member, required: Iterable[str]) -> Iterator[Table]:
    """The table whose header has the required names; `rows` come with their number in the file, from 1.

    Raises BrokenSourceError where no such header stands in the first rows, or the file is damaged.
    """
    with member.open() as stream:
        rows = enumerate(_rows(member, stream), start=1)
        for number, row in rows:
            columns = header(row)
            if all(name in columns for name in required):
                yield Table(columns, rows)
                return
            if number >= _LATEST_HEADER:
                break
        raise BrokenSourceError(
            f"{member.name} has no header with the columns {', '.join(required)};"
            " get the file again, as it is published"
        )


def header(row: Iterable[str]) -> dict[str, int]:
    """The names of a header, in lower case with single spaces, and their positions; of equal names the first."""
    found: dict[str, int] = {}
    for position, name in enumerate(row):
        found.setdefault(" ".join(name.lower().split()), position)
    return found


def head_rows(member: Member, head: bytes) -> Iterator[list[str]]:
    """The rows in what a member's `head` has, for recognising a header; the last may be cut off."""
    lines = text_lines(head.splitlines(keepends=True))
    try:
        yield from csv.reader(lines, delimiter=_delimiter(member))
    except csv.Error:
        return  # no table, or cut off within a quotation


def _rows(member: Member, stream: IO[bytes]) -> Iterator[list[str]]:
    if member.is_workbook:
        yield from spreadsheets.rows(stream, member.name)
        return
    csv.field_size_limit(_LONGEST_CELL)
    yield from csv.reader(text_lines(stream), delimiter=_delimiter(member))


def _delimiter(member: Member) -> str:
    """CMS gives its tables as .csv with commas, as .txt with tabs, and as workbooks, whose head has tabs."""
    return "," if member.name.lower().endswith(".csv") else "\t"
