"""The relative values and policy indicators of a code in the Medicare physician fee schedule.

Source: CMS, National Physician Fee Schedule Relative Value File; its record layout (`RVU25D`) explains each indicator.
The file's descriptions of CPT and dental codes are their owners' text, and are not kept.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from codesets.stores.shelf import Shelf
from codesets.stores.store import Store
from codesets.values import Dataset, NotLoaded, Release

QUALIFYING = "QPP"
"""Since 2026 participants in advanced payment models have a conversion factor, and so a file, of their own."""


@dataclass(frozen=True, slots=True)
class Fee:
    """A row of the schedule; the indicators are the file's own characters, empty where it has none.

    `work`, `nonfacility_pe`, `facility_pe` and `malpractice` are relative value units, `conversion_factor` dollars a
    unit, `preoperative` to `postoperative` shares (0 to 1) of the global package. `nonfacility_na`: hardly ever done
    outside a facility; `facility_na`: hardly ever in one. `description` is empty for CPT and dental codes.
    """

    code: str
    modifier: str
    description: str
    status: str
    work: Decimal
    nonfacility_pe: Decimal
    nonfacility_na: bool
    facility_pe: Decimal
    facility_na: bool
    malpractice: Decimal
    pc_tc: str
    global_days: str
    preoperative: Decimal
    intraoperative: Decimal
    postoperative: Decimal
    multiple: str
    bilateral: str
    assistant: str
    co_surgeons: str
    team: str
    endoscopic_base: str
    conversion_factor: Decimal
    supervision: str
    imaging_family: str
    release: Release


DELETED = frozenset({"D", "F", "H"})
"""The statuses of codes that ended; some stay in the file for a while."""

COLUMNS = tuple(name for name in Fee.__dataclass_fields__ if name != "release")
"""The columns of the store, in the order of the fields."""
NUMBERS = frozenset(name for name, field in Fee.__dataclass_fields__.items() if field.type is Decimal)
FLAGS = frozenset(name for name, field in Fee.__dataclass_fields__.items() if field.type is bool)

_SELECT = f"SELECT {', '.join(COLUMNS)} FROM fee WHERE code = ?"  # noqa: S608 - the names of our own fields


def fee(shelf: Shelf, code: str, on: date, modifier: str = "", *, qualifying: bool = False) -> Fee | NotLoaded | None:
    """The row of a code on that day; `modifier` is "" for the whole service, 26, TC or 53.

    `qualifying` asks for the file of advanced payment models, where there are two. None where the schedule lacks it.
    """
    stores = _edition(shelf, on, qualifying=qualifying)
    query, values = f"{_SELECT} AND modifier = ?", (code.strip().upper(), modifier.strip().upper())
    for store in stores:
        for row in store.rows(query, values):
            return _fee(row, store)
    return None if stores else shelf.not_loaded(Dataset.MPFS, on)


def components(shelf: Shelf, code: str, on: date, *, qualifying: bool = False) -> list[Fee] | NotLoaded:
    """Every row of a code on that day: the whole service, then its components (26, 53, TC)."""
    stores = _edition(shelf, on, qualifying=qualifying)
    if not stores:
        return shelf.not_loaded(Dataset.MPFS, on)
    rows = [
        (row, store) for store in stores for row in store.rows(f"{_SELECT} ORDER BY modifier", (code.strip().upper(),))
    ]
    return [_fee(row, store) for row, store in rows]


def holds(shelf: Shelf, code: str, on: date) -> Release | NotLoaded | None:
    """The release that lists the code on that day as one in use: with any status but those of deleted codes."""
    rows = components(shelf, code, on)
    if isinstance(rows, NotLoaded):
        return rows
    return next((row.release for row in rows if row.status not in DELETED), None)


def _edition(shelf: Shelf, on: date, *, qualifying: bool) -> list[Store]:
    """The file of that day; of the two of 2026 and later, the one that was asked for, or else the only one there."""
    found = sorted(
        shelf.covering(Dataset.MPFS, on), key=lambda store: (store.release.part == QUALIFYING) is not qualifying
    )
    return found[:1]


def _fee(row: tuple[object, ...], store: Store) -> Fee:
    values = {
        name: Decimal(str(value)) if name in NUMBERS else bool(value) if name in FLAGS else str(value)
        for name, value in zip(COLUMNS, row, strict=True)
    }
    return Fee(**values, release=store.release)  # type: ignore[arg-type]  # the types are those of the fields
