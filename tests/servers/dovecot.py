"""A private Dovecot (Debian: dovecot-imapd dovecot-lmtpd dovecot-sieve): `with Dovecot.running() as dovecot: ...`."""

import getpass
import grp
import itertools
import os
import pwd
import shutil
import smtplib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from imapclient import IMAPClient

from tests.servers.certificates import Certificates, make_certificates
from tests.servers.identity import IdentityProvider
from tests.servers.processes import fill_in, free_ports, open_to_others, private_folder, program, stop, wait_for_port

OAUTH = Path(__file__).with_name("dovecot-oauth2.conf.in")
OAUTH_PASSDB = """passdb {
  driver = oauth2
  mechanisms = xoauth2
  args = @ROOT@/oauth2.conf
}
"""
TEMPLATE = Path(__file__).with_name("dovecot.conf.in")
SIEVE_PLUGIN = Path("/usr/lib/dovecot/modules/lib90_sieve_plugin.so")
PASSWORD = "secret"
VACATION = """require ["vacation"];
vacation :days 0 :subject "Out of office" "I am away until Monday and will read your message then.";
"""


@dataclass(slots=True)
class Dovecot:
    """A running Dovecot. Every address is a user, with PASSWORD."""

    root: Path
    imap_port: int
    imaps_port: int
    lmtp_port: int
    sasl_port: int
    smtp_port: int
    certificates: Certificates
    password: str = PASSWORD
    _child: subprocess.Popen[bytes] | None = None
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @classmethod
    @contextmanager
    def running(
        cls, *, idle: bool = True, smtp_port: int = 9, provider: IdentityProvider | None = None
    ) -> Iterator[Self]:
        """Start one, and stop it at the end. `smtp_port` is where the vacation answers of auto@test.invalid go.

        With a provider, its person may also log in by XOAUTH2.
        """
        program("dovecot", "dovecot-imapd dovecot-lmtpd dovecot-sieve")
        with private_folder("dovecot") as root:
            imap, imaps, lmtp, sasl = free_ports(4)
            server = cls(root, imap, imaps, lmtp, sasl, smtp_port, make_certificates(root / "tls"))
            server._configure(idle=idle, provider=provider)
            server.start()
            try:
                yield server
            finally:
                server.stop()

    def start(self) -> None:
        """Start, or start again with the same ports and the same mail."""
        log = self.root / "dovecot.log"
        self._child = subprocess.Popen(
            [program("dovecot", "dovecot-imapd"), "-F", "-c", str(self.root / "dovecot.conf")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            process_group=0,
        )
        for port in (self.imap_port, self.imaps_port, self.lmtp_port, self.sasl_port):
            wait_for_port(port, self._child, log)

    def stop(self) -> None:
        """Stop; the mail stays until the end of the block."""
        if self._child:
            stop(self._child)
            self._child = None

    def new_user(self) -> str:
        """An address whose mailbox nobody has used."""
        return f"user{next(self._numbers)}@test.invalid"

    def deliver(self, raw: bytes, to: str, mail_from: str = "client@test.invalid") -> None:
        """Deliver one mail by LMTP."""
        self.deliver_all([raw], to, mail_from)

    def deliver_all(self, raws: list[bytes], to: str, mail_from: str = "client@test.invalid") -> None:
        """Deliver mails by LMTP, one transaction each, over one connection."""
        with smtplib.LMTP("127.0.0.1", self.lmtp_port, timeout=30) as peer:
            for raw in raws:
                peer.sendmail(mail_from, [to], raw)

    @contextmanager
    def mailbox(self, user: str, folder: str = "INBOX") -> Iterator[Any]:
        """An IMAPClient that is logged in and has selected the folder."""
        with IMAPClient("127.0.0.1", port=self.imap_port, ssl=False, timeout=30) as client:
            client.login(user, self.password)
            client.select_folder(folder)
            yield client

    def contents(self, user: str, folder: str = "INBOX") -> dict[int, tuple[bytes, set[bytes]]]:
        """UID -> (bytes, flags) of everything in a folder; nothing where the folder does not exist."""
        with self.mailbox(user) as client:
            if not client.folder_exists(folder):
                return {}
            client.select_folder(folder, readonly=True)
            answers = client.fetch(client.search("ALL"), ["BODY.PEEK[]", "FLAGS"])
            return {uid: (answer[b"BODY[]"], set(answer[b"FLAGS"])) for uid, answer in answers.items()}

    def files(self, user: str) -> list[Path]:
        """The files of a user's INBOX, in the order of delivery."""
        inbox = self.root / "mail" / user
        return sorted((path for name in ("new", "cur") for path in (inbox / name).glob("*")), key=lambda p: p.name)

    def kick(self, user: str) -> int:
        """End the user's connections, as a server does when a token ends in mid-IDLE; how many there were."""
        command = [program("doveadm", "dovecot-imapd"), "-c", str(self.root / "dovecot.conf"), "kick", user]
        said = subprocess.run(command, check=False, capture_output=True, text=True, timeout=30)
        return sum(
            line.strip() not in {"", "kicked connections from the following users:"}
            for line in said.stdout.splitlines()
        )

    def bump_uidvalidity(self, user: str, folder: str = "INBOX") -> None:
        """Give the folder another UIDVALIDITY, as a restored or rebuilt server does: all UIDs start anew."""
        was_running = self._child is not None
        self.stop()
        inbox = self.root / "mail" / user
        place = inbox if folder == "INBOX" else inbox / f".{folder}"
        uidlist = place / "dovecot-uidlist"
        old = int(uidlist.read_text().split("V", 1)[1].split(maxsplit=1)[0])
        for path in place.glob("dovecot.index*"):
            path.unlink()
        owner = uidlist.stat()
        uidlist.write_text(f"3 V{old + 1} N1 G{os.urandom(16).hex()}\n")
        os.chown(uidlist, owner.st_uid, owner.st_gid)
        if was_running:
            self.start()

    def _configure(self, *, idle: bool, provider: IdentityProvider | None) -> None:
        for name in ("mail", "run", "sieve"):
            (self.root / name).mkdir()
        (self.root / "sieve" / "auto@test.invalid.sieve").write_text(VACATION)
        root = os.geteuid() == 0
        user = "dovenull" if root else getpass.getuser()
        group = grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name
        if root:  # mail is delivered and read with another user's rights
            for path in (self.root / "mail", self.root / "sieve", *(self.root / "sieve").iterdir()):
                shutil.chown(path, user, group)
        words: dict[str, object] = {
            "ROOT": self.root,
            "NAME": self.root.name,
            "CERTIFICATE": self.certificates.certificate,
            "KEY": self.certificates.key,
            "LOGIN_USER": user,
            "INTERNAL_USER": "dovecot" if root else user,
            "INTERNAL_GROUP": "dovecot" if root else group,
            "USER": user,
            "GROUP": group,
            "PASSWORD": self.password,
            "IMAP_PORT": self.imap_port,
            "IMAPS_PORT": self.imaps_port,
            "LMTP_PORT": self.lmtp_port,
            "SASL_PORT": self.sasl_port,
            "SMTP_PORT": self.smtp_port,
            "LMTP_PLUGINS": "sieve" if SIEVE_PLUGIN.exists() else "",
            "OAUTH_MECHANISMS": "xoauth2" if provider else "",
            "OAUTH_PASSDB": OAUTH_PASSDB.replace("@ROOT@", str(self.root)) if provider else "",
            "IMAP_CAPABILITY": "" if idle else "imap_capability = IMAP4rev1 UIDPLUS LITERAL+",
        }
        (self.root / "dovecot.conf").write_text(fill_in(TEMPLATE, words))
        if provider:
            authority = self.root / "provider.pem"
            shutil.copy(provider.certificates.authority, authority)
            (self.root / "oauth2.conf").write_text(
                fill_in(OAUTH, {"PROVIDER": provider.url, "PROVIDER_AUTHORITY": authority})
            )
            for path in (authority, self.root / "oauth2.conf"):
                open_to_others(path)  # Dovecot's auth process is not root; under umask 077 it would read neither
