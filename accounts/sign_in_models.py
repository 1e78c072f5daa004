"""The tables of sign-in: sessions, second factors, steps that are under way, and links that were mailed.

Whatever opens a door stands here as a hash, sealed, or as a public key: who reads the database cannot sign in with it.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, UniqueConstraint
from sqlmodel import Field, SQLModel

from accounts.roles import Role
from config.columns import RowId, UtcDateTime, new_row_id, text_of


def _key() -> int:
    return Field(default_factory=new_row_id, sa_type=RowId, primary_key=True)  # type: ignore[no-any-return]


def _person(*, unique: bool = False) -> int:
    """Whose it is."""
    column = Column(RowId, ForeignKey("person.id"), index=not unique, unique=unique or None, nullable=False)
    return Field(sa_column=column)  # type: ignore[no-any-return]


class Method(StrEnum):
    """How somebody signed in."""

    PASSWORD = "password"  # noqa: S105 - the name of a method
    PASSWORD_AND_CODE = "password_and_code"  # noqa: S105 - likewise
    PASSKEY = "passkey"
    PROVIDER = "provider"


class SignInSession(SQLModel, table=True):
    """A signed-in browser. Only the hash of its cookie is kept.

    `strong`: two factors were shown. `proved_at`: when they last showed that it is still them. `device` is what the
    browser called itself, for its owner to know it by.
    """

    __tablename__ = "sign_in_session"

    id: int = _key()
    token_hash: str = Field(unique=True)
    person_id: int = _person()
    method: Method = Field(sa_type=text_of(Method))
    strong: bool
    device: str = ""
    begun_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    proved_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class TotpKey(SQLModel, table=True):
    """The key of somebody's authenticator app, sealed. It counts once a first code was entered (`confirmed_at`).

    `last_step` is the time step of the code that was accepted last: no code of it, or of an earlier one, is taken again
    (RFC 6238, 5.2).
    """

    __tablename__ = "totp_key"

    id: int = _key()
    person_id: int = _person(unique=True)
    data_key: bytes
    secret: bytes
    last_step: int = 0
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RecoveryCode(SQLModel, table=True):
    """One code for the day on which the telephone is lost, hashed. Using it deletes it."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("person_id", "code_hash"),)

    id: int = _key()
    person_id: int = _person()
    code_hash: str


class Passkey(SQLModel, table=True):
    """The public half of a passkey (WebAuthn). `sign_count` is what its authenticator said last; 0: it counts none."""

    id: int = _key()
    person_id: int = _person()
    name: str
    credential_id: bytes = Field(unique=True)
    public_key: bytes
    sign_count: int = Field(sa_type=RowId)
    made_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class StepKind(StrEnum):
    """What was begun and waits for its other half."""

    SECOND_FACTOR = "second_factor"
    USE_PASSKEY = "use_passkey"
    ADD_PASSKEY = "add_passkey"


class SignInStep(SQLModel, table=True):
    """The first half of something, for a few minutes: its other half brings the secret. `challenge` is WebAuthn's."""

    __tablename__ = "sign_in_step"

    id: int = _key()
    token_hash: str = Field(unique=True)
    kind: StepKind = Field(sa_type=text_of(StepKind))
    person_id: int | None = Field(
        default=None, sa_column=Column(RowId, ForeignKey("person.id"), index=True, nullable=True)
    )
    method: Method | None = Field(default=None, sa_type=text_of(Method))
    challenge: bytes = b""
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


class LinkPurpose(StrEnum):
    """What a mailed link is for."""

    INVITATION = "invitation"
    NEW_PASSWORD = "new_password"  # noqa: S105 - the name of a purpose


class MailedLink(SQLModel, table=True):
    """The newest link that was mailed to somebody, hashed. It dies with the role that it was made for."""

    __tablename__ = "mailed_link"

    id: int = _key()
    person_id: int = _person(unique=True)
    token_hash: str = Field(unique=True)
    purpose: LinkPurpose = Field(sa_type=text_of(LinkPurpose))
    role: Role = Field(sa_type=text_of(Role))
    expires_at: datetime = Field(sa_type=UtcDateTime)
