"""Which quarter an NCCI file belongs to: only its name tells, or the name of the zip around it.

CMS names the files of the first quarter of 1996 v2.0: `ccipra-v302r0-f1` is version 30.2, hence the third quarter of
2024, revision 0, file 1. The zips say it in words, too: `medicare-ncci-2024-q3-…`, `aoc_v2024q3-mcr`.
"""

import re

from codesets.calendars import Quarter
from codesets.errors import UnknownSourceError
from codesets.files.sources import Member

_VERSION = re.compile(r"v(?P<years>\d\d)\.?(?P<quarter>[0-3])(?:r(?P<revision>\d))?(?!\d)", re.IGNORECASE)
_QUARTER = re.compile(r"(?P<year>20\d\d)[-_ ]?q(?P<quarter>[1-4])(?!\d)", re.IGNORECASE)
_PART = re.compile(r"[-_]f(?P<part>\d)(?!\d)", re.IGNORECASE)
_MEDICAID = re.compile(r"medicaid|mcd(?![a-z])|(?<![a-z])mcd", re.IGNORECASE)
_VERSION_ZERO = 1994


def names(member: Member) -> str:
    """Every name that the file goes by, its own first."""
    return " ".join((member.name, *reversed(member.inside), member.path.name))


def quarter(member: Member) -> Quarter | None:
    """The quarter that the file's names tell; None where they do not."""
    said = names(member)
    if version := _VERSION.search(said):
        return Quarter(_VERSION_ZERO + int(version["years"]), int(version["quarter"]) + 1)
    if found := _QUARTER.search(said):
        return Quarter(int(found["year"]), int(found["quarter"]))
    return None


def revision(member: Member) -> int:
    """How often the file was published again in its quarter; 0 where the names do not tell."""
    version = _VERSION.search(names(member))
    return int(version["revision"] or 0) if version else 0


def part(member: Member) -> str:
    """Which of the files of its edition it is: "1" to "4", or nothing."""
    found = _PART.search(names(member))
    return found["part"] if found else ""


def refuse_medicaid(member: Member) -> None:
    """Medicaid has tables of its own in the same layouts; raises UnknownSourceError for them."""
    if _MEDICAID.search(names(member)):
        raise UnknownSourceError(
            f"{member.name} is a table of Medicaid; this version checks by Medicare's, so get the Medicare file"
        )
