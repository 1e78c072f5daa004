"""What people of ours may do; in a file of its own, so that the command line can name roles without loading tables."""

from enum import StrEnum


class Role(StrEnum):
    """What a person of ours may do. A lead may do what a consultant may, and an operator runs the service."""

    CONSULTANT = "consultant"
    LEAD = "lead"
    OPERATOR = "operator"
