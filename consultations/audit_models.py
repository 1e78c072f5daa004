"""The table of the audit trail (`audit.py`)."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from config.columns import RowId, UtcDateTime, new_row_id


class AuditEvent(SQLModel, table=True):
    """One link of a chain: `hash` covers the event and the hash before it. Details hold ids, never content."""

    __tablename__ = "audit_event"
    __table_args__ = (UniqueConstraint("stream", "seq"),)

    id: int = Field(default_factory=new_row_id, sa_type=RowId, primary_key=True)
    stream: str
    seq: int
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str
    action: str
    details: str
    previous_hash: str
    hash: str
