"""What speaks for a phrase and against it, and how much: one linear score.

Fitted on phrases that we made (`bench/fit_search.py`: titles and inclusion terms with words left out, exchanged and
misspelled), with the sign of every weight fixed beforehand: a feature that speaks for a code may become worth nothing,
never a reason against it. Unbounded fits gain on the phrases they see and break injuries.
"""

DYNAMIC = {
    "covered": 8.5,
    "missing": -2.7,
    "context": 10.0,
    "extra": -2.3,
    "extra_weight": -2.0,
    "optional": -0.7,
    "exact": 2.5,
    "side": 2.4,
    "wrong_side": -2.2,
}
"""Of a phrase and a question. Shares are of the words' weights, rare words weighing more."""

STATIC = {
    "title": 0.5,
    "bracket": -0.5,
    "note": 0.0,
    "index": 0.6,
    "other": -0.5,
    "unspecified": 0.45,
    "guessed": -0.4,
    "above": 0.0,
    "asked_by_name": -2.5,
    "late": -0.05,
    "long": -1.0,
    "seventh": -0.1,
}
"""Of a phrase alone, before anything is asked."""

VARIANT = -1.0
"""Of a question that was changed to fit: a typing error mended, a lay word translated."""
