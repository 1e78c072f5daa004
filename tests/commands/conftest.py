"""Calling the command line as a shell does, inside this process."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

import config.database
from commands import composing, main
from tests.desks import Bench
from tests.fakes import TinyAssistant


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended. `said` is all that a person saw, as one line."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Both streams, without the frame around usage errors."""
        return " ".join("".join(" " if sign in "│─╭╮╰╯" else sign for sign in self.out + self.err).split())


Call = Callable[..., Ended]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Call]:
    """`call("review", "list")`. A real process takes its connections along when it ends; these are closed after."""
    opened: list[Engine] = []
    create = config.database.create_engine  # type: ignore[attr-defined]

    def create_and_remember(*args: object, **options: object) -> Engine:
        engine = create(*args, **options)  # type: ignore[call-overload]
        assert isinstance(engine, Engine)
        opened.append(engine)
        return engine

    def run(*args: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["caseconsultant", *args])
        capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as exit_:
            code = exit_.code if isinstance(exit_.code, int) else 0
        return Ended(code, *capsys.readouterr())

    monkeypatch.setattr(config.database, "create_engine", create_and_remember)
    yield run
    for engine in opened:
        engine.dispose()


@pytest.fixture
def bundled(tmp_path: Path, codes_folder: Path) -> None:
    """The command line works on the bundled release."""
    (tmp_path / "var").mkdir()  # where tests/conftest.py lets the settings point
    (tmp_path / "var" / "codesets").symlink_to(codes_folder)


@pytest.fixture
def same_service(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line works on the bench's database, with its key and its assistant."""
    monkeypatch.setenv("CASECONSULTANT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CASECONSULTANT_DATABASE_URL", f"sqlite:///{tmp_path / 'cases.sqlite'}")
    monkeypatch.setattr(composing, "open_assistant", lambda _settings, _progress: TinyAssistant())
    bench.clock.now = datetime.now(UTC)  # commands go by the real clock
