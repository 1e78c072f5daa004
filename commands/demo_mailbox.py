"""A private Dovecot on loopback with one mailbox, for `caseconsultant demo --imap`."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from commands.loopback import free_port
from config.errors import CaseConsultantError
from config.sections import Mailbox

_CONF = """
base_dir = {root}/run
state_dir = {root}/run
log_path = {root}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_login_user = {login}
default_internal_user = {internal}
default_internal_group = {internal_group}
mail_location = maildir:{root}/mail/%u
mailbox_idle_check_interval = 1 secs
first_valid_uid = 0
first_valid_gid = 0
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={root}/mail/%u allow_all_users=yes
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
"""


class NoDovecotError(CaseConsultantError):
    """Dovecot is not installed, or does not start."""


@contextmanager
def private_mailbox() -> Iterator[tuple[Mailbox, int]]:
    """Run Dovecot until the block ends; gives the mailbox's settings and the port that mail is delivered to by LMTP."""
    program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        raise NoDovecotError("The demonstration over IMAP needs Dovecot: apt-get install dovecot-imapd dovecot-lmtpd")
    root = Path(tempfile.mkdtemp(prefix="cc-demo-", dir="/tmp"))
    imap, lmtp = free_port(), free_port()
    password = secrets.token_urlsafe(12)
    _configure(root, imap, lmtp, password)
    server = subprocess.Popen([program, "-F", "-c", root / "dovecot.conf"], stderr=subprocess.DEVNULL)
    try:
        for port in (imap, lmtp):
            _wait_for(port, server)
        yield (
            Mailbox(
                name="demo-mailbox",
                host="127.0.0.1",
                port=imap,
                tls="none",
                username="case@test.invalid",
                password=SecretStr(password),
                trusted=True,
            ),
            lmtp,
        )
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(root, ignore_errors=True)


def _configure(root: Path, imap: int, lmtp: int, password: str) -> None:
    root.chmod(0o755)
    own = pwd.getpwuid(os.getuid())
    # As root, Dovecot refuses to keep mail as root; its own package brings these users.
    login, internal = ("dovenull", "dovecot") if own.pw_uid == 0 else (own.pw_name, own.pw_name)
    keeper = pwd.getpwnam(login)
    for folder in ("run", "mail"):
        (root / folder).mkdir()
    if own.pw_uid == 0:
        os.chown(root / "mail", keeper.pw_uid, keeper.pw_gid)
    (root / "dovecot.conf").write_text(
        _CONF.format(
            root=root,
            login=login,
            internal=internal,
            internal_group=internal if own.pw_uid == 0 else own.pw_gid,
            user=keeper.pw_uid,
            group=keeper.pw_gid,
            password=password,
            imap=imap,
            lmtp=lmtp,
        ),
        encoding="utf-8",
    )


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        if server.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise NoDovecotError("Dovecot is installed but did not start; version 2.3 is what this was written for.")
