"""The composition root: one file a command. Only this room ties the others together.

Each file builds a typer app; imports that take time stand inside the commands, so that `--help` answers at once.
"""

import os
import sys


def main() -> None:
    """Entry of the console script `caseconsultant`: errors that a person should read end as a sentence, not a trace."""
    from commands.cli import app
    from config.errors import CaseConsultantError

    os.umask(0o077)  # what we write holds health records: nobody else on this machine reads it
    try:
        app()
    except CaseConsultantError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
    except Exception as error:
        if sentence := _about_the_database(error) or _about_a_file(error):
            sys.stderr.write(f"{sentence}\n")
            sys.exit(1)
        raise


def _about_the_database(error: Exception) -> str:
    """A sentence for a database that is away or empty; empty for any other error."""
    from sqlalchemy.exc import OperationalError, ProgrammingError

    if not isinstance(error, OperationalError | ProgrammingError):
        return ""
    cause = str(error.orig)
    # PostgreSQL says so of a missing database too, but as an OperationalError: no migration helps there.
    missing = isinstance(error, ProgrammingError) and "does not exist" in cause
    if missing or "no such table" in cause or "no such column" in cause:
        return "The database is not set up yet: run `caseconsultant up`, or `caseconsultant migrate`."
    return f"The database does not answer ({cause.splitlines()[0]}). Is it running, and is database_url right?"


def _about_a_file(error: Exception) -> str:
    """A sentence for a file or folder that cannot be used; empty for any other error."""
    if not isinstance(error, OSError) or not error.filename:
        return ""
    return f"{error.filename} cannot be used ({error.strerror}). Mend its rights, or the setting that names it."
