"""What can be wrong with a claim that is sent for a check."""

from codesets.errors import CodeSetError


class UnreadableClaimError(CodeSetError):
    """The JSON is none, or lacks what every claim has; the message names the field and the form it wants."""
