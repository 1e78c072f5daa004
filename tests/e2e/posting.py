"""A desk whose mail goes out by a real Postfix, and whose mailbox lies on a real Dovecot; worked by hand."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from accounts.clients import add_address, organisations
from config.sections import Submission
from mailer.outbound import SmtpTransport
from tests.desks import Bench, open_bench
from tests.servers.dovecot import Dovecot


@dataclass
class PostedDesk:
    """One instance: `address` is its own, `bench` its desk."""

    bench: Bench
    address: str
    dovecot: Dovecot
    _taken: set[int] = field(default_factory=set)

    def collect(self) -> int:
        """Take in what is new in the mailbox, as a trusted one is taken in; how many mails there were."""
        new = {uid: raw for uid, (raw, _) in self.dovecot.contents(self.address).items() if uid not in self._taken}
        self._taken |= set(new)
        if new:
            self.bench.take_in(*new.values())
        return len(new)

    def turn(self) -> int:
        """Collect, and do all that is due; how many mails came in."""
        found = self.collect()
        self.bench.work()
        return found


def open_posted(folder: Path, address: str, dovecot: Dovecot, clients: list[str]) -> PostedDesk:
    """A desk at this address, for clients of these addresses."""
    folder.mkdir()
    bench = open_bench(f"sqlite:///{folder / 'cases.sqlite'}", folder, plan="enterprise")
    smtp = Submission(host="127.0.0.1", port=dovecot.smtp_port, tls="none", timeout_seconds=20)
    bench.desk = replace(bench.desk, settings=bench.desk.settings.model_copy(update={"address": address, "smtp": smtp}))
    transport: Any = SmtpTransport(smtp)
    bench.services = replace(bench.services, desk=bench.desk, transport=transport, journal=None)
    with bench.desk.transaction() as session:
        for client in clients:
            add_address(session, organisations(session)[0], client)
    return PostedDesk(bench, address, dovecot)


def until(holds: Callable[[], bool], what: str, seconds: float) -> None:
    """Look twice a second; AssertionError when it never holds."""
    ends_at = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends_at, f"{what} did not come within {seconds:.0f} s"
        time.sleep(0.5)
