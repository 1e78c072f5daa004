"""The tables of how we reach mail servers: what sign-ins gave us, and how the watch of each mailbox goes."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from config.columns import RowId, UtcDateTime, new_row_id
from consultations.sealing import CaseText, Sealed


class OAuthGrant(SQLModel, table=True):
    """What a sign-in by OAuth gave us (`oauth_tokens.py`). `tokens` is None until somebody has signed in.

    `renewing_until` keeps two processes from using the same refresh token: some providers take that for theft.
    """

    __tablename__ = "oauth_grant"

    id: int = Field(default_factory=new_row_id, sa_type=RowId, primary_key=True)
    name: str = Field(unique=True)
    data_key: bytes
    tokens: Sealed | None = Field(default=None, sa_type=CaseText)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    refresh_expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    renewing_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failure: str = ""
    over: bool = False

    model_config = {"arbitrary_types_allowed": True}


class MailboxWatch(SQLModel, table=True):
    """How the watch of a mailbox goes (`watching.py`): read last, to be read again by `due_at`, failing since."""

    __tablename__ = "mailbox_watch"

    id: int = Field(default_factory=new_row_id, sa_type=RowId, primary_key=True)
    name: str = Field(unique=True)
    polled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    failing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str = ""
