"""Bringing a database to the newest schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, text

from config.database import Database

_LOCK = 0x0CA5E
"""PostgreSQL advisory lock: two processes that start together must not migrate at once (SQLite has its write lock)."""


FOLDER = Path(__file__).parent / "migrations"


def migrate(database: Database) -> None:
    """Apply what is missing, in one transaction where the database can; safe to call at every start."""
    with database.write.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(database: Database) -> bool:
    """Whether the database has the newest schema."""
    newest = ScriptDirectory.from_config(_config()).get_heads()
    with database.read.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == set(newest)


def write_migration(database: Database, metadata: MetaData, message: str, folder: Path = FOLDER) -> Path:
    """For developers: write the migration from the newest schema to what the models say now; its path.

    `database` has the newest schema. Migrations are numbered: 0001, 0002, …
    """
    config = _config(folder)
    last = ScriptDirectory.from_config(config).get_current_head() or "0"
    with database.write.begin() as connection:
        config.attributes.update(connection=connection, metadata=metadata)
        written = command.revision(config, message=message, autogenerate=True, rev_id=f"{int(last) + 1:04}")
    if written is None or isinstance(written, list):
        raise RuntimeError("one migration was to be written")
    return Path(written.path)


def _config(folder: Path = FOLDER) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    return config
