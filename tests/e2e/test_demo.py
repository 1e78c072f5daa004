"""The README's first command, as a newcomer types it."""

import re
import subprocess
import sys

import pytest

from tests.servers.dovecot import Dovecot

pytestmark = pytest.mark.servers


def demo(*options: str) -> str:
    """Run it to its end; gives what it printed."""
    ended = subprocess.run(
        [sys.executable, "-m", "commands", "demo", *options],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
    return ended.stdout


def check(printed: str) -> None:
    """Three cases in, one answer out, with the codes that were approved."""
    assert printed.count("accepted: ") == 3
    numbers = set(re.findall(r"CC-[0-9A-Z]{6}", printed))
    assert len(numbers) == 3
    approved = re.search(r"approves draft 1 of (CC-\w+):\n((?:  \S+ +.+\n)+)", printed)
    assert approved is not None
    answer = printed.split("-" * 78)[1]
    assert approved[1] in answer
    codes = re.findall(r"^  (\S+)", approved[2], re.MULTILINE)
    assert "E11.22" in codes
    assert all(code in answer for code in codes)
    assert "In-Reply-To: <" in answer
    assert "Nothing left this machine." in printed


def test_the_demonstration_over_smtp() -> None:
    check(demo())


def test_the_demonstration_over_imap(dovecot: Dovecot) -> None:
    del dovecot  # asked for so that the test is left out, with its reason, where Dovecot is not installed
    check(demo("--imap"))
