"""Asking ClamAV: what a real one says, and what one does that is away, hangs, hangs up, or talks rubbish."""

import socket
import socketserver
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from pydantic import ValidationError

from config.sections import ClamAV
from config.settings import MAX_MAIL_BYTES, SettingsError, load
from consultations.messages import Quarantine, QuarantineReason
from consultations.ports import NoVerdictError, ScannerAwayError
from mailer.clamav import ClamScanner, signatures_of, why_away
from tests.servers.clamd import EICAR, Clamd
from tests.servers.fixtures import or_left_out


def verdict(settings: ClamAV, *contents: bytes, seconds: float = 10.0) -> Quarantine | None:
    try:
        ClamScanner(settings).check(contents, seconds)
    except Quarantine as why:
        return why
    return None


def zipped(*contents: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, content in enumerate(contents):
            archive.writestr(f"{number}.txt", content)
    return out.getvalue()


@pytest.mark.servers
def test_malware_is_named_and_what_is_clean_passes(clamd: Clamd) -> None:
    assert verdict(clamd.settings, b"Is E11.22 right?", b"", zipped(b"A note.")) is None
    for contents in ([EICAR], [b"Clean.", zipped(b"A note.", EICAR)]):
        why = verdict(clamd.settings, *contents)
        assert why is not None
        assert (why.reason, why.detail) == (
            QuarantineReason.MALWARE,
            "ClamAV found Test.Eicar.UNOFFICIAL in it.",
        )


@pytest.mark.servers
def test_it_is_reached_by_its_port_too(clamd: Clamd) -> None:
    settings = ClamAV(host="127.0.0.1", port=clamd.port)
    assert verdict(settings, b"Clean.") is None
    assert verdict(settings, EICAR) is not None
    assert why_away(settings) == ""
    name, made = signatures_of(settings)
    assert name.startswith("ClamAV ")
    assert made is None  # our own signature has no day


@pytest.mark.servers
def test_what_is_longer_than_it_takes_is_not_passed() -> None:
    with or_left_out(lambda: Clamd.running(StreamMaxLength="1M")) as clamd:
        for settings in (clamd.settings, ClamAV(host="127.0.0.1", port=clamd.port)):
            assert verdict(settings, b"a" * 2**20) is None
            why = verdict(settings, b"a" * (2**20 + 1))
            assert why is not None
            assert why.reason is QuarantineReason.NOT_SCANNED
            assert "StreamMaxLength" in why.detail


@pytest.mark.servers
def test_the_largest_mail_is_taken_with_the_limit_that_the_page_of_settings_names() -> None:
    with or_left_out(lambda: Clamd.running(StreamMaxLength="26M")) as clamd:
        assert verdict(clamd.settings, b"a" * MAX_MAIL_BYTES, seconds=60) is None


@pytest.mark.servers
def test_what_it_did_not_look_at_in_full_is_not_passed() -> None:
    with or_left_out(lambda: Clamd.running(AlertExceedsMax="yes", MaxScanSize="1M")) as clamd:
        why = verdict(clamd.settings, zipped(bytes(900_000), bytes(900_000)))
        assert why is not None
        assert why.reason is QuarantineReason.NOT_SCANNED
        assert "Heuristics.Limits.Exceeded" in why.detail


@contextmanager
def saying(answer: Callable[[socket.socket], None], folder: Path) -> Iterator[ClamAV]:
    """A daemon that does with each connection what a test wants."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            answer(self.request)

    class Server(socketserver.ThreadingUnixStreamServer):
        daemon_threads = True
        block_on_close = False

    path = folder / "s"
    with Server(str(path), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield ClamAV(socket=path)
        finally:
            server.shutdown()
            thread.join()


def heard(peer: socket.socket) -> bytes:
    """A command with its stream, to the end of it."""
    said = b""
    while not said.endswith(b"\0\0\0\0"):
        piece = peer.recv(65536)
        if not piece:
            break
        said += piece
    return said


def hang(peer: socket.socket) -> None:
    peer.settimeout(20)
    while peer.recv(65536):
        pass


def hang_up(peer: socket.socket) -> None:
    peer.close()


def drip(peer: socket.socket) -> None:
    """A byte now and then: each of them in time."""
    heard(peer)
    for _ in range(200):
        peer.sendall(b"s")
        time.sleep(0.05)


RUBBISH = [
    b"",
    b"stream: FOUND\0",
    b"OK\0",
    b"stream: OK and more\0",
    b"\xff\xfe" * 3000,
    b"stream: Can't create temporary file ERROR\0",
    b"stream: " + b"A" * 5000 + b" FOUND\0",
]


@pytest.mark.parametrize("said", RUBBISH, ids=range(len(RUBBISH)))
def test_one_that_talks_rubbish_passes_nothing(said: bytes, tmp_path: Path) -> None:
    def answer(peer: socket.socket) -> None:
        heard(peer)
        peer.sendall(said)

    with saying(answer, tmp_path) as settings, pytest.raises(ScannerAwayError, match="answers, but scans nothing"):
        ClamScanner(settings).check([b"x"], 5.0)


@pytest.mark.parametrize("answer", [hang, drip])
def test_one_that_hangs_is_away_within_the_time(
    answer: Callable[[socket.socket], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mailer.clamav.TRYING_SECONDS", 0.3)
    with saying(answer, tmp_path) as settings:
        began = time.monotonic()
        with pytest.raises(ScannerAwayError, match="takes too long"):
            ClamScanner(settings).check([b"x" * 5_000_000], 0.3)
        assert time.monotonic() - began < 5


def test_one_that_hangs_up_or_is_not_there_is_away(tmp_path: Path) -> None:
    with saying(hang_up, tmp_path) as settings, pytest.raises(ScannerAwayError):
        ClamScanner(settings).check([b"x" * 5_000_000], 5.0)
    with pytest.raises(ScannerAwayError, match="its socket is not there"):
        ClamScanner(ClamAV(socket=tmp_path / "none")).check([b"x"], 5.0)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        settings = ClamAV(host="127.0.0.1", port=taken.getsockname()[1])
        with pytest.raises(ScannerAwayError, match="refused the connection"):
            ClamScanner(settings).check([b"x"], 5.0)


def test_one_that_is_away_is_not_asked_at_once_again(tmp_path: Path) -> None:
    asked: list[int] = []

    def answer(peer: socket.socket) -> None:
        asked.append(1)
        peer.close()

    with saying(answer, tmp_path) as settings:
        scanner = ClamScanner(settings)
        for _ in range(50):
            with pytest.raises(ScannerAwayError):
                scanner.check([b"x"], 5.0)
    assert len(asked) == 2


@pytest.mark.parametrize("misbehave", [hang, hang_up])
def test_bytes_that_it_gives_no_verdict_on_do_not_make_it_away(
    misbehave: Callable[[socket.socket], None], tmp_path: Path
) -> None:
    def answer(peer: socket.socket) -> None:
        if b"A slow one." in heard(peer):
            misbehave(peer)
        else:
            peer.sendall(b"stream: OK\0")

    with saying(answer, tmp_path) as settings:
        scanner = ClamScanner(settings)
        with pytest.raises(NoVerdictError):
            scanner.check([b"A slow one."], 0.5)
        scanner.check([b"Another."], 5.0)


def test_the_time_is_for_all_contents_together(tmp_path: Path) -> None:
    def answer(peer: socket.socket) -> None:
        heard(peer)
        time.sleep(0.05)
        peer.sendall(b"stream: OK\0")

    with saying(answer, tmp_path) as settings, pytest.raises(NoVerdictError):
        ClamScanner(settings).check([b"x"] * 100, 0.5)


def test_no_nonsense_about_its_version_is_believed(tmp_path: Path) -> None:
    for said, day in (
        (b"ClamAV 1.4.3/27640/Tue May 20 08:30:17 2025\0", (2025, 5, 20)),
        (b"ClamAV 1.4.3/27640/Tue May  6 08:30:17 2025\0", (2025, 5, 6)),
        (b"ClamAV 1.4.3/27640/Tue May 99 08:30:17 2025\0", None),
        (b"/" * 5000, None),
    ):

        def answer(peer: socket.socket, said: bytes = said) -> None:
            peer.recv(100)
            peer.sendall(said)

        with saying(answer, tmp_path) as settings:
            made = signatures_of(settings)[1]
        (tmp_path / "s").unlink(missing_ok=True)
        assert (made and (made.year, made.month, made.day)) == day


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "needs either socket or host"),
        ({"socket": "/run/s", "host": "127.0.0.1"}, "needs either socket or host"),
        ({"host": "scanner.example.org"}, "in the clear"),
    ],
)
def test_mail_goes_to_a_scanner_on_this_machine_alone(values: dict[str, str], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        ClamAV.model_validate(values)


def test_a_mail_is_scanned_within_its_lease() -> None:
    with pytest.raises(SettingsError, match="must fit into lease_seconds"):
        load(clamav=ClamAV(host="127.0.0.1", timeout_seconds=60))
