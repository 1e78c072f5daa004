"""Reads attachments in child processes: whatever a file does to its reader, it does to that process alone."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, cast

from pydantic import TypeAdapter, ValidationError

from consultations.records import AttachedText, Page, Unread
from mailer.attachments.limits import MAX_FILES, MAX_OUTPUT, MAX_SECONDS_OF_A_MAIL, WALL_SECONDS

_CHILD = (sys.executable, "-I", "-m", "mailer.attachments")
_PROBE = (sys.executable, "-I", "-m", "mailer.attachments.no_network")
_PROBE_SECONDS = 30.0
"""It takes a tenth of one; a machine that needs longer has other troubles."""
_PASSED_ON = ("PATH", "TESSDATA_PREFIX")
"""Of our environment: our settings, with their secrets, are no business of a process that reads strangers' files."""
_TOO_LONG = "reading it took too long: send the pages that matter"
_BROKE = "damaged, or written in a way that we do not read: save it again, or send it as text"
_PAGE = TypeAdapter(Page)
_FILES = TypeAdapter(tuple[str, ...])
_UNREAD = TypeAdapter(Unread | None)


def why_not_without_network() -> str:
    """Why a child could still open a network connection on this system; empty where it could not."""
    try:
        probe = subprocess.run(_PROBE, capture_output=True, timeout=_PROBE_SECONDS, cwd="/", check=True)
    except (OSError, subprocess.SubprocessError) as error:
        return f"trying it failed ({type(error).__name__})"
    return probe.stdout.decode(errors="replace")


@dataclass(frozen=True, slots=True)
class ConfinedReader:
    """Implements `consultations.ports.AttachmentReader`. `child` is run for each file; threads may share a reader."""

    child: tuple[str, ...] = _CHILD
    wall_seconds: float = WALL_SECONDS
    seconds_of_a_mail: float = MAX_SECONDS_OF_A_MAIL

    def read(self, files: Sequence[bytes]) -> tuple[AttachedText, ...]:
        """The text of each file of one mail, in their order. Raises OSError where no process can be started."""
        until = time.monotonic() + self.seconds_of_a_mail
        texts: list[AttachedText] = []
        for number, content in enumerate(files):
            left = until - time.monotonic()
            if number >= MAX_FILES:
                texts.append(AttachedText((), Unread(f"we read {MAX_FILES} files of a mail: send it by itself")))
            elif left <= 0:
                texts.append(AttachedText((), Unread("the files of this mail took too long: send it by itself")))
            else:
                texts.append(self._read(content, min(left, self.wall_seconds)))
        return tuple(texts)

    def _read(self, content: bytes, seconds: float) -> AttachedText:
        child = subprocess.Popen(
            self.child,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what a library complains of may be the client's words
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            cwd="/",
            start_new_session=True,
        )
        late = threading.Event()

        def end_late() -> None:
            late.set()
            _end(child)

        timer = threading.Timer(seconds, end_late)
        feeder = threading.Thread(target=_feed, args=(child.stdin, content), daemon=True)
        with child:
            timer.start()
            feeder.start()
            told = cast("IO[bytes]", child.stdout).read(MAX_OUTPUT)
            timer.cancel()
            _end(child)  # it may have more to say than we take, or have left a program running
            feeder.join()
        out_of_time = late.is_set() or child.returncode in (-signal.SIGXCPU, -signal.SIGALRM)
        return _understood(told, _TOO_LONG if out_of_time else _BROKE)


def _feed(pipe: IO[bytes], content: bytes) -> None:
    with suppress(OSError):  # a child that was ended takes no more
        try:
            pipe.write(content)
        finally:
            pipe.close()


def _end(child: "subprocess.Popen[bytes]") -> None:
    """End the child with the programs that it started. It is not waited for yet, so its number is still its own."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def _understood(told: bytes, why_cut: str) -> AttachedText:
    """The pages that the child told; where its last line is missing, what it was cut short by."""
    pages: list[Page] = []
    inside: tuple[str, ...] = ()
    for line in told.splitlines():
        try:
            said = json.loads(line)
            if "end" in said:
                return AttachedText(tuple(pages), _UNREAD.validate_python(said["end"]), inside)
            if "inside" in said:
                inside = _FILES.validate_python(said["inside"])
                continue
            pages.append(_PAGE.validate_python(said["page"]))
        except (ValueError, LookupError, TypeError, ValidationError):
            break
    return AttachedText(tuple(pages), Unread(why_cut, _after(pages)), inside)


def _after(pages: Sequence[Page]) -> str:
    """The part of the file that the child did not come to; empty where that is all of it."""
    if not pages:
        return ""
    last = pages[-1]
    return f"what follows {last.file}" if last.file else f"what follows page {last.number}"
