"""What people may do; in a file of its own, so that the command line can name roles without loading tables."""

from enum import StrEnum


class Role(StrEnum):
    """Who somebody is here. A lead may do what a consultant may, an operator runs the service, a client asks."""

    CONSULTANT = "consultant"
    LEAD = "lead"
    OPERATOR = "operator"
    CLIENT = "client"


class May(StrEnum):
    """What there is to be allowed. Each page and form of the console names one of these."""

    LOOK = "look"
    DECIDE = "decide"
    SORT_MAIL = "sort_mail"
    KEEP_PEOPLE = "keep_people"
    FOLLOW_OWN_CASES = "follow_own_cases"
    KEEP_OWN_ACCOUNT = "keep_own_account"


PERMITTED: dict[Role, frozenset[May]] = {
    Role.CONSULTANT: frozenset({May.LOOK, May.DECIDE, May.SORT_MAIL, May.KEEP_OWN_ACCOUNT}),
    Role.LEAD: frozenset({May.LOOK, May.DECIDE, May.SORT_MAIL, May.KEEP_PEOPLE, May.KEEP_OWN_ACCOUNT}),
    Role.OPERATOR: frozenset({May.LOOK, May.SORT_MAIL, May.KEEP_PEOPLE, May.KEEP_OWN_ACCOUNT}),
    Role.CLIENT: frozenset({May.FOLLOW_OWN_CASES, May.KEEP_OWN_ACCOUNT}),
}
"""The one table of who may do what. Operators look, because they hold the key file and the command line anyway; they
decide about no case (docs/decisions/0025)."""


def may(role: Role, act: May) -> bool:
    """Whether this role is allowed that."""
    return act in PERMITTED[role]


OF_OURS = tuple(role for role in Role if role is not Role.CLIENT)
DECIDING = tuple(role for role in Role if may(role, May.DECIDE))
