"""Arguments that more than one command reads the same way."""

from datetime import date

import typer


def mail_address(text: str) -> str:
    """One plain address in lower case; anything else is a wrong argument."""
    from mailer.addresses import is_address

    address = text.strip().lower()
    if not is_address(address):
        raise typer.BadParameter(f"{text!r} is not an email address, such as dana@example.org.")
    return address


def day(text: str) -> date:
    """A date as YYYY-MM-DD; anything else is a wrong argument."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date, such as 2026-05-15.") from None
