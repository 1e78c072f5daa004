"""Column types and row keys that every table of ours uses."""

import itertools
import secrets
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, Integer
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A timezone-aware moment in UTC. SQLite keeps no zone: it is taken off on the way in and put back after."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """PostgreSQL keeps the zone itself."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name != "sqlite"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive datetimes: a moment without a zone is a mistake of ours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a datetime without a time zone was about to be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back what went in, in UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def text_of(kind: type[StrEnum]) -> Enum:
    """Store a StrEnum by its value, so that a new member needs no migration; unknown text raises LookupError."""
    return Enum(kind, native_enum=False, length=32, values_callable=lambda members: [m.value for m in members])


class RowId(TypeDecorator[int]):
    """A row key, made before the insert because sealed columns are bound to their row. SQLite's INTEGER is 64-bit."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Only a key called INTEGER is SQLite's own row number, which saves an index on every table."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())


_RANDOM_BITS = 22


def _keys() -> Iterator[int]:
    """41 bits of milliseconds, then 22 bits that start at random and count up within one millisecond."""
    last, tail = 0, 0
    for _ in itertools.count():
        now = max(time.time_ns() // 1_000_000, last)
        tail = tail + 1 if now == last else secrets.randbits(_RANDOM_BITS - 1)
        last = now
        yield (now << _RANDOM_BITS | tail) & 0x7FFF_FFFF_FFFF_FFFF


_next_key = _keys()
_one_at_a_time = threading.Lock()  # a generator that two threads enter at once raises ValueError


def new_row_id() -> int:
    """A positive 63-bit key that sorts by time; unique in a process, and practically so among several."""
    with _one_at_a_time:
        return next(_next_key)
