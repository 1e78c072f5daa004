"""A private Postfix in front of a Dovecot (Debian: postfix; needs root): `with Postfix.running(dovecot) as postfix`.

test.invalid is the client's domain: mail for it goes into Dovecot by LMTP, mail for unknown@test.invalid is refused
with 550 5.1.1, closed.invalid refuses connections. Every other domain goes to `world_port` (see sink.py), whose
refusals make Postfix write genuine delivery status notifications. STARTTLS and AUTH, with Dovecot's users and
certificate; `Authentication-Results: mx.test.invalid; dmarc=pass` is set for second@test.invalid alone.
"""

import os
import re
import shutil
import smtplib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.servers.certificates import Certificates
from tests.servers.dovecot import Dovecot
from tests.servers.processes import (
    ServerMissing,
    end_of,
    fill_in,
    free_ports,
    open_to_others,
    private_folder,
    program,
    wait_for_port,
)

MASTER = Path("/etc/postfix/master.cf.proto")
MAIN = Path(__file__).with_name("postfix.main.cf.in")


@dataclass(frozen=True, slots=True)
class Postfix:
    """A running Postfix; any address at test.invalid may log in with `password`, after STARTTLS."""

    root: Path
    port: int
    certificates: Certificates
    password: str

    @classmethod
    @contextmanager
    def running(cls, dovecot: Dovecot, world_port: int = 1, *, lifetime: int = 60) -> Iterator[Self]:
        """Start one that delivers into this Dovecot, and stop it at the end. It gives up after `lifetime` seconds, and
        warns of a delay after a third of them.
        """
        postfix = program("postfix", "postfix")
        if os.geteuid() != 0:
            raise ServerMissing("Postfix can be started by root only")
        with private_folder("postfix") as root:
            port = dovecot.smtp_port if dovecot.smtp_port != 9 else free_ports(1)[0]
            server = cls(root, port, dovecot.certificates, dovecot.password)
            server._configure(dovecot, world_port, lifetime)
            environment = {**os.environ, "MAIL_CONFIG": str(root / "etc")}
            command = [postfix, "-c", str(root / "etc")]
            started = subprocess.run([*command, "start"], env=environment, check=False, capture_output=True, timeout=60)
            if started.returncode != 0:
                raise RuntimeError(f"Postfix did not start: {started.stderr.decode()}{end_of(root / 'maillog')}")
            try:
                wait_for_port(port, log=root / "maillog")
                yield server
            finally:
                subprocess.run([*command, "stop"], env=environment, check=False, capture_output=True, timeout=60)

    def send(self, raw: bytes, to: str, mail_from: str = "client@test.invalid") -> None:
        """Hand in one mail by SMTP, as a mail program on this machine would."""
        with smtplib.SMTP("127.0.0.1", self.port, timeout=30) as peer:
            peer.sendmail(mail_from, [to], raw)

    def _configure(self, dovecot: Dovecot, world_port: int, lifetime: int) -> None:
        for name in ("etc", "queue", "data"):
            (self.root / name).mkdir()
        shutil.chown(self.root / "data", "postfix")
        words: dict[str, object] = {
            "ROOT": self.root,
            "LMTP_PORT": dovecot.lmtp_port,
            "SASL_PORT": dovecot.sasl_port,
            "WORLD_PORT": world_port,
            "LIFETIME": lifetime,
            "WARNING": lifetime // 3,
            "CERTIFICATE": self.certificates.certificate,
            "KEY": self.certificates.key,
        }
        (self.root / "etc" / "main.cf").write_text(fill_in(MAIN, words))
        (self.root / "etc" / "master.cf").write_text("\n".join(self._services()) + "\n")
        open_to_others(self.root)

    def _services(self) -> Iterator[str]:
        """Debian's services without chroot, with smtpd on our port alone."""
        for line in MASTER.read_text().splitlines():
            fields = line.split()
            if line.startswith("#") or not fields:
                continue
            if not line.startswith(" ") and len(fields) > 4 and fields[4] == "y":
                fields[4] = "n"
                line = " ".join(fields)  # noqa: PLW2901 - the mended line
            yield re.sub(r"^smtp +inet ", f"127.0.0.1:{self.port} inet ", line)
