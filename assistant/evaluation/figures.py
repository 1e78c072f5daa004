"""Counts over the outcomes of a set: precision, recall and F1 as micro averages, and what must be nothing."""

from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass
from statistics import median, quantiles
from typing import Any

from assistant.evaluation.outcomes import Outcome
from assistant.evaluation.scoring import Score, by_kind, share

_CATEGORY = 3
"""Characters of a category: I10, and the E11 of E11.22."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Codes that a draft and the set both have, that only the draft has, and that only the set has."""

    both: int
    extra: int
    missed: int

    @property
    def precision(self) -> float:
        """Of the codes drafted, the share that is right; 0 where none was."""
        return self.both / (self.both + self.extra) if self.both + self.extra else 0.0

    @property
    def recall(self) -> float:
        """Of the right codes, the share that was drafted; 0 where there are none."""
        return self.both / (self.both + self.missed) if self.both + self.missed else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return 2 * self.both / (2 * self.both + self.extra + self.missed) if self.both else 0.0

    @property
    def wrong(self) -> int:
        """Codes that only one of the two has."""
        return self.extra + self.missed


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one set: exact codes, their categories (three characters), exact codes by topic; times in milliseconds.

    `by_case` has exact codes and categories of each case that names its codes, `scores` the cases that give points;
    `tokens` and `cents` are what a model cost.
    """

    cases: int
    exact: Counts
    category: Counts
    by_topic: dict[str, Counts]
    by_case: dict[str, tuple[Counts, Counts]]
    invented: int
    unsupported: int
    median_ms: float
    p95_ms: float
    scores: tuple[Score, ...] = ()
    tokens: int = 0
    cents: int = 0

    def as_json(self) -> dict[str, Any]:
        """Plain values, rounded to what the set can tell."""
        return {
            "cases": self.cases,
            "exact": _counts(self.exact),
            "category": _counts(self.category),
            "by_topic": {topic: _counts(counts) for topic, counts in self.by_topic.items()},
            "invented": self.invented,
            "unsupported": self.unsupported,
            "median_ms": round(self.median_ms, 1),
            "p95_ms": round(self.p95_ms, 1),
            "tokens": self.tokens,
            "cents": self.cents,
            "by_case": {case: [astuple(exact), astuple(near)] for case, (exact, near) in self.by_case.items()},
            **({"points": _points(self.scores)} if self.scores else {}),
        }


def figures(found: Iterable[Outcome]) -> Figures:
    """Count over all outcomes; an empty set has figures of nothing but zeros. What a model cost is not among them."""
    every = list(found)
    topics = sorted({outcome.topic for outcome in every})
    times = [1000 * outcome.seconds for outcome in every]
    return Figures(
        cases=len(every),
        exact=_count(every, _itself),
        category=_count(every, _category),
        by_topic={topic: _count([one for one in every if one.topic == topic], _itself) for topic in topics},
        by_case={one.id: (_count([one], _itself), _count([one], _category)) for one in every if one.right is not None},
        invented=sum(len(outcome.invented) for outcome in every),
        unsupported=sum(outcome.unsupported for outcome in every),
        median_ms=median(times) if times else 0.0,
        p95_ms=quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else sum(times),
        scores=tuple(outcome.score for outcome in every if outcome.score),
    )


def _count(found: Iterable[Outcome], seen: Callable[[str], str]) -> Counts:
    known = [(one.right, one.drafted) for one in found if one.right is not None]
    pairs = [({seen(code) for code in right}, {seen(code) for code in drafted}) for right, drafted in known]
    return Counts(
        both=sum(len(right & drafted) for right, drafted in pairs),
        extra=sum(len(drafted - right) for right, drafted in pairs),
        missed=sum(len(right - drafted) for right, drafted in pairs),
    )


def _itself(code: str) -> str:
    return code


def _category(code: str) -> str:
    return code[:_CATEGORY]


def _counts(counts: Counts) -> dict[str, Any]:
    return {
        "precision": round(counts.precision, 3),
        "recall": round(counts.recall, 3),
        "f1": round(counts.f1, 3),
        "both": counts.both,
        "extra": counts.extra,
        "missed": counts.missed,
    }


def _points(scores: tuple[Score, ...]) -> dict[str, Any]:
    return {
        "share": round(share(scores), 3),
        "wrong": sum(len(one.wrong) for one in scores),
        "repeated": sum(len(one.repeated) for one in scores),
        "by_kind": {kind: round(share(of_kind), 3) for kind, of_kind in by_kind(scores).items()},
        "by_case": {one.name: [one.points, one.possible] for one in scores},
    }
