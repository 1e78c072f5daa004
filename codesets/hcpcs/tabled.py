"""Reads the HCPCS list as a workbook or CSV: the same fields by the names of their columns."""

from collections.abc import Iterator
from dataclasses import replace

from codesets.errors import BrokenSourceError
from codesets.hcpcs.codes import HcpcsCode, day
from codesets.sources import Member
from codesets.tables import Table, table

REQUIRED = ("hcpc", "seqnum", "recid", "long description", "short description", "cov", "add dt", "term dt")
"""What its header has, and the header of the transaction report beside it in the zip has not."""
_FIRST, _MODIFIERS = {"3", "7"}, {"7", "8"}


def read(member: Member) -> Iterator[HcpcsCode]:
    """The codes and modifiers. Raises BrokenSourceError, naming the row, where one is cut off."""
    with table(member, REQUIRED) as found:
        previous: HcpcsCode | None = None
        for number, row in found.rows:
            fields = _Fields(found, row)
            if not any(cell.strip() for cell in row):
                continue
            code, record = fields.text("hcpc"), fields.text("recid").lstrip("0")
            if record in _FIRST:
                if previous:
                    yield previous
                previous = _code(fields, code, record, number)
            elif previous is None or code != previous.code or record not in _MODIFIERS | {"4"}:
                raise BrokenSourceError(
                    f"Row {number} of {member.name} is no row of the HCPCS list; nothing was installed."
                    " Get the file again, as it is published"
                )
            else:  # some editions have a row for each 80 characters, as the text file has
                previous = _longer(previous, fields.text("long description"))
        if previous:
            yield previous


class _Fields:
    """A row by the names of its columns; a row that ends early has blanks there."""

    def __init__(self, found: Table, row: list[str]) -> None:
        self._columns = found.columns
        self._row = row

    def text(self, name: str) -> str:
        position = self._columns.get(name)
        return self._row[position].strip() if position is not None and position < len(self._row) else ""

    def several(self, name: str, most: int) -> tuple[str, ...]:
        found = (self.text(f"{name}{number}") for number in range(1, most + 1))
        return tuple(value for value in found if value)


def _code(fields: _Fields, code: str, record: str, number: int) -> HcpcsCode:
    return HcpcsCode(
        code=code,
        modifier=record in _MODIFIERS,
        long=" ".join(fields.text("long description").split()),
        short=" ".join(fields.text("short description").split()),
        pricing=fields.several("price", 4),
        multiple_pricing=fields.text("mult_pi"),
        coverage=fields.text("cov"),
        see=fields.several("xref", 5),
        opps=fields.text("opps"),
        betos=fields.text("betos"),
        types=fields.several("tos", 5),
        added=day(fields.text("add dt"), number),
        effective=day(fields.text("act eff dt"), number),
        terminated=day(fields.text("term dt"), number),
        action=fields.text("action cd"),
    )


def _longer(code: HcpcsCode, text: str) -> HcpcsCode:
    return replace(code, long=f"{code.long} {text}".strip())
