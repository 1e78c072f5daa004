"""The stores that stand beside a new one for the same days: which came last, and whether one holds the same.

CMS publishes one list as text, as csv and as a workbook, and publishes a list again with corrections.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from codesets.errors import StoreUnusableError

_TABLES = """
SELECT name FROM pragma_table_list
WHERE schema = 'main' AND type = 'table' AND name NOT IN ('release', 'sqlite_schema') ORDER BY name
"""
"""Full-text tables are made of the others, and are left out."""
_KEPT_BY = "SELECT part, last_day, rows FROM {}.release"


def of_part(part: str, stores: Iterable[Path]) -> list[Path]:
    """Those of the stores that have this part of an edition; raises StoreUnusableError where one cannot be read."""
    return [path for path in sorted(stores) if _told(path, "part") == part]


def newest(stores: Iterable[Path]) -> datetime:
    """When the last of them was imported: a clock that was set back must not put a correction behind."""
    times = (datetime.fromisoformat(_told(path, "imported")) for path in stores)
    return max(times, default=datetime.min.replace(tzinfo=UTC))


def same_rows(one: Path, other: Path) -> bool:
    """Whether the stores are of the same part and days, and every table of theirs has the same rows."""
    with closing(sqlite3.connect(one)) as database:
        database.execute("ATTACH ? AS other", (f"{other}",))
        ours, theirs = (database.execute(_KEPT_BY.format(schema)).fetchone() for schema in ("main", "other"))
        tables = [name for (name,) in database.execute(_TABLES)]
        return bool(ours == theirs) and all(_alike(database, table) for table in tables)


def _alike(database: sqlite3.Connection, table: str) -> bool:
    """Whether as many rows stand in both, and none in one alone; the names are those of our own schemas."""
    counts = [
        database.execute(f"SELECT count(*) FROM {schema}.{table}").fetchone()  # noqa: S608
        for schema in ("main", "other")
    ]
    alone = f"SELECT 1 FROM (SELECT * FROM main.{table} EXCEPT SELECT * FROM other.{table}) LIMIT 1"  # noqa: S608
    return counts[0] == counts[1] and database.execute(alone).fetchone() is None


def _told(path: Path, column: str) -> str:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            return str(database.execute(f"SELECT {column} FROM release").fetchone()[0])  # noqa: S608 - our own names
    except (sqlite3.Error, TypeError) as error:
        raise StoreUnusableError(f"{path.name} cannot be read ({error}); delete it, and import it again") from None
