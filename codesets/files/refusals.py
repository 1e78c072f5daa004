"""Why a file cannot be imported, and what to do instead: the mistakes that people make with downloads."""

import os
from pathlib import Path

from codesets.errors import BrokenSourceError, CodeSetError, SourceMissingError, UnknownSourceError
from codesets.files.sources import Member

_KINDS = (
    (b"\x1f\x8b", "is packed with gzip; unpack it with `gunzip`, and import what comes out, under its published name"),
    (
        b"%PDF-",
        "is a PDF, but its first page is not that of the ICD-10-CM Official Guidelines; other PDFs are not read",
    ),
    (
        b"\xd0\xcf\x11\xe0",
        "is a workbook of Excel 2003 or before; import the text file that is published beside it, or save it as .xlsx",
    ),
    (b"Rar!", "is packed as RAR; unpack it, and import the files in it"),
    (b"7z\xbc\xaf", "is packed as 7z; unpack it, and import the files in it"),
)
_WEB_PAGE = (b"<!doctype html", b"<html")
_SHOWN = 3


def refuse_unreadable(source: Path) -> None:
    """Raise SourceMissingError or BrokenSourceError where there is no file, or nothing in it that can be read."""
    if source.is_dir():
        raise SourceMissingError(
            f"{source} is a folder; name the files in it: `caseconsultant codes import {source}/*`"
        )
    if not source.exists():
        raise SourceMissingError(f"There is no file {source}; look at how its name is spelled")
    if not source.is_file():
        raise SourceMissingError(f"{source} is no file; save what comes out of it, and import that")
    if not os.access(source, os.R_OK):
        raise SourceMissingError(
            f"{source} may not be read by this user; allow it with `chmod a+r {source}`, or import as its owner"
        )
    if source.stat().st_size == 0:
        raise BrokenSourceError(f"{source.name} is empty; get the file again")


def unknown(source: Path, found: list[Member]) -> CodeSetError:
    """The error for a file of which nothing was recognised; `found` are the files in it, a zip among them itself."""
    with source.open("rb") as file:
        begins = file.read(1024)
    for mark, sentence in _KINDS:
        if begins.startswith(mark):
            return UnknownSourceError(f"{source.name} {sentence}")
    if begins.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_WEB_PAGE):
        return UnknownSourceError(
            f"{source.name} is a web page and not the file that it links to; where CMS asks you to accept terms first,"
            " accept them in a browser and save what comes then"
        )
    within = [member.name for member in found if not member.names]
    holds = f", and neither has a file in it ({_listed(within)})" if found and found[0].names and within else ""
    return UnknownSourceError(
        f"{source.name} has no layout that this version reads{holds}; it takes the files as CMS and NCHS publish them,"
        " zipped or not (`caseconsultant codes import --help` lists them)"
    )


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
