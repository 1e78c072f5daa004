"""What speaks for a phrase and against it, and how much: one linear score.

Fitted on official phrases (`bench/fit_search.py`: those of the index asked of the tabular list alone, and phrases of
both with their own entry taken away) and rounded, with the sign of every weight fixed beforehand: a feature that
speaks for a code may become worth nothing, never a reason against it. Unbounded fits gain on the phrases they see and
break injuries. How well it does is measured on others (`make bench-search`).
"""

DYNAMIC = {
    "covered": 8.0,
    "missing": -2.9,
    "context": 7.0,
    "near": 3.0,
    "topic": 2.0,
    "extra": -2.3,
    "extra_weight": -2.0,
    "optional": -0.6,
    "exact": 4.0,
    "side": 2.6,
    "wrong_side": -2.3,
}
"""Of a phrase and a question. Shares are of the words' weights, rare words weighing more."""

STATIC = {
    "title": 0.2,
    "bracket": -0.3,
    "note": -0.05,
    "index": 0.7,
    "other": -0.3,
    "unspecified": 0.35,
    "guessed": -0.5,
    "above": -0.05,
    "asked_by_name": -1.0,
    "late": -0.05,
    "long": -1.0,
    "seventh": -0.05,
}
"""Of a phrase alone, before anything is asked."""

VARIANT = -1.0
"""Of a question that was changed to fit: a typing error mended, a lay word translated."""
