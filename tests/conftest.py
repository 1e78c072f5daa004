"""What every test may use: a desk over a fresh database, and the real servers where a test asks for them."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from codesets import install
from commands import composing
from consultations.desk import Desk
from tests.reference import REFERENCE

AT_THE_SOCKETS = {"edges", "e2e", "servers"}
"""Folders whose tests are about sockets."""

WHOLE_SERVICES = "e2e"
"""The folder whose tests start, kill and wait for whole services."""
pytest_plugins = ["tests.servers.fixtures", "tests.desks"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of the edges and with real servers may open sockets, all others may not; and `shared` needs its files.

    Whole services begin: where several processes share the tests, one has them all, and they take longest.
    """
    items.sort(key=lambda item: WHOLE_SERVICES not in item.path.parts)
    for item in items:
        if item.get_closest_marker("servers") or AT_THE_SOCKETS.intersection(item.path.parts):
            item.add_marker(pytest.mark.enable_socket)
        if item.get_closest_marker("shared") and not REFERENCE.is_dir():
            item.add_marker(pytest.mark.skip(reason="the reference material is not beside the project"))


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """Where several processes share the tests: each takes a file whole, and one takes all whole services.

    Two of these at a time would wait for each other.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return WHOLE_SERVICES if WHOLE_SERVICES in file.split("/") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """How pytest-xdist asks for it."""
    return ByFile(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    """How often `tests/e2e/test_kill.py` pulls the plug; `make kill` says 20."""
    parser.addoption("--kills", type=int, default=3, help="how many times to kill the service")
    parser.addoption("--sequences", type=int, default=1_000, help="how many random sequences of events to try")
    parser.addoption("--worst", type=int, default=24, help="how many of the worst mails to queue before normal ones")
    parser.addoption("--fuzzed", type=int, default=120, help="how many fuzzed mails to take in")


@pytest.fixture(autouse=True)
def _desks_of_commands_are_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A command leaves its database to the end of its process; here the process goes on (Python 3.13 warns)."""
    opened: list[Desk] = []

    def open_desk(*arguments: Any, **options: Any) -> Desk:
        desk = real(*arguments, **options)
        opened.append(desk)
        return desk

    real = composing.open_desk
    monkeypatch.setattr(composing, "open_desk", open_desk)
    yield
    for desk in opened:
        desk.database.close()


@pytest.fixture(scope="session")
def codes_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled release, made once a test run, whichever of its processes comes first. Nothing is written into it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "codesets"
    install(folder)
    return folder


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    """3 in a plain run, 20 in `make kill`."""
    count: int = request.config.getoption("--kills")
    return count


@pytest.fixture
def sequences(request: pytest.FixtureRequest) -> int:
    """1,000 in a plain run, 20,000 in `make sequences`."""
    count: int = request.config.getoption("--sequences")
    return count


@pytest.fixture
def worst(request: pytest.FixtureRequest) -> int:
    """24 in a plain run, 200 in `make bench-worst`."""
    count: int = request.config.getoption("--worst")
    return count


@pytest.fixture
def fuzzed(request: pytest.FixtureRequest) -> int:
    """120 in a plain run, 10,000 in `make fuzz`."""
    count: int = request.config.getoption("--fuzzed")
    return count


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads the settings or writes into the data folder of the person who runs it."""
    monkeypatch.setenv("CASECONSULTANT_DATA_DIR", str(tmp_path / "var"))
    settings = tmp_path / "caseconsultant.toml"
    settings.touch()
    monkeypatch.setenv("CASECONSULTANT_CONFIG", str(settings))
