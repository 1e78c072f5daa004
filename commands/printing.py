"""How commands print: plain lines and tables that a terminal and a pipe can both read."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import typer


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str, total: int = 0) -> None:
    """Columns as wide as they need to be, two blanks between them; `empty` when there are no rows.

    Where `total` says that there are more than these, the last line does too.
    """
    cells = [[str(cell) for cell in row] for row in rows]
    if not cells:
        typer.echo(empty)
        return
    widths = [max(len(line[column]) for line in [list(headings), *cells]) for column in range(len(headings))]
    for line in [list(headings), *cells]:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    if total > len(cells):
        typer.echo(f"{len(cells)} of {total} shown; --limit {total} shows them all.")


def moment(at: datetime, zone: str) -> str:
    """A moment in the service's time zone, which it names: `2026-11-23 09:41 EST`."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M %Z}"
