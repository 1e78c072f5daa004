"""Official tables whose header is one row: found by the names of its columns, below whatever titles and disclaimers."""

import csv
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice

from codesets.errors import BrokenSourceError
from codesets.files import rows, sheets
from codesets.files.sources import Member

_LONGEST_CELL = 64 * 1024 * 1024
"""An article of the coverage database is one cell of HTML; csv allows 131,072 characters unless told."""
_LATEST_HEADER = 60
"""The longest disclaimer before a header has about twenty lines."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows below a header, each with its number in the file. `columns` are positions by the header's names."""

    columns: dict[str, int]
    rows: Iterator[rows.Row]

    def cell(self, row: list[str], name: str) -> str:
        """The cell of that column without blanks around it; empty where the row or the header does not have it."""
        position = self.columns.get(name, len(row))
        return row[position].strip() if position < len(row) else ""


@contextmanager
def table(member: Member, required: Iterable[str]) -> Iterator[Table]:
    """The table whose header has the required names, in lower case.

    Raises BrokenSourceError where no such header stands in the first rows, or the file is damaged.
    """
    with closing(_rows(member)) as found:
        for _, row in islice(found, _LATEST_HEADER):
            columns = header(row)
            if all(name in columns for name in required):
                yield Table(columns, found)
                return
    raise BrokenSourceError(
        f"{member.name} has no header with the columns {', '.join(required)}; get the file again, as it is published"
    )


def has_header(member: Member, head: bytes, required: Iterable[str]) -> bool:
    """Whether a header with the required names stands in the first rows; nothing that is no table has one."""
    wanted = set(required)
    try:
        with closing(_first_rows(member, head)) as found:
            return any(wanted <= header(row).keys() for _, row in islice(found, _LATEST_HEADER))
    except (BrokenSourceError, csv.Error):
        return False


def header(row: Iterable[str]) -> dict[str, int]:
    """The names of a header, in lower case with single spaces, and their positions; of equal names the first."""
    found: dict[str, int] = {}
    for position, name in enumerate(row):
        found.setdefault(" ".join(name.lower().split()), position)
    return found


def text_lines(stream: Iterable[bytes]) -> Iterator[str]:
    """Lines of text: UTF-8, and latin-1 where a line is not; CMS mixes both in one file."""
    for line in stream:
        try:
            yield line.decode("utf-8-sig")
        except UnicodeDecodeError:
            yield line.decode("latin-1")


def _rows(member: Member) -> Generator[rows.Row, None, None]:
    """The rows of a workbook, of a .csv with commas, or of text with tabs. Quoted cells may have line breaks."""
    if rows.is_workbook(member.head(4)):
        yield from sheets.rows(member)
    else:
        with member.open() as stream:
            yield from _separated(member, stream)


def _first_rows(member: Member, head: bytes) -> Generator[rows.Row, None, None]:
    return sheets.rows(member) if rows.is_workbook(head) else _separated(member, head.splitlines(keepends=True))


def _separated(member: Member, lines: Iterable[bytes]) -> Generator[rows.Row, None, None]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(text_lines(lines), delimiter="," if member.name.lower().endswith(".csv") else "\t")
    for row in reader:
        yield reader.line_num, row
