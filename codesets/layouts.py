"""What an importer is: how one official layout is recognised, and how its file is written into a store."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from codesets.files.sources import Member
from codesets.stores.installing import Lacking, nothing
from codesets.values import Dataset, Release


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file says it is. `first_day` and `last_day` are None where neither the file nor its name tells.

    `rows` is the count that the release is known to have, 0 where only the file says. `year` are the first and last
    day of the year that the file names, where it tells no more: the operator's word must lie in it, and goes before
    `first_day` and `last_day`, which are then those of most files of that year.
    """

    dataset: Dataset
    name: str
    first_day: date | None = None
    last_day: date | None = None
    part: str = ""
    rows: int = 0
    year: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """One official layout. The table of all of them is in `codesets.importing`.

    `recognise` looks at a member's name and head (`Member.head`), and returns None for what is not its own. `write`
    streams the member into the tables of `schema` and returns the number of rows; it raises CodeSetError with a
    sentence that names the line where the file breaks off or has another layout. Fewer rows than `at_least`, a number
    or what the release is to have, are half a file; so is one of which `lacks` says something (`codesets.stores.ends`).
    `licensed` layouts are read only where the operator says who holds the licence.
    """

    recognise: Callable[[Member, bytes], Recognised | None]
    schema: str
    write: Callable[[sqlite3.Connection, Member], int]
    indexes: str = ""
    at_least: int | Callable[[Release], int] = 1
    lacks: Lacking = nothing
    licensed: bool = False
