"""How good the assistant is: its drafts beside codes that a person holds to be right, counted."""

from assistant.evaluation.baseline import changes
from assistant.evaluation.figures import Figures, figures
from assistant.evaluation.outcomes import Outcome, outcomes
from assistant.evaluation.sets import EvaluationCase, UnreadableSetError, read_set

__all__ = [
    "EvaluationCase",
    "Figures",
    "Outcome",
    "UnreadableSetError",
    "changes",
    "figures",
    "outcomes",
    "read_set",
]
