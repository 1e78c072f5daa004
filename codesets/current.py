"""The catalogue of a folder as it is now: a running service sees what was imported meanwhile, without a restart."""

import threading
import time
from pathlib import Path

from codesets.catalogue import Catalogue, open_catalogue
from codesets.errors import CodeSetError
from codesets.stores.installing import FORMAT, Report, outdated, silent

_TICKS = 100_000_000
"""Nanoseconds after which a file system's clock has moved on; its ticks take some milliseconds."""


class CurrentCatalogue:
    """Opens a folder's stores anew when some came or went. Threads may share one.

    Whoever has a catalogue keeps it until the work in hand is done: a case is judged by one state of the stores. An old
    catalogue closes its files when nobody has it any more. New stores are taken up when the search of their lists is
    made, which the command that imports does last: making it here would keep a case waiting for many seconds.
    """

    def __init__(self, folder: Path, report: Report = silent) -> None:
        """Open what lies there; raises StoreUnusableError. `report` gets a sentence when the catalogue changes."""
        self._folder = folder
        self._report = report
        self._lock = threading.Lock()
        self._touched, self._names = self._looked()
        self._catalogue = self._opened()
        if old := outdated(folder):
            report(old)

    def catalogue(self) -> Catalogue:
        """The catalogue of the stores that lie there now; where one cannot be read, that of those before.

        Costs one look at the folder's time stamp as long as nothing changes.
        """
        if self._time_stamp() != self._touched:
            with self._lock:
                self._reopen()
        return self._catalogue

    def _reopen(self) -> None:
        self._touched, names = self._looked()
        if names == self._names or not names:
            return  # another thread was faster, or an import has begun and makes its store beside the others
        self._names = names
        try:
            found = self._opened()
        except CodeSetError as error:
            self._report(f"The code sets stay as they were: {error}")
            return
        if self._catalogue.searches_at_once() and not found.searches_at_once():
            found.close()
            return  # the search that the import makes last is another file in the folder, and leads here again
        self._catalogue = found
        self._report(f"The code sets have changed: {len(found.shelf.releases())} stores are open")

    def _opened(self) -> Catalogue:
        found = open_catalogue(self._folder)
        if found.searches_at_once():
            found.open_searches()
        return found

    def _time_stamp(self) -> int:
        """0 where the folder is gone: what is open stays open."""
        try:
            return self._folder.stat().st_mtime_ns
        except OSError:
            return 0

    def _looked(self) -> tuple[int, frozenset[str]]:
        """The time stamp first, so that what comes after it is seen the next time.

        A stamp of this very moment is not kept: what follows within a tick of the clock would have the same.
        """
        touched = self._time_stamp()
        if time.time_ns() - touched < _TICKS:
            touched = 0
        kept = (f"*-v{FORMAT}.sqlite", f"*-v{FORMAT}.*arrays")
        return touched, frozenset(path.name for pattern in kept for path in self._folder.glob(pattern))
