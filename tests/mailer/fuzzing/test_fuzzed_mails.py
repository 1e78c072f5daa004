"""Fuzzed mails: each is a message or a quarantine, the same twice, and stays within time and memory.

`make fuzz` asks for 10,000 (CASECONSULTANT_FUZZ_MAILS); a plain run for a few hundred.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.measured import PEAK
from consultations.messages import InboundMessage, Quarantine, QuarantineReason
from mailer.apart import told, understood
from mailer.as_read import classified, parsed
from mailer.identity import identity_of
from mailer.message import parse
from tests.mailer.fuzzing.mails import MAILS

COUNT = int(os.environ.get("CASECONSULTANT_FUZZ_MAILS", "300"))
P99_SECONDS = 2.0
MEMORY_MB = 512
SECONDS: list[float] = []
READ_ALL = f"""
from contextlib import suppress
from consultations.messages import Quarantine
from mailer.message import parse
from bench.measured import peak
from tests.mailer.fuzzing.mails import made
for seed in range({COUNT}):
    with suppress(Quarantine):
        parse(made(seed))
print(peak())
"""


@pytest.fixture(scope="module", autouse=True)
def _bounds_of_all() -> Iterator[None]:
    yield
    slowest = sorted(SECONDS)[int(len(SECONDS) * 0.99)]
    sys.stdout.write(f"\n{len(SECONDS)} fuzzed mails: p99 {slowest:.3f} s, worst {max(SECONDS):.3f} s of CPU\n")
    assert slowest <= P99_SECONDS


def outcome(raw: bytes, envelope: str | None) -> InboundMessage | QuarantineReason:
    try:
        return parse(raw, envelope)
    except Quarantine as why:
        return why.reason


@settings(max_examples=COUNT, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(MAILS, st.sampled_from([None, "", "dana@clinic.example"]))
def test_a_fuzzed_mail_is_a_message_or_a_quarantine(raw: bytes, envelope: str | None) -> None:
    started = time.process_time()
    message = outcome(raw, envelope)
    SECONDS.append(time.process_time() - started)
    assert message is not QuarantineReason.UNREADABLE, "an error of ours"
    assert len(identity_of(raw)) == 64
    parsed(raw)
    classified(raw, envelope)
    if isinstance(message, QuarantineReason):
        return
    assert bool(message.reply_text.strip()) == bool(message.text.strip())
    assert not {"\n", "\r", "\0", "\u2028"} & set(message.subject)
    message.text.encode("utf-8")
    answer = told(message)
    head = int.from_bytes(answer[:8], "big")
    assert understood(answer[16 : 16 + head], answer[16 + head :]) == message


def test_a_process_that_reads_them_all_stays_small() -> None:
    """In a process of its own: this one also keeps what hypothesis remembers of each mail."""
    ended = subprocess.run([sys.executable, "-c", READ_ALL], capture_output=True, text=True, check=True)
    told = PEAK.search(ended.stdout)
    assert told is not None
    sys.stdout.write(f"\n{COUNT} fuzzed mails: {told[0]}\n")
    assert int(told[1]) // 1024 <= MEMORY_MB
