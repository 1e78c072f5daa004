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


def _is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    """The words of the search (`consultations/search.py`) lie in what each database has for that: no model says it."""
    return not (kind == "table" and (name or "").startswith("case_words"))


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=context.config.attributes.get("metadata"),
    render_as_batch=connection.dialect.name == "sqlite",  # SQLite alters a table by copying it
    compare_type=False,
    render_item=_plain,
    include_name=_is_ours,
)
with context.begin_transaction():
    context.run_migrations()
