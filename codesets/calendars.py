"""The years of the code sets: calendar quarters, and the federal fiscal year that begins on 1 October."""

from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = 3
_OCTOBER = 10


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a calendar year; `number` is 1 to 4. HCPCS, the NCCI edits and the fee schedule follow it."""

    year: int
    number: int

    @property
    def first_day(self) -> date:
        """The day on which the quarter's tables come into force."""
        return date(self.year, (self.number - 1) * _MONTHS + 1, 1)

    @property
    def last_day(self) -> date:
        """The day before the next quarter."""
        return (self.first_day + timedelta(days=100)).replace(day=1) - timedelta(days=1)

    @property
    def spoken(self) -> str:
        """`2024 Q3`."""
        return f"{self.year} Q{self.number}"


def quarter_of(day: date) -> Quarter:
    """The quarter that a day lies in."""
    return Quarter(day.year, (day.month - 1) // _MONTHS + 1)


def fiscal_year(day: date) -> int:
    """The year of ICD-10-CM and ICD-10-PCS that a day lies in: FY2026 began on 1 October 2025."""
    return day.year + (day.month >= _OCTOBER)
