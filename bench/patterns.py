"""Our patterns on a megabyte of their worst text, or on as much as they are ever given: `make bench-patterns`.

The worst text of each pattern is chosen on short ones (`tests/patterns/worst.py`). The slowest ten are printed. Fails
where a pattern grows faster than its text and is not known to (`tests/patterns/known_slow.py`), or is known and is
quick by now.
"""

import signal
import sys
from functools import partial

from tests.patterns import trying
from tests.patterns.bounds import BOUNDS
from tests.patterns.found import ROOMS, Found
from tests.patterns.known_slow import KNOWN_SLOW

_ACCEPTED_SECONDS = 0.1
_PATIENCE_SECONDS = 10.0
_SHORT = 2_048
_MEGABYTE = 1 << 20


def main() -> None:
    """Print the slowest and what is wrong with the list of slow ones, in sentences."""
    signal.signal(signal.SIGALRM, trying.ring)
    measured, growing, quick = [], [], []
    for same in trying.by_way(ROOMS):
        one = same[0]
        known = any(each.place in KNOWN_SLOW for each in same)
        if trying.grows(one):
            growing += [] if known else [one.place]
            continue
        quick += [one.place] if known else []
        measured.append(_worst(one))
    measured.sort(reverse=True)
    over = sum(seconds > _ACCEPTED_SECONDS for seconds, *_ in measured)
    print(f"{len(measured)} patterns, {over} of them over {_ACCEPTED_SECONDS:.1f} s; {len(KNOWN_SLOW)} more are slow")
    for seconds, place, characters, text in measured[:10]:
        print(f"{seconds * 1_000:8.0f} ms for {characters:>9,} characters  {place}  {text}")
    if growing or quick:
        sys.exit(
            "\n".join([*(f"Grows: {place}" for place in growing), *(f"No longer slow: {place}" for place in quick)])
        )


def _worst(one: Found) -> tuple[float, str, int, str]:
    """Seconds at full length, place, length, and how its worst text begins."""
    length = BOUNDS[one.place].characters if one.place in BOUNDS else _MEGABYTE
    ask = trying.asked(one)
    make = max(trying.texts(one), key=lambda make: trying.seconds(ask, make(_SHORT)))
    timed = partial(trying.seconds, ask, make(length), _PATIENCE_SECONDS)
    return min(timed(), timed()), one.place, length, repr(make(30)[:30])


if __name__ == "__main__":
    main()
