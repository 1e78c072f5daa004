"""What reads a stranger's file opens no connection, where the system has seccomp; elsewhere that is said aloud."""

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from mailer.attachments import confined
from mailer.attachments.confined import ConfinedReader, why_not_without_network
from mailer.attachments.no_network import give_up_sockets
from tests.mailer.attachments import made

MACHINES = {"x86_64": 157, "aarch64": 167}
"""Those that we have a filter for, and their number of prctl."""
UNHINDERED = (
    platform.machine() in MACHINES
    and Path("/proc/sys/kernel/seccomp/actions_avail").exists()
    and "Seccomp:\t0\n" in Path("/proc/self/status").read_text()
)
"""Whether this kernel has filters, and nobody has put one on us, as containers do, that might forbid more."""
CONFINED = "from mailer.attachments import __main__ as m; m._confine()\n"


def told(code: str) -> str:
    """The one page that a confined child tells, when it runs this code, which puts its finding into `found`."""
    tell = "\nimport json; print(json.dumps({'page': {'number': 0, 'text': found}}))"
    (text,) = ConfinedReader(child=(sys.executable, "-c", CONFINED + code + tell)).read([b"x"])
    assert text.pages, text.unread
    return text.pages[0].text


CONNECT = """
import socket
found = ""
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
    try:
        socket.socket(family).close()
        found += "opened "
    except PermissionError:
        found += "refused "
"""
BY_ANOTHER = f"""
import subprocess, sys
found = subprocess.run([sys.executable, "-c", {CONNECT + "print(found)"!r}], capture_output=True, text=True).stdout
"""


@pytest.mark.parametrize("code", [CONNECT, BY_ANOTHER], ids=["the child", "what it starts"])
def test_sockets_are_refused_or_the_probe_says_why_not(code: str) -> None:
    found = set(told(code).split())
    assert found == ({"opened"} if why_not_without_network() else {"refused"})


def test_a_system_that_has_filters_refuses() -> None:
    assert why_not_without_network() == "" or not UNHINDERED


def test_files_are_read_as_before() -> None:
    (text,) = ConfinedReader().read([made.pdf(["Type 2 diabetes"])])
    assert [page.text for page in text.pages] == ["Type 2 diabetes"]


def test_a_system_that_forbids_filters_is_told() -> None:
    """A first filter refuses to set a second one, as a strict container does."""
    code = f"""
import platform
from mailer.attachments import no_network
architecture, _ = no_network._ARCHITECTURES[platform.machine()]
no_network._ARCHITECTURES = {{platform.machine(): (architecture, ({MACHINES.get(platform.machine(), 0)},))}}
no_network.give_up_sockets()
no_network.main()
"""
    done = subprocess.run((sys.executable, "-c", code), capture_output=True, text=True, check=False)
    if why_not_without_network():
        assert done.stderr.splitlines()[-1].startswith(("OSError", "KeyError", "PermissionError"))
    else:
        assert done.stdout == "Operation not permitted"


def test_a_machine_without_a_filter_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(OSError, match="on riscv64, for which there is no filter"):
        give_up_sockets()


@pytest.mark.parametrize("program", [(sys.executable, "-c", "raise SystemExit(1)"), ("/nowhere/python",)])
def test_a_probe_that_fails_is_no_good_news(program: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "_PROBE", program)
    assert why_not_without_network().startswith("trying it failed (")
