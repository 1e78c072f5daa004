"""The child: a file on standard input, JSON lines on standard output. Its limits are set before anything is read.

Each line is a page; the last one says what was left out. A child that dies has told the pages before.
"""

import json
import resource
import signal
import sys
from contextlib import suppress
from dataclasses import asdict

from mailer.attachments.limits import ADDRESS_SPACE, CPU_SECONDS, WALL_SECONDS
from mailer.attachments.no_network import give_up_sockets


def _confine() -> None:
    """Limits of this process and of every one that it starts; files cannot grow, nothing is left behind, and no socket
    is opened where the system lets us give them up (`caseconsultant health` says where it does not).
    """
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))  # the first limit says that it was time
    for what, limit in ((resource.RLIMIT_AS, ADDRESS_SPACE), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (limit, limit))
    with suppress(OSError):
        give_up_sockets()
    signal.alarm(int(WALL_SECONDS) + 1)  # where the parent died, nobody else ends us


def _tell(line: object) -> None:
    sys.stdout.buffer.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def main() -> None:
    """Read one file."""
    _confine()
    content = sys.stdin.buffer.read()
    from mailer.attachments.reading import read  # within the limits
    from mailer.attachments.readings import Inside

    reading = read(content)
    while True:
        try:
            told = next(reading)
            _tell({"inside": told.files} if isinstance(told, Inside) else {"page": asdict(told)})
        except StopIteration as end:
            _tell({"end": asdict(end.value) if end.value else None})
            return


if __name__ == "__main__":
    main()
