"""What may follow what. A transition outside these tables raises; nothing else in the code decides about states."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from config.errors import CaseConsultantError


class MailState(StrEnum):
    """Where an incoming mail is. Everything but STORED is an end that a person can see and replay from."""

    STORED = "stored"
    FILED = "filed"
    HELD = "held"
    REFUSED = "refused"
    QUARANTINED = "quarantined"
    PARKED = "parked"
    DISCARDED = "discarded"


class MailReason(StrEnum):
    """Why a mail is held, refused or parked. A quarantined mail has a `messages.QuarantineReason` instead."""

    UNAUTHENTICATED = "unauthenticated"
    UNKNOWN_SENDER = "unknown_sender"
    OVER_QUOTA = "over_quota"
    NOT_A_PARTICIPANT = "not_a_participant"
    NO_AGREEMENT = "no_agreement"
    ENCRYPTED = "encrypted"
    AUTOMATIC = "automatic"
    FAILED = "failed"


class CaseState(StrEnum):
    """Where a consultation is."""

    DRAFTING = "drafting"
    IN_REVIEW = "in_review"
    WAITING_FOR_CLIENT = "waiting_for_client"
    ESCALATED = "escalated"
    APPROVED = "approved"
    ANSWERED = "answered"
    DECLINED = "declined"
    CLOSED = "closed"
    FAILED = "failed"


class OutState(StrEnum):
    """Where a mail of ours is. UNCERTAIN: the server may have taken it, and we did not see the reply."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    UNDELIVERABLE = "undeliverable"
    CANCELLED = "cancelled"


State = TypeVar("State", MailState, CaseState, OutState)

MAIL: Mapping[MailState, frozenset[MailState]] = {
    MailState.STORED: frozenset(
        {MailState.FILED, MailState.HELD, MailState.REFUSED, MailState.QUARANTINED, MailState.PARKED}
    ),
    MailState.HELD: frozenset({MailState.FILED, MailState.REFUSED}),
    MailState.REFUSED: frozenset({MailState.STORED, MailState.DISCARDED}),
    MailState.QUARANTINED: frozenset({MailState.STORED, MailState.DISCARDED}),
    MailState.PARKED: frozenset({MailState.STORED, MailState.DISCARDED}),
    MailState.FILED: frozenset(),
    MailState.DISCARDED: frozenset(),
}

CASE: Mapping[CaseState, frozenset[CaseState]] = {
    CaseState.DRAFTING: frozenset({CaseState.IN_REVIEW, CaseState.FAILED}),
    CaseState.IN_REVIEW: frozenset(
        {
            CaseState.DRAFTING,
            CaseState.WAITING_FOR_CLIENT,
            CaseState.ESCALATED,
            CaseState.APPROVED,
            CaseState.ANSWERED,
            CaseState.DECLINED,
            CaseState.CLOSED,
        }
    ),
    CaseState.WAITING_FOR_CLIENT: frozenset({CaseState.DRAFTING, CaseState.IN_REVIEW, CaseState.CLOSED}),
    CaseState.ESCALATED: frozenset({CaseState.IN_REVIEW}),
    CaseState.APPROVED: frozenset({CaseState.ANSWERED, CaseState.IN_REVIEW}),
    CaseState.ANSWERED: frozenset({CaseState.DRAFTING, CaseState.IN_REVIEW, CaseState.CLOSED}),
    CaseState.CLOSED: frozenset({CaseState.DRAFTING}),
    CaseState.FAILED: frozenset({CaseState.DRAFTING, CaseState.IN_REVIEW, CaseState.CLOSED}),
    CaseState.DECLINED: frozenset({CaseState.CLOSED}),
}

OUT: Mapping[OutState, frozenset[OutState]] = {
    OutState.PENDING: frozenset({OutState.SENDING, OutState.CANCELLED}),
    OutState.SENDING: frozenset({OutState.SENT, OutState.PENDING, OutState.UNCERTAIN, OutState.UNDELIVERABLE}),
    OutState.UNCERTAIN: frozenset({OutState.SENT, OutState.PENDING}),
    OutState.SENT: frozenset({OutState.UNDELIVERABLE}),
    OutState.UNDELIVERABLE: frozenset(),
    OutState.CANCELLED: frozenset(),
}


class TransitionError(CaseConsultantError):
    """Something tried to move a row along a way that the tables do not have."""


def step(table: Mapping[State, frozenset[State]], now: State, then: State) -> State:
    """Give `then` when the table allows it after `now`; raises TransitionError otherwise."""
    if then not in table[now]:
        raise TransitionError(f"{now} cannot become {then}")
    return then
