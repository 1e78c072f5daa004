"""Why a decision was not taken."""

from config.errors import CaseConsultantError


class DecisionError(CaseConsultantError):
    """The decision cannot be taken; the message says why, and what to do."""


class ChangedError(DecisionError):
    """The case is no longer what the person was looking at: look again, then decide."""
