"""An opened store: one read-only connection, whose pages all processes of the machine share."""

import sqlite3
import threading
import weakref
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from codesets.errors import StoreUnusableError
from codesets.stores.installing import FORMAT
from codesets.values import Dataset, Release

_MMAP_BYTES = 256 * 1024 * 1024
"""More than a store has: all of it is read through the page cache."""


class Store:
    """The store of one release. Threads may share it; a process that forks opens its own afterwards."""

    def __init__(self, path: Path) -> None:
        """Open the file; raises StoreUnusableError where it is not a store."""
        self.path = path
        self._lock = threading.Lock()
        try:
            # immutable: nobody writes a store in place, so SQLite needs neither locks nor a look for a journal
            self._database = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            self.close = weakref.finalize(self, self._database.close)
            self._database.execute(f"PRAGMA mmap_size = {_MMAP_BYTES}")
            self._refuse_another_format()
            self.release = self._read_release()
            self.imported = datetime.fromisoformat(self.rows("SELECT imported FROM release")[0][0])
            """When the store was written; of two for the same days it is later in the one that was imported last."""
        except (sqlite3.Error, OSError, IndexError, ValueError) as error:
            raise StoreUnusableError(f"{path.name} cannot be read ({error}); delete it, and import it again") from None

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self._lock:
            return self._database.execute(query, values).fetchall()

    def _refuse_another_format(self) -> None:
        ((made,),) = self.rows("PRAGMA user_version")
        if made != FORMAT:
            raise StoreUnusableError(
                f"{self.path.name} was made by another version of CaseConsultant; delete it, and import its file again"
            )

    def _read_release(self) -> Release:
        dataset, name, first_day, last_day, rows, digest, part, _ = self.rows("SELECT * FROM release")[0]
        return Release(
            Dataset(dataset), name, date.fromisoformat(first_day), date.fromisoformat(last_day), rows, digest, part
        )
