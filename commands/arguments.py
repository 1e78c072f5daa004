"""Arguments that more than one command reads the same way."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from codesets.claims import Setting
    from config.settings import Settings

SHOWN = 200
"""Rows of a list: some screens full. Who needs more says so."""

Limit = Annotated[int, typer.Option("--limit", min=1, help="show this many at most")]


def named_input(file: Path | None, batch: Path | None, what: str) -> None:
    """Exactly one of them is a file that is there, or - for standard input; anything else is a wrong argument."""
    if (file is None) == (batch is None):
        raise typer.BadParameter(
            f"name one file with a {what}, or --batch with one {what} a line (- is standard input)."
        )
    path = file or batch
    if path is not None and not (_is_standard_input(path) or path.is_file()):
        raise typer.BadParameter(f"{path} is no file.")


def lines_of(path: Path) -> Iterator[str]:
    """The lines of a file, or of standard input; what is no UTF-8 becomes U+FFFD."""
    if _is_standard_input(path):
        yield from typer.get_text_stream("stdin", encoding="utf-8", errors="replace")
    else:
        with path.open(encoding="utf-8", errors="replace") as file:
            yield from file


def _is_standard_input(path: Path) -> bool:
    return str(path) == "-"


def who_bills(value: str) -> "Setting":
    """Who bills, by its name; anything else is a wrong argument."""
    from codesets.claims import Setting

    try:
        return Setting(value)
    except ValueError:
        raise typer.BadParameter(f"{value!r} is no setting; it takes {', '.join(Setting)}.") from None


def mail_address(text: str) -> str:
    """One plain address in lower case; anything else is a wrong argument."""
    from mailer.addresses import is_address

    address = text.strip().lower()
    if not is_address(address):
        raise typer.BadParameter(f"{text!r} is not an email address, such as dana@example.org.")
    return address


def printable(text: str) -> str:
    """The text as it can be stored and printed: bytes that were no UTF-8 stand as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def day(text: str) -> date:
    """A day as `2026-11-02`; anything else is a wrong argument."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; write year-month-day, such as 2026-11-02.") from None


def today(settings: "Settings") -> date:
    """The day that it is in the service's time zone, for commands that are given none."""
    return datetime.now(ZoneInfo(settings.time_zone)).date()
