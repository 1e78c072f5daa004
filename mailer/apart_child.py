"""The child of `mailer.apart`: mails on standard input, messages on standard output, within limits of its own."""

import json
import resource
import signal
import sys
from typing import IO

from consultations.messages import InboundMessage, Quarantine, QuarantineReason
from mailer.apart import LENGTHS, MEMORY_BYTES, SECONDS, told
from mailer.message import parse


def main() -> None:
    """Read mails until there are no more. Not enough memory ends a mail, not the child, where Python notices it."""
    for what, limit in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (limit, limit))
    given, answer = sys.stdin.buffer, sys.stdout.buffer
    while lengths := given.read(LENGTHS.size):
        signal.alarm(int(SECONDS) + 1)  # where the parent died, nobody else ends us
        envelope_size, size = LENGTHS.unpack(lengths)
        answer.write(told(_read(given, envelope_size, size)))
        answer.flush()
        signal.alarm(0)


def _read(given: IO[bytes], envelope_size: int, size: int) -> InboundMessage | Quarantine:
    envelope, raw = json.loads(given.read(envelope_size)), given.read(size)
    try:
        return parse(raw, envelope)
    except Quarantine as why:
        return why
    except MemoryError:
        return Quarantine(QuarantineReason.OVER_LIMITS, "Reading it took more memory than we give a mail.")


if __name__ == "__main__":
    main()
