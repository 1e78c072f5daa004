"""Shows bytes to ClamAV's daemon (clamd(8), command INSTREAM); implements `consultations.ports.MalwareScanner`.

Our own client: the protocol is a few lines, and the libraries for it bound each read, never the whole exchange nor what
the other side says.
"""

import re
import socket
import struct
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import structlog

from config.sections import ClamAV
from consultations.messages import Quarantine, QuarantineReason
from consultations.ports import NoVerdictError, ScannerAwayError
from mailer.tls import network_reason

log = structlog.get_logger()

_INSTREAM, _VERSION = b"zINSTREAM\0", b"zVERSION\0"
_END = b"\0"
_LENGTH = struct.Struct(">I")
_CHUNK = 64 * 1024
_MOST_SAID = 4096
"""Bytes of a reply; a name of a signature has some forty."""
_CLEAN = "stream: OK"
_FOUND = re.compile(r"stream: ([!-~]{1,200}) FOUND")
_TOO_LONG = "INSTREAM size limit exceeded"
_CUT_SHORT = "Heuristics.Limits.Exceeded"
"""How the names of what it did not look at in full begin (AlertExceedsMax in clamd.conf)."""
_DATED = re.compile(r"[^/]{1,200}/\d+/(\w{3} \w{3} +\d{1,2} \d\d:\d\d:\d\d \d{4})")

_SENTENCES: Mapping[type[OSError], str] = {
    TimeoutError: "takes too long",
    FileNotFoundError: "does not answer: its socket is not there",
    PermissionError: "does not answer: we may not write to its socket",
}

TRYING_SECONDS: Final = 5.0
"""For a word that takes a working scanner a millisecond."""
_AWAY_SECONDS = 10.0
"""How long nobody asks again: mail that waits must not take its turns with waiting."""


@dataclass(slots=True)
class ClamScanner:
    """Asks over a connection for each content. Threads may share a scanner."""

    settings: ClamAV
    _away_until: float = field(default=0.0)
    _why: str = field(default="")

    def check(self, contents: Iterable[bytes], seconds: float) -> None:
        """As the port says it."""
        until = time.monotonic() + seconds
        for content in contents:
            if time.monotonic() < self._away_until:
                raise ScannerAwayError(self._why)
            try:
                said = _told(self.settings, _INSTREAM, content, until)
            except OSError as error:
                said = f"It {_reason(error)}"
            if not _is_clean(said):
                self._look(said or "It hung up")

    def _look(self, said: str) -> None:
        """No verdict: because of these bytes, or because the scanner is away? Raises one of the two."""
        why = why_away(self.settings)
        if not why:
            raise NoVerdictError(said)
        self._why, self._away_until = why, time.monotonic() + _AWAY_SECONDS
        log.error("scanner_away", reason=why, remedy="mail waits until it answers: see `caseconsultant doctor`")
        raise ScannerAwayError(why)


def why_away(settings: ClamAV) -> str:
    """Why nothing can be scanned now, as a sentence; empty where it can."""
    try:
        said = _told(settings, _INSTREAM, b"A word.", time.monotonic() + TRYING_SECONDS)
    except OSError as error:
        return f"The virus scanner {_reason(error)}."
    return "" if said == _CLEAN else "The virus scanner answers, but scans nothing; its own log says why."


def signatures_of(settings: ClamAV) -> tuple[str, datetime | None]:
    """What it calls itself, and when its daily signatures were made, on its own clock; None where it does not say.

    Raises OSError.
    """
    said = _told(settings, _VERSION, None, time.monotonic() + TRYING_SECONDS)
    name = said.partition("/")[0][:80]
    dated = _DATED.fullmatch(said)
    try:
        return name, datetime.strptime(dated[1], "%a %b %d %H:%M:%S %Y") if dated else None  # noqa: DTZ007 - has none
    except ValueError:
        return name, None


def _is_clean(said: str) -> bool:
    """Whether that is what it says; False where it says nothing that we know. Raises Quarantine."""
    if said.startswith(_TOO_LONG):
        detail = "It is longer than ClamAV takes. Set StreamMaxLength in clamd.conf to 26M or more."
        raise Quarantine(QuarantineReason.NOT_SCANNED, detail)
    found = _FOUND.fullmatch(said)
    if found and found[1].startswith(_CUT_SHORT):
        detail = (
            f"ClamAV did not look at all of it ({found[1]}). A limit in clamd.conf is low, or it was made to be large."
        )
        raise Quarantine(QuarantineReason.NOT_SCANNED, detail)
    if found:
        raise Quarantine(QuarantineReason.MALWARE, f"ClamAV found {found[1]} in it.")
    return said == _CLEAN


def _reason(error: OSError) -> str:
    for kind, sentence in _SENTENCES.items():
        if isinstance(error, kind):
            return sentence
    return f"does not answer: {network_reason(error)}"


def _told(settings: ClamAV, command: bytes, content: bytes | None, until: float) -> str:
    """What the daemon says to a command, with its content if any. Raises OSError; TimeoutError after `until`."""
    with _connected(settings, until) as peer:
        with suppress(ConnectionError):  # it may have heard enough, and have said why
            _send(peer, command, until)
            if content is not None:
                _stream(peer, memoryview(content), until)
        return _reply(peer, until)


def _stream(peer: socket.socket, content: memoryview, until: float) -> None:
    for at in range(0, len(content), _CHUNK):
        chunk = content[at : at + _CHUNK]
        _send(peer, _LENGTH.pack(len(chunk)), until)
        _send(peer, chunk, until)
    _send(peer, _LENGTH.pack(0), until)


def _connected(settings: ClamAV, until: float) -> socket.socket:
    if settings.socket is None:
        return socket.create_connection((settings.host, settings.port), timeout=_left(until))
    peer = socket.socket(socket.AF_UNIX)
    try:
        peer.settimeout(_left(until))
        peer.connect(str(settings.socket))
    except OSError:
        peer.close()
        raise
    return peer


def _send(peer: socket.socket, content: "bytes | memoryview", until: float) -> None:
    peer.settimeout(_left(until))
    peer.sendall(content)  # its time-out is for all of it


def _reply(peer: socket.socket, until: float) -> str:
    """The reply up to its end. A peer that hangs up has said what it had to say; one that goes on is cut short."""
    said = b""
    while _END not in said and len(said) < _MOST_SAID:
        peer.settimeout(_left(until))
        piece = peer.recv(_MOST_SAID)
        if not piece:
            break
        said += piece
    return said.partition(_END)[0].decode("utf-8", "replace").strip()[:_MOST_SAID]


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
