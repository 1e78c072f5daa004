"""How databases are opened."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from config.database import connect


def test_an_error_text_carries_no_parameters() -> None:
    database = connect("sqlite://")
    for engine in (database.write, database.read):
        with engine.connect() as connection, pytest.raises(OperationalError) as failed:
            connection.execute(text("SELECT :name FROM nowhere"), {"name": "Jane Roe"})
        assert "Jane Roe" not in str(failed.value)
    database.close()


def test_a_vanished_postgresql_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, object] = {}

    def note(*_args: object, **options: object) -> None:
        asked.update(options)
        raise ConnectionError

    monkeypatch.setattr("psycopg.connect", note)
    database = connect("postgresql://cc@127.0.0.1:1/cc")
    with pytest.raises(ConnectionError):
        database.write.connect()
    assert asked["tcp_user_timeout"] == 30_000
    assert (asked["keepalives"], asked["keepalives_idle"], asked["keepalives_count"]) == (1, 30, 3)
