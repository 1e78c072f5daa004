"""Arguments that more than one command reads the same way."""

import typer


def mail_address(text: str) -> str:
    """One plain address in lower case; anything else is a wrong argument."""
    from mailer.addresses import is_address

    address = text.strip().lower()
    if not is_address(address):
        raise typer.BadParameter(f"{text!r} is not an email address, such as dana@example.org.")
    return address
