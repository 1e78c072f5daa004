"""Zip files, opened only when what they would unpack to is no more than an official file has."""

import zipfile
from typing import IO

from codesets.errors import BrokenSourceError

MAX_BYTES = 3 * 1024**3
"""What a zip may unpack to. The largest official one, the coverage database, is under 2 GB."""
MAX_RATIO = 200
"""How many times its size a member may unpack to; the official text files reach 20."""
MAX_MEMBERS = 10_000
"""The largest official zip has some hundred."""
_FLOOR = 1024 * 1024
"""Below this size a ratio says nothing: a short text of blanks packs well."""
_ENCRYPTED = 1


def open_archive(file: IO[bytes], shown: str) -> zipfile.ZipFile:
    """The zip, for the caller to close; `shown` is how a sentence names it.

    Raises BrokenSourceError where it is encrypted or would unpack to more than any official file, zipfile.BadZipFile
    where it is none.
    """
    archive = zipfile.ZipFile(file)
    listed = archive.infolist()
    if (
        len(listed) > MAX_MEMBERS
        or sum(info.file_size for info in listed) > MAX_BYTES
        or any(info.file_size > MAX_RATIO * max(info.compress_size, _FLOOR) for info in listed)
    ):
        archive.close()
        raise BrokenSourceError(f"{shown} would unpack to more than any official file has; it was not read")
    if any(info.flag_bits & _ENCRYPTED for info in listed):
        archive.close()
        raise BrokenSourceError(f"{shown} is encrypted; unpack it and import the files in it")
    return archive
