"""Codes and days as small whole numbers: two and a half million edits take a third of the room that texts would."""

import re
from datetime import date, datetime, timedelta

CODE = re.compile(r"[0-9A-Z]{5}")
"""HCPCS Level I (CPT) and II codes; which of them exist is another table's matter."""
OPEN = 32_767
"""The day number of an edit that has no deletion date: the largest number that SQLite keeps in two bytes."""

_BASE = 36
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FIRST = date(1996, 1, 1)
"""The first NCCI edits came into force on this day, so that most numbers are small."""


def packed(code: str) -> int:
    """A five-character code as a number, or -1, which no edit has, for what is no such code."""
    plain = code.strip().upper()
    return int(plain, _BASE) if CODE.fullmatch(plain) else -1


def spelled(number: int) -> str:
    """The code that `packed` made a number of."""
    letters = ""
    for _ in range(5):
        number, digit = divmod(number, _BASE)
        letters = _DIGITS[digit] + letters
    return letters


def day_number(day: date) -> int:
    """Days since 1 January 1996; negative before."""
    return OPEN if day == date.max else (day - _FIRST).days


def day_of(number: int) -> date:
    """The day that `day_number` made a number of."""
    return date.max if number == OPEN else _FIRST + timedelta(days=number)


class Codes(dict[str, int]):
    """`packed` that remembers, and raises ValueError for what is no code."""

    def __missing__(self, code: str) -> int:
        """Pack a code that was not asked for before."""
        if not CODE.fullmatch(code):
            raise ValueError(f"{code[:20]!r} is no HCPCS or CPT code")
        number = self[code] = int(code, _BASE)
        return number


class Days(dict[str, int]):
    """Day numbers of YYYYMMDD texts; `*` and 99991231 are the open end. Raises ValueError for what is no day."""

    def __init__(self) -> None:
        """Begin with the two ways to write that there is no deletion date."""
        super().__init__({"*": OPEN, "99991231": OPEN})

    def __missing__(self, text: str) -> int:
        """Read a day that was not asked for before."""
        if not (len(text) == len("YYYYMMDD") and text.isdigit()):
            raise ValueError(f"{text[:20]!r} is no date in the form YYYYMMDD")
        number = self[text] = day_number(datetime.strptime(text, "%Y%m%d").date())  # noqa: DTZ007 - a day has no zone
        if not -OPEN < number < OPEN:
            raise ValueError(f"{text} is no day on which an edit could be in force")
        return number
