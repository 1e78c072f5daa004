"""Large mails are read in a child, which may hang, die or eat memory without harm to anybody else."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from consultations.messages import InboundMessage, Quarantine, QuarantineReason
from mailer.apart import MAILS_OF_A_CHILD, ORDINARY_BYTES, MailReader, told, understood
from mailer.message import parse

MAILS = sorted(Path(__file__).with_name("messages").glob("*.eml"))
HEAD = b"From: Dana <dana@clinic.example>\r\nTo: cases@desk.example\r\nSubject: A scan\r\n"
LARGE = HEAD + b"Content-Type: text/plain\r\n\r\nIs E11.22 right?\r\n" + b"Seen today.\r\n" * (ORDINARY_BYTES // 12)


def everything_apart() -> MailReader:
    return MailReader(ordinary_bytes=0)


def child(code: str, seconds: float = 10.0) -> MailReader:
    return MailReader(child=(sys.executable, "-c", code), ordinary_bytes=0, seconds=seconds)


def outcome(read: Callable[[bytes, str | None], InboundMessage], raw: bytes, envelope: str | None) -> object:
    try:
        return read(raw, envelope)
    except Quarantine as why:
        return why.reason, why.detail


def test_a_child_reads_what_we_read() -> None:
    reader = everything_apart()
    for path in MAILS:
        raw = path.read_bytes()
        for envelope in (None, "", "dana@clinic.example"):
            assert outcome(reader.read, raw, envelope) == outcome(parse, raw, envelope)


def test_an_ordinary_mail_starts_no_child_and_a_large_one_does() -> None:
    reader = MailReader(child=("/no/such/program",))
    assert reader.read(MAILS[0].read_bytes())
    with pytest.raises(OSError, match="no/such"):
        reader.read(LARGE)
    assert "E11.22" in MailReader().read(LARGE).text


def test_a_child_stays_for_the_next_mail_and_is_replaced_in_time() -> None:
    reader = everything_apart()
    raw = MAILS[0].read_bytes()
    reader.read(raw)
    first = reader._running
    reader.read(raw)
    assert first is not None
    assert reader._running is first
    reader._mails = MAILS_OF_A_CHILD
    reader.read(raw)
    assert reader._running is not first
    assert first.poll() is not None


HARM = {
    "it hangs": "import time; time.sleep(60)",
    "it dies": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    "it ends early": "import sys; sys.stdin.buffer.read(16)",
    "it promises too much": "import sys; sys.stdout.buffer.write(b'\\xff' * 16)",
    "it stops in the middle": "import sys; sys.stdout.buffer.write(bytes(7) + b'\\x09' + bytes(8) + b'{')",
    "it tells nonsense": "import sys; sys.stdout.buffer.write(bytes(7) + b'\\x02' + bytes(8) + b'[]')",
}


@pytest.mark.parametrize("name", HARM)
def test_what_a_mail_does_to_its_child_is_a_quarantine_of_that_mail(name: str) -> None:
    reader = child(HARM[name], seconds=2.0)
    started = time.monotonic()
    with pytest.raises(Quarantine) as caught:
        reader.read(LARGE)
    assert caught.value.reason in {QuarantineReason.OVER_LIMITS, QuarantineReason.UNREADABLE}
    assert caught.value.detail.startswith("Reading it ")
    assert time.monotonic() - started < 20
    reader.child = MailReader().child
    reader.seconds = 10.0
    reader._end()
    assert reader.read(LARGE).subject == "A scan"


def test_a_child_has_its_own_bounds_and_none_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASECONSULTANT_SECRET", "not for strangers")
    code = (
        "import os, sys\n"
        "assert 'CASECONSULTANT_SECRET' not in os.environ\n"
        "import resource\n"
        "from mailer import apart_child\n"
        "real = apart_child.parse\n"
        "def parse(raw, envelope):\n"
        "    for what in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):\n"
        "        assert resource.getrlimit(what) == (0, 0)\n"
        "    bytearray(2**30)\n"
        "apart_child.parse = parse\n"
        "apart_child.main()\n"
    )
    with pytest.raises(Quarantine, match="more memory than we give a mail"):
        child(code).read(LARGE)


def test_attachments_come_back_byte_for_byte() -> None:
    raw = next(path for path in MAILS if path.stem == "alternative_with_attachment").read_bytes()
    message = parse(raw)
    answer = told(message)
    head = int.from_bytes(answer[:8], "big")
    assert understood(answer[16 : 16 + head], answer[16 + head :]) == message
