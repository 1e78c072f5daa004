"""Completes codes from the record: the side, the encounter of the 7th character, detail that stands elsewhere."""

from assistant.diagnoses.completing.completion import Completed, completed
from assistant.diagnoses.completing.families import Families

__all__ = ["Completed", "Families", "completed"]
