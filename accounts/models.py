"""The tables of this room."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from accounts.roles import Role
from config.columns import RowId, UtcDateTime, new_row_id, text_of


class QuotaEvent(StrEnum):
    """The three kinds of entry in the quota ledger."""

    RESERVE = "reserve"
    SETTLE = "settle"
    REFUND = "refund"


class Organisation(SQLModel, table=True):
    """A practice that asks. Without `baa_signed_on` no case of theirs is opened (45 CFR 164.504(e)).

    `shares_precedents`: the agreement lets us de-identify what we learn of their cases and use it for other clients
    (45 CFR 164.502(d), 164.504(e)(2)(i)).
    """

    id: int = Field(default_factory=new_row_id, sa_type=RowId, primary_key=True)
    name: str = Field(unique=True)
    plan: str
    baa_signed_on: date | None = None
    shares_precedents: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))


class ClientAddress(SQLModel, table=True):
    """An address that may ask for an organisation, in lower case. A `contact` is told what reaches nobody else."""

    __tablename__ = "client_address"

    id: int = Field(default_factory=new_row_id, sa_type=RowId, primary_key=True)
    organisation_id: int = Field(sa_column=Column(RowId, ForeignKey("organisation.id"), index=True, nullable=False))
    addr: str = Field(unique=True)
    contact: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))


class Person(SQLModel, table=True):
    """Somebody who signs in. `credential` stands behind the name in answers, such as CPC.

    A client, and nobody else, belongs to an organisation. `password_hash` is empty until they chose a password.
    """

    __table_args__ = (
        CheckConstraint("(role = 'client') = (organisation_id IS NOT NULL)", name="client_has_organisation"),
    )

    id: int = Field(default_factory=new_row_id, sa_type=RowId, primary_key=True)
    name: str
    email: str = Field(unique=True)
    credential: str = ""
    role: Role = Field(sa_type=text_of(Role))
    organisation_id: int | None = Field(
        default=None, sa_column=Column(RowId, ForeignKey("organisation.id"), nullable=True)
    )
    password_hash: str = ""
    failed_sign_ins: int = 0
    locked_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class QuotaEntry(SQLModel, table=True):
    """One line of the ledger. `reference` names what it is for; each kind stands at most once a reference."""

    __tablename__ = "quota_entry"
    __table_args__ = (UniqueConstraint("reference", "kind"),)

    id: int = Field(default_factory=new_row_id, sa_type=RowId, primary_key=True)
    organisation_id: int = Field(sa_column=Column(RowId, ForeignKey("organisation.id"), nullable=False))
    period: str = Field(index=True)
    reference: str
    kind: QuotaEvent = Field(sa_type=text_of(QuotaEvent))
    at: datetime = Field(sa_type=UtcDateTime)
