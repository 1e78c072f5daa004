"""Alembic's entry: it is handed a connection by `config.migrating`, and never reads settings itself."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

_PLAIN = {
    # How our column types stand in a migration: a migration must not change when the code does.
    "AutoString": "sa.String()",
    "CaseText": "sa.LargeBinary()",
    "Enum": "sa.String(32)",
    "RowId": 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")',
    "UtcDateTime": "sa.DateTime(timezone=True)",
}


def _plain(kind: str, item: Any, _autogenerate: Any) -> str | Literal[False]:
    return _PLAIN.get(type(item).__name__, False) if kind == "type" and isinstance(item, sa.types.TypeEngine) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=context.config.attributes.get("metadata"),
    render_as_batch=connection.dialect.name == "sqlite",  # SQLite alters a table by copying it
    compare_type=False,
    render_item=_plain,
)
with context.begin_transaction():
    context.run_migrations()
