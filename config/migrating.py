"""Bringing a database to the newest schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, text

from config.database import Database

_LOCK = 0x0CA5E
"""PostgreSQL advisory lock: two processes that start together must not migrate at once (SQLite has its write lock)."""


def migrate(database: Database) -> None:
    """Apply what is missing, in one transaction where the database can; safe to call at every start."""
    with database.write.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def write_migration(database: Database, metadata: MetaData, message: str) -> None:
    """For developers: write the migration from the newest schema to what the models say now."""
    with database.write.begin() as connection:
        config = _config()
        config.attributes.update(connection=connection, metadata=metadata)
        command.revision(config, message=message, autogenerate=True)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
