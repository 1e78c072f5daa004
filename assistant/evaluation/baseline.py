"""Figures of today beside those that were stored: what got better, what got worse.

Shares are taken over the cases that both have, so that a case which is new since then changes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.evaluation.figures import Counts

_NEVER = ("invented", "unsupported")
_NEVER_IN_POINTS = ("wrong", "repeated")
"""What is counted over all cases, and should be nothing."""
_NOISE = 0.0005
"""Shares are told with three decimals."""

_Case = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Change:
    """One measure of one set, then and now; of one `case` where that is named."""

    set_name: str
    measure: str
    then: float
    now: float
    worse: bool
    case: str = ""


def changes(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    """What changed in the sets that both hold, by their names; each value is what `Figures.as_json` gives.

    Raises KeyError, TypeError or ValueError where one is not.
    """
    for name in now:
        if name in then:
            yield from _of_set(name, then[name], now[name])


def _of_set(name: str, then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    codes = [(case, then["by_case"][case], one) for case, one in now["by_case"].items() if case in then["by_case"]]
    for measure, before, after in _shares([one for _, one, _ in codes], [one for _, _, one in codes]):
        if abs(after - before) > _NOISE:
            yield Change(name, measure, round(before, 3), round(after, 3), worse=after < before)
    for measure in _NEVER:
        yield from _counted(name, measure, then[measure], now[measure])
    for case, before, after in codes:
        yield from _counted(name, "wrong or missed codes", Counts(*before[0]).wrong, Counts(*after[0]).wrong, case)
    if "points" in then and "points" in now:
        yield from _of_points(name, then["points"], now["points"])


def _of_points(name: str, then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    """What counts is the points that are missed: a case that can make more than before is no worse for it."""
    common = {case: (then["by_case"][case], one) for case, one in now["by_case"].items() if case in then["by_case"]}
    missed = {case: (before[1] - before[0], after[1] - after[0]) for case, (before, after) in common.items()}
    yield from _counted(name, "points missed", *(sum(one[place] for one in missed.values()) for place in (0, 1)))
    for measure in _NEVER_IN_POINTS:
        yield from _counted(name, measure, then[measure], now[measure])
    for case, (before, after) in missed.items():
        yield from _counted(name, "points missed", before, after, case)


def _shares(then: Sequence[_Case], now: Sequence[_Case]) -> Iterator[tuple[str, float, float]]:
    (exact, near), (exact_now, near_now) = _sums(then), _sums(now)
    yield "exact precision", exact.precision, exact_now.precision
    yield "exact recall", exact.recall, exact_now.recall
    yield "exact F1", exact.f1, exact_now.f1
    yield "category F1", near.f1, near_now.f1


def _sums(cases: Sequence[_Case]) -> tuple[Counts, Counts]:
    exact, near = ([one[which] for one in cases] for which in (0, 1))
    return _sum(exact), _sum(near)


def _sum(counts: Sequence[Sequence[int]]) -> Counts:
    both, extra, missed = (sum(one[place] for one in counts) for place in range(3))
    return Counts(both, extra, missed)


def _counted(name: str, measure: str, then: int, now: int, case: str = "") -> Iterator[Change]:
    if then != now:
        yield Change(name, measure, then, now, worse=now > then, case=case)
