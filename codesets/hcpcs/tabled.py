"""Reads the HCPCS list as a workbook or CSV: the same fields by the names of their columns."""

from collections.abc import Iterator
from dataclasses import replace

from codesets.errors import BrokenSourceError
from codesets.files.sources import Member
from codesets.files.tables import Table, table
from codesets.hcpcs.codes import HcpcsCode, day

REQUIRED = ("hcpc", "seqnum", "recid", "long description", "short description", "cov", "add dt", "term dt")
"""What its header has, and the header of the transaction report beside it in the zip has not."""
_FIRST, _CONTINUED, _MODIFIERS = {"3", "7"}, {"4", "8"}, {"7", "8"}


def read(member: Member) -> Iterator[HcpcsCode]:
    """The codes and modifiers. Raises BrokenSourceError, naming the row, where one is cut off."""
    with table(member, REQUIRED) as found:
        previous: HcpcsCode | None = None
        for number, row in found.rows:
            if not any(cell.strip() for cell in row):
                continue
            code, record = found.cell(row, "hcpc"), found.cell(row, "recid").lstrip("0")
            if record in _FIRST:
                if previous:
                    yield previous
                previous = _code(found, row, number)
            elif previous is None or code != previous.code or record not in _CONTINUED:
                raise BrokenSourceError(
                    f"Row {number} of {member.name} is no row of the HCPCS list; nothing was installed."
                    " Get the file again, as it is published"
                )
            else:  # some editions have a row for each 80 characters, as the text file has
                previous = replace(previous, long=f"{previous.long} {found.cell(row, 'long description')}".strip())
        if previous:
            yield previous


def _code(found: Table, row: list[str], number: int) -> HcpcsCode:
    def text(name: str) -> str:
        return found.cell(row, name)

    def several(name: str, most: int) -> tuple[str, ...]:
        return tuple(value for value in (text(f"{name}{at}") for at in range(1, most + 1)) if value)

    return HcpcsCode(
        code=text("hcpc"),
        modifier=text("recid").lstrip("0") in _MODIFIERS,
        long=" ".join(text("long description").split()),
        short=" ".join(text("short description").split()),
        pricing=several("price", 4),
        multiple_pricing=text("mult_pi"),
        coverage=text("cov"),
        see=several("xref", 5),
        opps=text("opps"),
        betos=text("betos"),
        types=several("tos", 5),
        added=day(text("add dt"), number),
        effective=day(text("act eff dt"), number),
        terminated=day(text("term dt"), number),
        action=text("action cd"),
    )
