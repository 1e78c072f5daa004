"""the work on a case."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | Sequence[str] | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "case_note",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("case_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_note_consultation_id"), ["consultation_id"], unique=False)

    op.create_table(
        "claim",
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("consultation_id"),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_person_id"), ["person_id"], unique=False)

    op.create_table(
        "presence",
        sa.Column("consultation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("consultation_id", "person_id"),
    )
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("assigned_to", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_index(batch_op.f("ix_consultation_due_at"))
        batch_op.drop_index(batch_op.f("ix_consultation_state"))
        batch_op.create_index("consultation_due", ["state", "due_at"], unique=False)
        batch_op.create_index("consultation_received", ["state", "received_at"], unique=False)

    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("failing", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("warnings", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("unchecked", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("codes", sa.LargeBinary(), nullable=True))

    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE TABLE case_words (consultation_id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX case_words_index ON case_words USING gin (words)")
    else:
        op.execute("CREATE VIRTUAL TABLE case_words USING fts5(words, detail=none)")


def downgrade() -> None:
    op.execute("DROP TABLE case_words")

    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_column("codes")
        batch_op.drop_column("unchecked")
        batch_op.drop_column("warnings")
        batch_op.drop_column("failing")

    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.drop_index("consultation_received")
        batch_op.drop_index("consultation_due")
        batch_op.create_index(batch_op.f("ix_consultation_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_consultation_due_at"), ["due_at"], unique=False)
        batch_op.drop_column("snoozed_until")
        batch_op.drop_column("assigned_to")

    op.drop_table("presence")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_person_id"))

    op.drop_table("claim")
    with op.batch_alter_table("case_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_note_consultation_id"))

    op.drop_table("case_note")
