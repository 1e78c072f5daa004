"""The record of what left for language models: committed before anything leaves, sealed, and in the audit trail."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import Select

from config.columns import new_row_id
from consultations import audit
from consultations.desk import Desk
from consultations.models import Consultation, ModelQuestion
from consultations.ports import Departure, Spent
from consultations.repository import NotFoundError
from consultations.sealing import Safe

_TABLE = "model_question"


@dataclass(frozen=True, slots=True)
class Left:
    """One question, told by its number; `case` is empty where it belonged to none.

    `outcome` is empty while nothing came back; `text` is what left, as it left, where it was opened.
    """

    question: int
    case: str
    at: datetime
    purpose: str
    model: str
    outcome: str
    tokens_sent: int
    tokens_answered: int
    text: str = field(default="", repr=False)


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
                text=_safe(self._desk, row, data_key, consultation).seal(_TABLE, row, "text", departure.text),
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


def newest(session: Session, limit: int) -> tuple[Left, ...]:
    """What left last, the newest first; its texts stay closed."""
    rows = session.exec(_asked().order_by(col(ModelQuestion.id).desc()).limit(limit))
    return tuple(_left(row, case) for row, case in rows)


def how_many(session: Session) -> int:
    """How many questions there were."""
    return session.exec(select(func.count()).select_from(ModelQuestion)).one()


def of_case(desk: Desk, session: Session, consultation_id: int) -> tuple[Left, ...]:
    """What left for a case, oldest first, opened for a person."""
    mine = _asked().where(ModelQuestion.consultation_id == consultation_id)
    return tuple(_opened(desk, row, case) for row, case in session.exec(mine.order_by(col(ModelQuestion.id))))


def one(desk: Desk, session: Session, question: int) -> Left:
    """One question, opened; raises NotFoundError, and SealError where its case was disposed of."""
    found = session.exec(_asked().where(ModelQuestion.id == question)).first()
    if found is None:
        raise NotFoundError(f"There is no question {question}. `caseconsultant model list` shows their numbers.")
    return _opened(desk, *found)


def _asked() -> Select[ModelQuestion, Consultation]:
    """Questions with their cases; None stands for a case where there is none."""
    return select(ModelQuestion, Consultation).outerjoin(
        Consultation, col(ModelQuestion.consultation_id) == Consultation.id
    )


def _left(row: ModelQuestion, case: Consultation | None) -> Left:
    return Left(
        question=row.id,
        case=case.number if case else "",
        at=row.at,
        purpose=row.purpose,
        model=row.model,
        outcome=row.outcome,
        tokens_sent=row.tokens_sent,
        tokens_answered=row.tokens_answered,
    )


def _opened(desk: Desk, row: ModelQuestion, case: Consultation | None) -> Left:
    text = _safe(desk, row.id, row.data_key, case).open(_TABLE, row.id, "text", row.text).decode()
    return replace(_left(row, case), text=text)


def _safe(desk: Desk, row: int, data_key: bytes | None, case: Consultation | None) -> Safe:
    if case is not None:
        return desk.vault.safe("consultation", case.id, case.data_key)
    return desk.vault.safe(_TABLE, row, data_key or b"")


def _case(session: Session, number: str) -> Consultation | None:
    return session.exec(select(Consultation).where(Consultation.number == number)).first() if number else None
