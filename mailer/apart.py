"""Reads large mails in a child process of its own: whatever such a mail does to its reader, it does to that process.

An ordinary mail is read where it is wanted: up to ORDINARY_BYTES the reader is bounded by construction, and crossing to
another process would cost as much again (docs/decisions/0018). The child stays for the next large mail, and is replaced
when it dies, when it takes too long, or after MAILS_OF_A_CHILD.
"""

import json
import os
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import IO, Any, Final, cast

from pydantic import TypeAdapter, ValidationError

from consultations.messages import Attachment, InboundMessage, Quarantine, QuarantineReason
from mailer.message import parse

ORDINARY_BYTES: Final = 1024 * 1024
"""Reading any bytes of this size takes at most half a second and 150 MB (`make fuzz` measures it)."""
SECONDS: Final = 10.0
MEMORY_BYTES: Final = 512 * 1024 * 1024
MAILS_OF_A_CHILD: Final = 100
"""What a library leaks does not add up."""
_CHILD = (sys.executable, "-I", "-m", "mailer.apart_child")
_PASSED_ON = ("PATH",)
"""Of our environment: our settings, with their secrets, are no business of a process that reads strangers' mail."""
LENGTHS: Final = struct.Struct(">QQ")
_MOST_ANSWER = 128 * 1024 * 1024
"""More than any mail of MAX_MAIL_BYTES can say."""
_BLOCK = 64 * 1024
_MESSAGE = TypeAdapter(InboundMessage)


class _BrokeError(Exception):
    """The child died, or was too slow; the message says which, as the detail of a quarantine."""


@dataclass(slots=True)
class MailReader:
    """`read` is `message.parse`, but for large mails in a child. Threads may share a reader; they take turns."""

    child: tuple[str, ...] = _CHILD
    ordinary_bytes: int = ORDINARY_BYTES
    seconds: float = SECONDS
    _running: "subprocess.Popen[bytes] | None" = None
    _mails: int = 0
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def read(self, raw: bytes, mail_from: str | None = None) -> InboundMessage:
        """Read a mail; raises Quarantine, also where reading it was too much. OSError: no process can be started."""
        if len(raw) <= self.ordinary_bytes:
            return parse(raw, mail_from)
        with self._turn:
            try:
                head, rest = self._ask(raw, mail_from)
            except _BrokeError as error:
                self._end()
                raise Quarantine(QuarantineReason.OVER_LIMITS, str(error)) from None
        return understood(head, rest)

    def __del__(self) -> None:
        self._end()

    def _ask(self, raw: bytes, mail_from: str | None) -> tuple[bytes, bytes]:
        child = self._child()
        until = time.monotonic() + self.seconds
        envelope = json.dumps(mail_from).encode()
        feeder = threading.Thread(
            target=_feed, args=(child.stdin, LENGTHS.pack(len(envelope), len(raw)), envelope, raw), daemon=True
        )
        feeder.start()
        try:
            answer = cast("IO[bytes]", child.stdout)
            head_size, rest_size = LENGTHS.unpack(_take(answer, LENGTHS.size, until))
            return _take(answer, head_size, until), _take(answer, rest_size, until)
        finally:
            feeder.join(max(0.0, until - time.monotonic()))
            if feeder.is_alive():  # it writes to a pipe that nobody reads: ending the child ends it too
                child.kill()
                feeder.join()

    def _child(self) -> "subprocess.Popen[bytes]":
        if self._running is None or self._running.poll() is not None or self._mails >= MAILS_OF_A_CHILD:
            self._end()
            self._running = subprocess.Popen(
                self.child,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # what a library complains of may be the client's words
                bufsize=0,
                env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
                cwd="/",
                start_new_session=True,
            )
        self._mails += 1
        return self._running

    def _end(self) -> None:
        child, self._running, self._mails = self._running, None, 0
        if child is None:
            return
        with suppress(ProcessLookupError):
            child.send_signal(signal.SIGKILL)
        for pipe in (child.stdin, child.stdout):
            with suppress(OSError):
                cast("IO[bytes]", pipe).close()
        child.wait()


def told(message: InboundMessage | Quarantine) -> bytes:
    """What the child answers: two lengths, JSON, and the contents of the attachments one after the other."""
    contents: list[bytes] = []
    if isinstance(message, Quarantine):
        said: dict[str, Any] = {"quarantine": message.reason, "detail": message.detail}
    else:
        contents = [part.content for part in message.attachments]
        said = asdict(message) | {
            "attachments": [[a.name, a.content_type, len(a.content)] for a in message.attachments]
        }
    head = json.dumps(said, default=str).encode()
    return b"".join((LENGTHS.pack(len(head), sum(map(len, contents))), head, *contents))


def understood(head: bytes, rest: bytes) -> InboundMessage:
    """The message that a child told; raises the Quarantine that it told, or one for an answer that is none."""
    try:
        said = json.loads(head)
        if "quarantine" in said:
            raise Quarantine(QuarantineReason(said["quarantine"]), str(said["detail"]))
        attachments, start = [], 0
        for name, content_type, size in said["attachments"]:
            attachments.append(Attachment(name, content_type, rest[start : start + size]))
            start += size
        return _MESSAGE.validate_python(said | {"attachments": tuple(attachments)})
    except (ValueError, LookupError, TypeError, ValidationError):
        raise Quarantine(QuarantineReason.UNREADABLE, "Reading it gave no message.") from None


def _feed(pipe: IO[bytes], *pieces: bytes) -> None:
    with suppress(OSError):  # a child that was ended takes no more
        for piece in pieces:
            view = memoryview(piece)
            while view:
                view = view[pipe.write(view) :]


def _take(pipe: IO[bytes], size: int, until: float) -> bytes:
    """Exactly so many bytes of the answer, in time; raises _BrokeError."""
    if size > _MOST_ANSWER:
        raise _BrokeError("Reading it gave no message.")
    ready = select.poll()
    ready.register(pipe, select.POLLIN)
    pieces: list[bytes] = []
    left = size
    while left:
        if not ready.poll(max(0.0, until - time.monotonic()) * 1000):
            raise _BrokeError("Reading it took too long.")
        piece = pipe.read(min(left, _BLOCK))
        if not piece:
            raise _BrokeError("Reading it took more memory or time than we give a mail.")
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)
