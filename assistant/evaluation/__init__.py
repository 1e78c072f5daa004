"""How good the assistant is: its drafts beside codes and statements that a person holds to be right, counted."""

from assistant.evaluation.baseline import changes
from assistant.evaluation.figures import Figures, figures
from assistant.evaluation.outcomes import Outcome, outcomes
from assistant.evaluation.scoring import by_kind, share
from assistant.evaluation.sets import EvaluationCase, UnreadableSetError, read_set
from assistant.evaluation.spending import Spending

__all__ = [
    "EvaluationCase",
    "Figures",
    "Outcome",
    "Spending",
    "UnreadableSetError",
    "by_kind",
    "changes",
    "figures",
    "outcomes",
    "read_set",
    "share",
]
