"""Minutes of a service: from a start to a stop on the clock, or told as minutes or hours."""

import re

_TIME = r"(?P<{0}h>[01]?[0-9]|2[0-3])(?P<{0}c>:?)(?P<{0}m>[0-5][0-9])\s?(?P<{0}n>[ap])?\.?(?:m\b\.?)?"
_SPAN = re.compile(
    rf"\b(?:(?:from|start\w*|began|begins?|in|on)\b[^0-9]{{0,12}})?(?<![0-9/$.-]){_TIME.format('a')}"
    r"(?:\s?(?:-|\u2013|\bto\b|\buntil\b|\btill?\b|\bthru\b|\bthrough\b)\s?"
    r"|[^0-9]{0,20}?\b(?:stop\w*|end\w*|finish\w*|out|off|done|complete\w*)\b[^0-9]{0,12})"
    rf"{_TIME.format('z')}(?![0-9/])",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"\b([0-9]{1,3}) ?-?min(?:ute)?s?\b", re.IGNORECASE)
_HOURS = re.compile(
    r"\b([0-9]{1,2}(?:\.[0-9]{1,2})?) ?(?:hours?|hrs?|h)\b(?:(?: and| &)? ?([0-9]{1,2}) ?min)?", re.IGNORECASE
)
_DAY, _HALF_DAY = 24 * 60, 12 * 60


def spans(text: str) -> list[tuple[int, int]]:
    """Starts and stops in minutes since midnight, each stop behind its start, past noon or midnight too."""
    return [found for match in _SPAN.finditer(text) if (found := _span(match))]


def minutes(text: str) -> int | None:
    """The longest time that the words tell of; None where they tell none. A clock is believed before a count."""
    by_clock = [end - start for start, end in spans(text)]
    hours = [round(float(match[1]) * 60) + int(match[2] or 0) for match in _HOURS.finditer(text)]
    told = by_clock or [*(int(found) for found in _MINUTES.findall(text)), *hours]
    return max(told, default=None)


def _span(match: re.Match[str]) -> tuple[int, int] | None:
    if not match["ac"] and (not match["zc"] and len(match["ah"]) < 2):  # noqa: PLR2004 - "130-145" is no clock
        return None
    start, end = _since_midnight(match, "a"), _since_midnight(match, "z")
    if end <= start:
        end += _HALF_DAY if start < _HALF_DAY + 60 and not match["an"] and end + _HALF_DAY > start else _DAY
    return (start, end) if end - start < _DAY else None


def _since_midnight(match: re.Match[str], side: str) -> int:
    hour, half = int(match[f"{side}h"]), (match[f"{side}n"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour * 60 + int(match[f"{side}m"])
