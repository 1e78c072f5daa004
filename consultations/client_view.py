"""What a client sees of their own organisation's cases: how far each is, and nothing of what is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from consultations.lifecycle import CaseState
from consultations.models import Consultation

SHOWN = 200
"""Some screens full, the newest first; a mail answers what is older."""


@dataclass(frozen=True, slots=True)
class OwnCase:
    """One case of the organisation. `due_at` is None where nobody waits for us any more."""

    number: str
    topic: str
    state: CaseState
    received_at: datetime
    due_at: datetime | None
    answered_at: datetime | None


_WAITED_FOR = frozenset(
    {CaseState.DRAFTING, CaseState.IN_REVIEW, CaseState.ESCALATED, CaseState.APPROVED, CaseState.FAILED}
)


def own_cases(session: Session, organisation_id: int) -> Sequence[OwnCase]:
    """The cases of this organisation, the newest first; of cases that were merged only the one that goes on."""
    found = session.exec(
        select(Consultation)
        .where(Consultation.organisation_id == organisation_id, col(Consultation.merged_into).is_(None))
        .order_by(col(Consultation.received_at).desc())
        .limit(SHOWN)
    )
    return [
        OwnCase(
            number=case.number,
            topic=case.topic,
            state=case.state,
            received_at=case.received_at,
            due_at=case.due_at if case.state in _WAITED_FOR else None,
            answered_at=case.answered_at,
        )
        for case in found
    ]
