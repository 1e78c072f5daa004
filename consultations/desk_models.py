"""The tables of the work on a case: who has claimed it, who looks at it, and what they tell each other about it."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey
from sqlmodel import Field, SQLModel

from config.columns import RowId, UtcDateTime, new_row_id
from consultations.sealing import CaseText, Sealed


class Claim(SQLModel, table=True):
    """A person works on a case until `until` (`claims.py`). One row a case, so that two cannot both have it."""

    consultation_id: int = Field(sa_column=Column(RowId, ForeignKey("consultation.id"), primary_key=True))
    person_id: int = Field(sa_column=Column(RowId, ForeignKey("person.id"), nullable=False, index=True))
    until: datetime = Field(sa_type=UtcDateTime)


class Presence(SQLModel, table=True):
    """When a person's browser last asked for a case's page."""

    consultation_id: int = Field(sa_column=Column(RowId, ForeignKey("consultation.id"), primary_key=True))
    person_id: int = Field(sa_column=Column(RowId, ForeignKey("person.id"), primary_key=True))
    seen_at: datetime = Field(sa_type=UtcDateTime)


class CaseNote(SQLModel, table=True):
    """What one of ours wrote for the others (`notes.py`); no client ever sees it."""

    __tablename__ = "case_note"

    id: int = Field(default_factory=new_row_id, sa_type=RowId, primary_key=True)
    consultation_id: int = Field(sa_column=Column(RowId, ForeignKey("consultation.id"), index=True, nullable=False))
    person_id: int = Field(sa_column=Column(RowId, ForeignKey("person.id"), nullable=False))
    at: datetime = Field(sa_type=UtcDateTime)
    text: Sealed = Field(sa_type=CaseText)

    model_config = {"arbitrary_types_allowed": True}
