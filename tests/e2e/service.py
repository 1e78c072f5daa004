"""A CaseConsultant in processes of its own, as an operator runs it, for tests that pull the plug."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from accounts.clients import add_organisation
from accounts.people import add_person
from accounts.roles import Role
from commands.composing import open_desk
from config.migrating import migrate
from config.settings import Settings
from consultations.desk import Desk

EMBEDDED = (("up",),)
SEPARATE = (("run", "ingress"), ("run", "worker", "--concurrency", "1"), ("run", "sweeper"), ("run", "web"))
PASSWORD = "a long enough password"
T = TypeVar("T")


@dataclass
class RunningService:
    """Its processes, and a desk of our own over the same database to look with."""

    settings: Settings
    commands: Sequence[Sequence[str]]
    environment: dict[str, str]
    folder: Path
    desk: Desk
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        """Start what does not run, and wait until the console answers."""
        self.processes = [process for process in self.processes if process.poll() is None]
        running = {tuple(list(process.args)[3:]) for process in self.processes}  # type: ignore[arg-type]
        with (self.folder / "service.log").open("ab") as log:
            for command in self.commands:
                if tuple(command) not in running:
                    self.processes.append(
                        subprocess.Popen(
                            [sys.executable, "-m", "commands", *command],
                            env=self.environment,
                            stdin=subprocess.DEVNULL,
                            stdout=log,
                            stderr=log,
                        )
                    )
        self.wait_until_ready()

    def wait_until_ready(self, seconds: float = 60.0) -> None:
        """Until `/healthz` says ok; fails with the log's end when a process dies instead."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if any(process.poll() is not None for process in self.processes):
                break
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.settings.web.port}/healthz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the service did not come up:\n" + self.log()[-4000:])

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """As a power cut does, with every child of it."""
        for child in _children(process.pid):
            os.kill(child, signal.SIGKILL)
        process.kill()
        process.wait(10)

    def stop(self) -> None:
        """Ask all to end, then insist."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill(process)

    def log(self) -> str:
        """What the processes wrote."""
        return (self.folder / "service.log").read_text(errors="replace")


def waited_for(look: Callable[[], T | None], what: str, seconds: float = 20.0) -> T:
    """What `look` gives as soon as it gives something; AssertionError when it never does."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"{what} did not come within {seconds:.0f} s"
        time.sleep(0.02)
    return found


@contextmanager
def running_service(
    values: dict[str, Any],
    folder: Path,
    commands: Sequence[Sequence[str]] = EMBEDDED,
    *,
    client: str,
    plan: str = "enterprise",
) -> Iterator[RunningService]:
    """A service with these settings, one client organisation and one consultant; stopped at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    _share_code_sets(folder)
    values = {"data_dir": str(folder), **values}
    file = folder / "caseconsultant.toml"
    file.write_text(_toml(values))
    settings = Settings(**values)
    desk = open_desk(settings)
    migrate(desk.database)
    with desk.transaction() as session:
        add_organisation(session, "Lakeside", plan, (client,), date(2026, 1, 2))
        add_person(session, "Mara Okafor", "mara@desk.example", PASSWORD, credential="CPC", role=Role.CONSULTANT)
    environment = {**os.environ, "CASECONSULTANT_CONFIG": str(file), "CASECONSULTANT_DATA_DIR": str(folder)}
    service = RunningService(settings, commands, environment, folder, desk)
    try:
        service.start()
        yield service
    finally:
        service.stop()
        desk.database.close()


def _share_code_sets(folder: Path) -> None:
    """The store of the code set is built once for all services of all tests."""
    shared = Path(tempfile.gettempdir()) / "caseconsultant-test-codesets"
    shared.mkdir(exist_ok=True)
    (folder / "codesets").symlink_to(shared)


def _toml(values: dict[str, Any]) -> str:
    """Settings as TOML: plain values first, then tables and lists of tables. JSON's plain values are TOML's too."""
    plain = [f"{name} = {json.dumps(value)}" for name, value in values.items() if not isinstance(value, dict | list)]
    tables: list[str] = []
    for name, value in values.items():
        if isinstance(value, dict):
            tables.append(f"[{name}]\n{_inline(value)}")
        elif isinstance(value, list):
            tables += [f"[[{name}]]\n{_inline(entry)}" for entry in value]
    return "\n\n".join(["\n".join(plain), *tables]) + "\n"


def _inline(table: dict[str, Any]) -> str:
    lines = []
    for name, value in table.items():
        if isinstance(value, dict):
            inner = ", ".join(f"{key} = {json.dumps(inner)}" for key, inner in value.items())
            lines.append(f"{name} = {{ {inner} }}")
        else:
            lines.append(f"{name} = {json.dumps(value)}")
    return "\n".join(lines)


def _children(pid: int) -> list[int]:
    """Every process below this one (Linux)."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += [int(child), *_children(int(child))]
    return found
