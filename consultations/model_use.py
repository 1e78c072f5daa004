"""The record of what left for language models: committed before anything leaves, sealed, and in the audit trail."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, func, select

from config.columns import new_row_id
from consultations import audit
from consultations.desk import Desk
from consultations.models import Consultation, ModelQuestion
from consultations.ports import Departure, Spent
from consultations.sealing import Safe

_TABLE = "model_question"


@dataclass(frozen=True, slots=True)
class LeftText:
    """One question as a person may look at it."""

    at: datetime
    purpose: str
    model: str
    outcome: str
    tokens: int
    text: str = field(repr=False)


class DeskLedger:
    """Keeps what left in the case database (`consultations.ports.ModelLedger`). No transaction stays open meanwhile."""

    def __init__(self, desk: Desk) -> None:
        """Use the desk's database, vault and clock."""
        self._desk = desk

    def spent(self, case: str) -> Spent:
        """Tokens of all questions of a case; of none, nothing is counted."""
        with self._desk.database.reading() as session:
            consultation = _case(session, case)
            if consultation is None:
                return Spent(0, 0)
            sums = select(func.sum(ModelQuestion.tokens_sent), func.sum(ModelQuestion.tokens_answered))
            sent, answered = session.exec(sums.where(ModelQuestion.consultation_id == consultation.id)).one()
        return Spent(int(sent or 0), int(answered or 0))

    def leaving(self, departure: Departure) -> int:
        """Commit what leaves now. The audit trail gets its hash, the table its sealed words."""
        row, sha256 = new_row_id(), hashlib.sha256(departure.text.encode()).hexdigest()
        with self._desk.transaction() as session:
            consultation = _case(session, departure.case)
            data_key = None if consultation else self._desk.vault.new_data_key(_TABLE, row)
            question = ModelQuestion(
                id=row,
                consultation_id=consultation.id if consultation else None,
                at=self._desk.clock(),
                purpose=departure.purpose,
                model=departure.model,
                sha256=sha256,
                data_key=data_key,
                text=self._safe(row, data_key, consultation).seal(_TABLE, row, "text", departure.text),
            )
            session.add(question)
            audit.record(
                session,
                consultation.number if consultation else "model",
                "model_asked",
                audit.ASSISTANT,
                self._desk.clock(),
                question=row,
                purpose=departure.purpose,
                model=departure.model,
                sha256=sha256,
            )
        return row

    def returned(self, entry: int, outcome: str, sent: int, answered: int) -> None:
        """Write down what became of it."""
        with self._desk.transaction() as session:
            question = session.get_one(ModelQuestion, entry)
            question.outcome, question.tokens_sent, question.tokens_answered = outcome, sent, answered
            session.add(question)

    def left(self, session: Session, case: str) -> list[LeftText]:
        """What left for a case, oldest first, opened for a person."""
        consultation = _case(session, case)
        if consultation is None:
            return []
        asked = select(ModelQuestion).where(ModelQuestion.consultation_id == consultation.id)
        return [
            LeftText(
                at=row.at,
                purpose=row.purpose,
                model=row.model,
                outcome=row.outcome,
                tokens=row.tokens_sent + row.tokens_answered,
                text=self._safe(row.id, row.data_key, consultation).open(_TABLE, row.id, "text", row.text).decode(),
            )
            for row in session.exec(asked.order_by(col(ModelQuestion.at), col(ModelQuestion.id)))
        ]

    def _safe(self, row: int, data_key: bytes | None, consultation: Consultation | None) -> Safe:
        if consultation is not None:
            return self._desk.vault.safe("consultation", consultation.id, consultation.data_key)
        return self._desk.vault.safe(_TABLE, row, data_key or b"")


def _case(session: Session, number: str) -> Consultation | None:
    return session.exec(select(Consultation).where(Consultation.number == number)).first() if number else None
