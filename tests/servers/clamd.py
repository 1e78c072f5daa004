"""A private ClamAV daemon (Debian: clamav-daemon) that knows one signature, of our own: that of the EICAR test file."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from config.sections import ClamAV
from tests.servers.processes import START_SECONDS, end_of, fill_in, free_ports, private_folder, program, stop

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""What every scanner calls malware, by agreement (eicar.org); in two pieces, or they would find it in this file."""
TEMPLATE = Path(__file__).with_name("clamd.conf.in")


@dataclass(slots=True)
class Clamd:
    """A running daemon, on a socket and on a port."""

    root: Path
    port: int
    _child: subprocess.Popen[bytes] | None = None

    @classmethod
    @contextmanager
    def running(cls, **options: str) -> Iterator[Self]:
        """Start one, and stop it at the end. `options` stand in its clamd.conf (StreamMaxLength="1M")."""
        program("clamd", "clamav-daemon")
        with private_folder("clamd") as root:
            server = cls(root, free_ports(1)[0])
            (root / "signatures").mkdir()
            (root / "signatures" / "own.ndb").write_text(f"Test.Eicar:0:*:{EICAR.hex()}\n")
            lines = "\n".join(f"{name} {value}" for name, value in options.items())
            (root / "clamd.conf").write_text(fill_in(TEMPLATE, {"ROOT": root, "PORT": server.port, "OPTIONS": lines}))
            server.start()
            try:
                yield server
            finally:
                server.stop()

    @property
    def socket(self) -> Path:
        """Where it listens."""
        return self.root / "clamd.socket"

    @property
    def settings(self) -> ClamAV:
        """How we reach it."""
        return ClamAV(socket=self.socket)

    def start(self) -> None:
        """Start, or start again."""
        log = self.root / "clamd.log"
        with log.open("ab") as out:
            self._child = subprocess.Popen(
                [program("clamd", "clamav-daemon"), "-c", str(self.root / "clamd.conf")],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                process_group=0,
            )
        until = time.monotonic() + START_SECONDS
        while not self.socket.exists():
            if self._child.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"clamd did not come up: {end_of(log)}")
            time.sleep(0.02)

    def stop(self) -> None:
        """An outage."""
        if self._child:
            stop(self._child)
            self._child = None
        self.socket.unlink(missing_ok=True)

    def ignore(self, signature: str) -> None:
        """What an operator does about a false alarm; takes effect at the next start."""
        (self.root / "signatures" / "own.ign2").write_text(f"{signature}\n")
