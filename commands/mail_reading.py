"""`caseconsultant mail parse|classify|trim|threads`: how our readers understand a mail, for people and for measuring.

They read standard input, need no settings and no database, and keep nothing.
"""

import json
import sys
from pathlib import Path
from typing import Any

import typer

from config.errors import CaseConsultantError


class NoSuchMailError(CaseConsultantError):
    """A file that was named on standard input cannot be read."""


def parse() -> None:
    """Print what we read in the mail on standard input, as JSON: addresses, subject, text, attachments, defects."""
    from mailer.as_read import parsed

    _tell(parsed(sys.stdin.buffer.read()))


def classify() -> None:
    """Print what machine wrote the mail on standard input, as JSON: bounce, delay, automatic reply, list, or none."""
    from mailer.as_read import classified

    _tell(classified(sys.stdin.buffer.read()))


def trim() -> None:
    """Print the new words of the text on standard input, without quoted history and signature."""
    from mailer import charsets, reply_text

    text, _ = charsets.decode(sys.stdin.buffer.read(), "utf-8")
    sys.stdout.buffer.write(reply_text.trim(text).encode("utf-8", "replace") + b"\n")


def threads() -> None:
    """Print the threads of the mails whose files are named on standard input, one a line: lists of Message-IDs."""
    from mailer.threads import connections_of, threads

    paths = [Path(line) for line in sys.stdin.read().splitlines() if line.strip()]
    try:
        mails = [connections_of(path.read_bytes()) for path in paths]
    except OSError as error:
        raise NoSuchMailError(f"{error.filename} cannot be read ({error.strerror}). Name files of mails.") from None
    _tell(threads(mails))


def _tell(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, default=str))


def add_to(app: typer.Typer) -> None:
    """Make these commands part of `caseconsultant mail`."""
    for command in (parse, classify, trim, threads):
        app.command()(command)
