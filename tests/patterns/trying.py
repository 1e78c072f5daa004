"""Patterns against their worst texts, timed beside a plain scan of as much text in the same run.

A pattern is asked about short texts of every shape first; only where that takes long, about two longer ones. What goes
through a text once takes four times as long for four times the text, what goes through it for each of its characters
sixteen times. In a process of its own: `python -m tests.patterns.trying`, which prints JSON.
"""

import json
import math
import re
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import cache, partial
from types import FrameType
from typing import Any

from tests.patterns.bounds import BOUNDS
from tests.patterns.found import ROOMS, Found, found
from tests.patterns.known_slow import KNOWN_SLOW, SLOW_ROOMS
from tests.patterns.worst import Worst

_SHORT = 2_048
_LONG = 8_192
_MEGABYTE = 1 << 20
_SUSPICIOUS = 60
"""Times a plain scan. Ordinary patterns stay below it, and what is quadratic passes it on the short text."""
_GROWTH = 9.0
_PATIENCE_SECONDS = 0.5
_PLAIN = re.compile(r"[^\x00]\x00")
"""Looks at each character of a text once, and finds nothing."""
_UNTIMED = 0.001


class _TooLongError(Exception):
    pass


def ring(_signal: int, _frame: FrameType | None) -> None:
    raise _TooLongError


def seconds(ask: Callable[[Any], object], text: str | bytes, patience: float = _PATIENCE_SECONDS) -> float:
    """Seconds of this thread's CPU for one question, infinite where patience ends."""
    signal.setitimer(signal.ITIMER_REAL, patience)
    started = time.thread_time()
    try:
        ask(text)
    except _TooLongError:
        return math.inf
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return time.thread_time() - started


@cache
def plain(length: int) -> float:
    """Seconds that a plain scan takes for a text of this length."""
    text = "a" * length
    return min(seconds(_all(_PLAIN), text) for _ in range(5))


def _all(pattern: re.Pattern[Any]) -> Callable[[Any], object]:
    return lambda text: deque(pattern.finditer(text), 0)


def asked(one: Found) -> Callable[[Any], object]:
    """The costliest way in which the code asks this pattern."""
    if one.methods <= {"match"}:
        return one.pattern.match
    if one.methods <= {"match", "fullmatch"}:
        return one.pattern.fullmatch
    return _all(one.pattern)


def grows(one: Found, *, briefly: bool = False) -> str:
    """The beginning of a text on which the time grows faster than its length; empty when there is none.

    A pattern that is asked about bounded texts alone must be as quick about its longest as a plain scan of a megabyte.
    """
    bound = BOUNDS.get(one.place)
    short_text = _SHORT // 2 if briefly else _SHORT
    for make in texts(one, briefly=briefly):
        ask = partial(_ask, one, make)
        if ask(short_text) < _SUSPICIOUS * plain(short_text):
            continue
        if bound:
            if min(ask(bound.characters) for _ in range(3)) > plain(_MEGABYTE):
                return repr(make(40))
        elif (short := min(ask(_LONG // 4) for _ in range(2))) == math.inf or (
            min(ask(_LONG) for _ in range(2)) > max(_GROWTH * short, _UNTIMED)
        ):
            return repr(make(40))
    return ""


def texts(one: Found, *, briefly: bool = False) -> Iterator[Callable[[int], str | bytes]]:
    """The worst texts for a pattern, each in any length; briefly, those made of the pattern itself."""
    for make in Worst(one.pattern.pattern, one.pattern.flags).shapes(briefly=briefly):
        yield make if isinstance(one.pattern.pattern, str) else partial(_encoded, make)


def _encoded(make: Callable[[int], str], length: int) -> bytes:
    return make(length).encode("utf-8", "replace")


def _ask(one: Found, make: Callable[[int], str | bytes], length: int) -> float:
    return seconds(asked(one), make(length))


def by_way(rooms: tuple[str, ...]) -> list[list[Found]]:
    """The patterns of the rooms; one that stands at several places and is asked in the same way is one entry."""
    groups: dict[Any, list[Found]] = {}
    for one in found(rooms):
        groups.setdefault((one.pattern, one.methods, BOUNDS.get(one.place)), []).append(one)
    return list(groups.values())


def main() -> None:
    """Try every pattern that is not known to be slow; those of the rooms with slow ones briefly, for they are many."""
    signal.signal(signal.SIGALRM, ring)
    for same in by_way(ROOMS):
        room, known = same[0].file.split("/")[0], all(one.place in KNOWN_SLOW for one in same)
        text = "" if known else grows(same[0], briefly=room in SLOW_ROOMS)
        for one in same:
            sys.stdout.write(json.dumps([one.place, text]) + "\n")


if __name__ == "__main__":
    main()
