"""What all the servers need: a private folder, free ports, a child that is surely stopped."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

START_SECONDS = 60.0
STOP_SECONDS = 10.0

QUIET_PORTS = range(10_000, 32_000)
"""Below those that systems give to whoever asks for any port: until its server starts, a free port remains free."""


class ServerMissing(Exception):  # noqa: N818 - it names a state of this machine
    """A server is not installed here; the message says what to install."""


@contextmanager
def private_folder(name: str) -> Iterator[Path]:
    """A short path that others may read: mail servers drop root's rights, and socket names must be short."""
    root = Path(tempfile.mkdtemp(prefix=f"cc-{name}-", dir="/tmp"))
    try:
        open_to_others(root)
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)


def open_to_others(path: Path) -> None:
    """Let every user read this file or folder and all below it, and enter or run what its owner may (chmod go+rX).

    Whatever the umask of whoever runs the tests: under 077 a server that has dropped root's rights would find
    its own folders closed.
    """
    for each in (path, *path.rglob("*")):
        if not each.is_symlink():
            mode = each.stat().st_mode
            owners = mode >> 6 & 0o5
            each.chmod(mode | owners << 3 | owners)


def fill_in(template: Path, words: dict[str, object]) -> str:
    """The text of a template with each @WORD@ replaced."""
    text = template.read_text()
    for word, value in words.items():
        text = text.replace(f"@{word}@", str(value))
    return text


def free_ports(count: int) -> list[int]:
    """Ports that nobody used a moment ago; taken at the same time, so that they differ."""
    ports: list[int] = []
    with ExitStack() as stack:
        while len(ports) < count:
            port = secrets.choice(QUIET_PORTS)
            with suppress(OSError):
                stack.enter_context(socket.socket()).bind(("127.0.0.1", port))
                ports.append(port)
    return ports


def program(name: str, package: str) -> str:
    """The path of a program; Debian keeps some servers outside an ordinary user's PATH."""
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if not found:
        raise ServerMissing(f"{name} is not installed here (Debian: apt-get install {package})")
    return found


def wait_for_port(port: int, child: subprocess.Popen[bytes] | None = None, log: Path | None = None) -> None:
    """Return when something listens; raise with the end of the log when it does not in time."""
    ends_at = time.monotonic() + START_SECONDS
    while time.monotonic() < ends_at and (child is None or child.poll() is None):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"nothing came up on port {port}: {end_of(log)}")


def end_of(log: Path | None) -> str:
    """What a server said last."""
    return log.read_text(errors="replace")[-2000:] if log and log.exists() else "it left no log"


def stop(child: subprocess.Popen[bytes]) -> None:
    """Ask the child to end, and end it with everything that it started (`process_group=0` made it a group)."""
    child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
