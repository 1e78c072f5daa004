"""A language model as second reader: it points at words, chooses among descriptions, and words a summary. No more."""

from assistant.advice.advisor import ModelAdvisor
from assistant.advice.asking import NotAskedError

__all__ = ["ModelAdvisor", "NotAskedError"]
