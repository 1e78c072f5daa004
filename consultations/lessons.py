"""What a consultant's amendment teaches: redacted words, what the assistant made of them, and what is right.

Lessons are exported as cases for evaluation (`caseconsultant precedents export`); nothing learns from them by itself.
"""

from dataclasses import dataclass, field
from datetime import date

from pydantic import TypeAdapter

_OCTOBER = 10


@dataclass(frozen=True, slots=True)
class Lesson:
    """`documents` are redacted, the client's mail first, without their names. `day` is a made-up day in whose code
    sets the right codes are valid: the date of service itself is an identifier (45 CFR 164.514(b)(2)(i)(C)).
    """

    subject: str = field(repr=False)
    documents: tuple[str, ...] = field(repr=False)
    day: date
    setting: str
    payer: str
    drafted: tuple[str, ...]
    right: tuple[str, ...]


_LESSON = TypeAdapter(Lesson)


def day_like(day: date) -> date:
    """A day of the same year, in the same half of the code sets' year, which begins in October."""
    return date(day.year, 12, 1) if day.month >= _OCTOBER else date(day.year, 7, 1)


def to_json(lesson: Lesson) -> bytes:
    """As it is sealed."""
    return _LESSON.dump_json(lesson)


def from_json(text: bytes) -> Lesson:
    """What `to_json` wrote."""
    return _LESSON.validate_json(text)
