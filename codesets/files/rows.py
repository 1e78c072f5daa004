"""The rows of an official table, whatever it is published as: tab separated, comma separated, or a workbook."""

import csv
import io
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from itertools import chain, islice

from codesets.errors import BrokenSourceError
from codesets.files import sheets
from codesets.files.sources import Member

Row = tuple[int, list[str]]
"""The number of a line in its file (from 1), and its cells."""
Rows = Generator[Row, None, None]
"""They hold a file open: read them to their end, or close them."""

_WORKBOOK = b"PK\x03\x04"
_HEADER_LINES = 40
"""Disclaimers, titles and a wrapped header never take more."""


def is_workbook(head: bytes) -> bool:
    """Whether a file begins like an Excel workbook."""
    return head.startswith(_WORKBOOK)


def tab_separated(member: Member) -> Rows:
    """The rows of a text file; the bytes of damaged letters become letters of latin-1, which no code has."""
    with member.open() as stream, io.TextIOWrapper(stream, encoding="latin-1") as lines:
        for number, line in enumerate(lines, start=1):
            yield number, line.rstrip("\r\n").split("\t")


def comma_separated(member: Member) -> Rows:
    """The rows of a csv file, quoted line breaks and all. Raises BrokenSourceError where a quote never ends."""
    with member.open() as stream, io.TextIOWrapper(stream, encoding="latin-1", newline="") as lines:
        reader = csv.reader(lines, strict=True)
        try:
            for cells in reader:
                yield reader.line_num, cells
        except csv.Error as error:
            raise BrokenSourceError(
                f"Line {reader.line_num} of {member.name} is not comma separated ({error}); get the file again"
            ) from None


def of(member: Member, head: bytes, text: Callable[[Member], Rows]) -> Rows:
    """The rows of a file that is published both as a workbook and as text."""
    return sheets.rows(member) if is_workbook(head) else text(member)


def breaks_off(member: Member) -> bool:
    """Whether a text file ends within a line: the last words of it may then be half."""
    if is_workbook(member.head(4)):
        return False
    last = b""
    with member.open() as stream:
        while chunk := stream.read(1024 * 1024):
            last = chunk
    return not last.endswith((b"\n", b"\x1a"))


def stacked(rows: Iterable[Row], first: str, data: Callable[[list[str]], bool]) -> tuple[list[str], Row] | None:
    """The names of the columns, whose words stand one below the other, and the first row of data.

    `first` begins the first cell of a header line, and `data` knows a row of data. All lines above the data are
    joined by column. None where no such header stands above the first row of data.
    """
    above: list[list[str]] = []
    seen = False
    for number, cells in islice(rows, _HEADER_LINES):
        if any(data(line.split(",")) for cell in cells for line in cell.splitlines()[1:]):
            return None  # a quote that swallowed rows of data
        if data(cells):
            if not seen:
                return None
            width = max(len(line) for line in above)
            padded = [line + [""] * (width - len(line)) for line in above]
            return [" ".join(" ".join(column).split()) for column in zip(*padded, strict=True)], (number, cells)
        above.append(cells)
        seen = seen or bool(cells and " ".join(cells[0].split()).lower().startswith(first.lower()))
    return None


def table(
    member: Member, lines: Rows, first: str, data: Callable[[list[str]], bool]
) -> tuple[list[str], Iterator[Row]]:
    """The stacked names of the columns and the rows of data, all as wide as the header; empty lines are left out.

    Raises BrokenSourceError where there is no such table, and, while the rows are read, where one has another width.
    """
    header = stacked(lines, first, data)
    if header is None:
        raise BrokenSourceError(f"{member.name} has no row of data below its header; get the file again")
    names, first_row = header
    return names, _body(member, chain([first_row], lines), len(names))


def _body(member: Member, lines: Iterable[Row], width: int) -> Iterator[Row]:
    for line in lines:
        if len(line[1]) == width:
            yield line
        elif any(line[1]):
            raise BrokenSourceError(
                f"Line {line[0]} of {member.name} has {len(line[1])} columns instead of {width}; get the file again"
            )


def places(names: Sequence[str], wanted: Sequence[str], member: Member) -> list[int]:
    """For each wanted column its place: the one with that stacked name, or else that begins or ends with it.

    Raises BrokenSourceError where one is missing or stands there twice.
    """
    lowered = [name.lower() for name in names]
    found = []
    for want in wanted:
        plain = want.lower()
        at = [place for place, name in enumerate(lowered) if name == plain] or [
            place for place, name in enumerate(lowered) if name.startswith(plain) or name.endswith(plain)
        ]
        if len(at) != 1:
            stands = "twice" if at else "not"
            raise BrokenSourceError(f"The column {want} stands {stands} in the header of {member.name}; get it again")
        found += at
    return found
