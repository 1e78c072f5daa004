"""A child that misbehaves costs its own file, and nothing else."""

import json
import sys
import time
from pathlib import Path

import pytest

from consultations.records import AttachedText, Page, Unread
from mailer.attachments.confined import ConfinedReader
from mailer.attachments.limits import ADDRESS_SPACE, MAX_FILES
from tests.mailer.attachments import made

PAGE = json.dumps({"page": {"number": 1, "text": "Seen today.", "scanned": False}})
END = json.dumps({"end": None})


def child(code: str, **bounds: float) -> ConfinedReader:
    """A reader whose child is this program instead."""
    return ConfinedReader(child=(sys.executable, "-c", code), **bounds)


def test_the_real_child_reads_files_in_their_order() -> None:
    texts = ConfinedReader().read([made.pdf(["Type 2 diabetes"]), b"Seen today.", b"\x00\x01"])
    assert texts[0] == AttachedText((Page(1, "Type 2 diabetes"),))
    assert texts[1] == AttachedText((Page(0, "Seen today."),))
    assert texts[2].unread == Unread("of no kind that we read: send it as PDF, DOCX or text")


def ended(stat: Path) -> bool:
    try:
        return stat.read_text().split()[2] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_a_child_that_hangs_is_ended_with_what_it_started_and_keeps_its_pages(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    code = (
        "import subprocess, sys, time\n"
        f"print({PAGE!r}, flush=True)\n"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(mark)!r}, 'w').write(str(p.pid))\n"
        "time.sleep(60)"
    )
    began = time.monotonic()
    (text,) = child(code, wall_seconds=3).read([b"x"])
    assert time.monotonic() - began < 15
    assert [page.text for page in text.pages] == ["Seen today."]
    assert text.unread == Unread("reading it took too long: send the pages that matter", "what follows page 1")
    grandchild = Path(f"/proc/{mark.read_text()}/stat")
    while not ended(grandchild):  # a busy machine takes a moment for it
        assert time.monotonic() - began < 15
        time.sleep(0.05)


@pytest.mark.parametrize(
    "code",
    ["import os; os.abort()", "raise SystemExit(3)", "print('no JSON')", "print('[]')", "print('{\"page\": 1}')"],
)
def test_a_child_that_dies_or_talks_nonsense_is_told(code: str) -> None:
    (text,) = child(code).read([b"x"])
    assert text.pages == ()
    assert text.unread is not None
    assert "damaged" in text.unread.why


def test_a_child_that_never_stops_talking_is_not_listened_to() -> None:
    began = time.monotonic()
    (text,) = child("while True: print('x' * 100_000)", wall_seconds=60).read([b"x"])
    assert text.unread is not None
    assert time.monotonic() - began < 30


def test_a_child_that_does_not_read_its_file_does_not_hold_us_up() -> None:
    (text,) = child(f"print({PAGE!r}); print({END!r})").read([b"x" * 5_000_000])
    assert text == AttachedText((Page(1, "Seen today."),))


def test_the_child_takes_little_time_and_memory_and_writes_no_file(tmp_path: Path) -> None:
    confine = "from mailer.attachments import __main__ as m; m._confine()\n"
    busy = child(confine.replace("m._confine", "m.CPU_SECONDS = 1; m._confine") + "while True: pass")
    (text,) = busy.read([b"x"])
    assert text.unread == Unread("reading it took too long: send the pages that matter")
    (text,) = child(confine + f"x = bytearray({ADDRESS_SPACE}); print({PAGE!r})").read([b"x"])
    assert text.pages == ()
    (text,) = child(confine + f"open({str(tmp_path / 'f')!r}, 'w').write('x' * 10_000)").read([b"x"])
    assert not (tmp_path / "f").exists() or (tmp_path / "f").stat().st_size == 0


def test_the_child_knows_nothing_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASECONSULTANT_SMTP__PASSWORD", "secret")
    tell = "import json, os; print(json.dumps({'page': {'number': 0, 'text': ' '.join(os.environ)}}))"
    (text,) = child(tell).read([b"x"])
    assert "CASECONSULTANT" not in text.pages[0].text
    assert "PATH" in text.pages[0].text


def test_a_mail_has_so_many_files_and_so_much_time() -> None:
    quick = f"print({END!r})"
    texts = child(quick).read([b"x"] * (MAX_FILES + 2))
    assert [text.unread is None for text in texts] == [True] * MAX_FILES + [False] * 2
    slow = child("import time; time.sleep(60)", seconds_of_a_mail=0.5)
    assert all(text.unread is not None and "took too long" in text.unread.why for text in slow.read([b"x"] * 3))


def test_nothing_is_left_of_a_child() -> None:
    before = set(Path("/proc/self/fd").iterdir())
    child(f"print({END!r})").read([b"x"])
    assert set(Path("/proc/self/fd").iterdir()) == before
