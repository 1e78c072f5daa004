"""How a text file that was cut off is told from a whole one: every list has entries that none of its editions lacks.

A list is in the order of its codes, so one that was cut off ends before the last of them. What is lost behind that
last entry, or from the middle of a list that does not number its lines, only the number of rows can show.
"""

import sqlite3
from collections.abc import Callable, Collection

from codesets.stores.installing import Lacking
from codesets.values import Release


def reaching(query: str, last: str | Callable[[Release], str]) -> Lacking:
    """For a list whose `query` yields its greatest code, which in every edition is `last` or one after it.

    `last` may depend on the release; "" asks for nothing.
    """

    def lacks(database: sqlite3.Connection, release: Release) -> str:
        wanted = last if isinstance(last, str) else last(release)
        (found,) = database.execute(query).fetchone()
        return (
            "" if (found or "") >= wanted else f"ends at {found or 'nothing'}, where every edition goes on to {wanted}"
        )

    return lacks


def holding(query: str, wanted: Collection[str], what: str) -> Lacking:
    """For a table whose `query` yields one column, in which every edition has all of `wanted`, which are `what`."""

    def lacks(database: sqlite3.Connection, _release: Release) -> str:
        found = {row[0] for row in database.execute(query)}
        absent = sorted(set(wanted) - found)
        return f"has nothing for {len(absent)} {what} ({', '.join(absent[:3])})" if absent else ""

    return lacks
