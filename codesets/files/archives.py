"""What is in a zip file, told only where it would unpack to no more than an official file has."""

import zipfile
from typing import IO

from codesets.errors import BrokenSourceError

MAX_BYTES = 3 * 1024**3
"""What a zip may unpack to. The largest official one, the coverage database, is under 2 GB."""
MAX_RATIO = 100
"""How many times its size a member may unpack to; the official text files reach 20."""
MAX_MEMBERS = 10_000
"""The largest official zip has some hundred."""
_FLOOR = 1024 * 1024
"""Below this size a ratio says nothing: a short text of blanks packs well."""
_ENCRYPTED = 1


def listed(archive: zipfile.ZipFile, shown: str) -> list[zipfile.ZipInfo]:
    """The files of an archive, without its folders; `shown` is how a sentence names it.

    Raises BrokenSourceError where it is damaged, encrypted, or would unpack to more than any official file has.
    """
    found = [info for info in archive.infolist() if not info.is_dir()]
    if any(info.header_offset < 0 for info in found):
        raise BrokenSourceError(f"{shown} is damaged (it names a file before its own beginning); get the file again")
    if (
        len(found) > MAX_MEMBERS
        or sum(info.file_size for info in found) > MAX_BYTES
        or any(info.file_size > MAX_RATIO * max(info.compress_size, _FLOOR) for info in found)
    ):
        raise BrokenSourceError(f"{shown} would unpack to more than any official file has; it was not read")
    if any(info.flag_bits & _ENCRYPTED for info in found):
        raise BrokenSourceError(f"{shown} is encrypted; unpack it and import the files in it")
    return found


def is_workbook(file: IO[bytes]) -> bool:
    """Whether a zip is an Excel workbook, which is one file to import and not a zip of several."""
    with zipfile.ZipFile(file) as archive:
        return "xl/workbook.xml" in archive.namelist()
