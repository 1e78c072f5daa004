"""The migrations lead to what the models say, and the next one is written with its number."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Column, Integer, MetaData, Table, inspect
from sqlmodel import SQLModel

import consultations.tables  # noqa: F401 - imported for its tables
from config.database import Database, connect
from config.migrating import FOLDER, _config, is_current, migrate, write_migration


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = connect(f"sqlite:///{tmp_path / 'cases.sqlite'}")
    yield made
    made.close()


def test_the_migrations_make_every_table_and_column_of_the_models(database: Database) -> None:
    assert not is_current(database)
    migrate(database)
    assert is_current(database)
    found = inspect(database.read)
    for table in SQLModel.metadata.sorted_tables:
        assert {column["name"] for column in found.get_columns(table.name)} == set(table.columns.keys())
    config = _config()
    with database.write.begin() as connection:
        config.attributes.update(connection=connection, metadata=SQLModel.metadata)
        command.check(config)  # raises when the models say something that no migration does


def test_migrating_twice_changes_nothing(database: Database) -> None:
    migrate(database)
    before = inspect(database.read).get_table_names()
    migrate(database)
    assert inspect(database.read).get_table_names() == before


def test_the_next_migration_is_numbered_and_applies(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    migrate(database)
    later = MetaData()
    for table in SQLModel.metadata.sorted_tables:
        table.to_metadata(later)
    Table("holiday", later, Column("id", Integer, primary_key=True))
    last = max(path.name for path in (folder / "versions").glob("0*.py"))
    written = write_migration(database, later, "Days on which nobody reviews", folder)
    assert written.name == f"{int(last[:4]) + 1:04}_days_on_which_nobody_reviews.py"
    assert written.parent == folder / "versions"
    text = written.read_text(encoding="utf-8")
    assert "holiday" in text
    assert "drop_table" in text.partition("def downgrade")[2]
    assert "caseconsultant" not in text.partition("import sqlalchemy")[0], "a migration may not import our code"
    config = _config(folder)
    with database.write.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    assert "holiday" in inspect(database.read).get_table_names()
