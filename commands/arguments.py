"""Arguments that more than one command reads the same way."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from config.settings import Settings

SHOWN = 200
"""Rows of a list: some screens full. Who needs more says so."""

Limit = Annotated[int, typer.Option("--limit", min=1, help="show this many at most")]


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
