"""Figures of today beside those that were stored: what got better, what got worse."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_MEASURES = (
    ("exact precision", ("exact", "precision"), 1),
    ("exact recall", ("exact", "recall"), 1),
    ("exact F1", ("exact", "f1"), 1),
    ("category F1", ("category", "f1"), 1),
    ("invented codes", ("invented",), -1),
    ("unsupported", ("unsupported",), -1),
)
"""What is compared, where it stands in the figures, and whether more of it is better (1) or worse (-1)."""
_NOISE = 0.0005
"""Figures are stored with three decimals."""


@dataclass(frozen=True, slots=True)
class Change:
    """One measure of one set, then and now."""

    set_name: str
    measure: str
    then: float
    now: float
    worse: bool


def changes(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    """What changed in the sets that both hold, by their names; each value is what `Figures.as_json` gives."""
    for name in now:
        if name not in then:
            continue
        for measure, path, sign in _MEASURES:
            before, after = _at(then[name], path), _at(now[name], path)
            if abs(after - before) > _NOISE:
                yield Change(name, measure, before, after, worse=sign * (after - before) < 0)


def _at(figures: Mapping[str, Any], path: tuple[str, ...]) -> float:
    found: Any = figures
    for name in path:
        found = found[name]
    return float(found)
