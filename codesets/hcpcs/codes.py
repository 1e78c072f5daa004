"""A code or modifier of HCPCS Level II, as the list publishes it, and the table that keeps it."""

import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any

from codesets import words
from codesets.errors import BrokenSourceError

SCHEMA = """
CREATE TABLE code (code TEXT PRIMARY KEY, modifier INTEGER, long TEXT, short TEXT, pricing TEXT, multiple_pricing TEXT,
                   coverage TEXT, see TEXT, opps TEXT, betos TEXT, types TEXT, added TEXT, effective TEXT,
                   terminated TEXT, action TEXT) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (code UNINDEXED, stems, tokenize='ascii');
"""
COLUMNS = (
    "code, modifier, long, short, pricing, multiple_pricing, coverage, see, opps, betos, types, added, effective,"
    " terminated, action"
)


@dataclass(frozen=True, slots=True)
class HcpcsCode:
    """One entry of the list.

    `pricing` are the pricing indicators (up to four), `multiple_pricing` is A where one applies in all cases and 9
    where the contractor decides; `coverage` is C (contractor's discretion), D (special instructions), I (not payable
    by Medicare), M (not covered), S (not covered by statute) or empty. `see` are codes to use instead. `effective` is
    the day of the last change. A code is valid from `added` to `terminated`, both included, None being open.
    """

    code: str
    modifier: bool
    long: str
    short: str
    pricing: tuple[str, ...] = ()
    multiple_pricing: str = ""
    coverage: str = ""
    see: tuple[str, ...] = ()
    opps: str = ""
    betos: str = ""
    types: tuple[str, ...] = ()
    added: date | None = None
    effective: date | None = None
    terminated: date | None = None
    action: str = ""

    def in_force(self, on: date) -> bool:
        """Whether the code can be reported for that day."""
        return (self.added is None or self.added <= on) and (self.terminated is None or on <= self.terminated)


def write(database: sqlite3.Connection, codes: Iterable[HcpcsCode]) -> int:
    """Write the codes; returns how many.

    CDT codes (D and four digits) are the ADA's; where a copy has them, their descriptions are dropped.
    """
    count = 0
    for code in codes:
        dental = code.code.startswith("D") and not code.modifier
        kept = ("", "") if dental else (code.long, code.short)
        row = [_stored(value) for value in astuple(code)]
        row[2:4] = kept
        database.execute("INSERT INTO code VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        database.execute("INSERT INTO words VALUES (?, ?)", (code.code, " ".join(words.stems(" ".join(kept)))))
        count += 1
    return count


def from_row(row: Iterable[Any]) -> HcpcsCode:
    """The code that a row of COLUMNS is."""
    code, modifier, long, short, pricing, multiple, coverage, see, opps, betos, types, *days, action = row
    added, effective, terminated = (date.fromisoformat(day) if day else None for day in days)
    return HcpcsCode(
        code,
        bool(modifier),
        long,
        short,
        tuple(pricing.split()),
        multiple,
        coverage,
        tuple(see.split()),
        opps,
        betos,
        tuple(types.split()),
        added,
        effective,
        terminated,
        action,
    )


def day(text: str, line: int) -> date | None:
    """A date as the list writes it, YYYYMMDD or blank; raises BrokenSourceError for anything else."""
    text = text.strip()
    if not text:
        return None
    try:
        return date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:]}")
    except ValueError:
        raise BrokenSourceError(
            f"Line {line} of the HCPCS list has no date where one belongs ({text!r}); nothing was installed."
            " Get the file again"
        ) from None


def _stored(value: Any) -> Any:
    if isinstance(value, tuple):
        return " ".join(value)
    return value.isoformat() if isinstance(value, date) else value
