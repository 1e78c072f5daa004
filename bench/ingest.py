"""How fast mail gets from an IMAP mailbox into cases, and how long a draft takes from arrival.

`make bench-ingest`: a real Dovecot, SQLite with synchronous=FULL, the whole service in one process. The first figure
counts from opening the mailbox to the commit of the last mail's intake, with acknowledgements and drafts off; the floor
beside it fetches the same mails from the same server and keeps nothing.
"""

import logging
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path

from imapclient import IMAPClient
from pydantic import SecretStr
from sqlmodel import func, select

from accounts.clients import add_organisation
from bench.corpus import mails
from commands.embedded import EmbeddedService
from config.logging import set_up
from config.sections import Mailbox, Web
from config.settings import Settings
from consultations.lifecycle import MailState
from consultations.models import Draft, InboundMail
from tests.servers.dovecot import Dovecot

COUNT = 1000
ROUNDS = 3
PACED = 60
PACE_SECONDS = 0.25
CLIENT = "dana@client.example"


def main() -> None:
    """Print the figures."""
    set_up(level=logging.ERROR)
    with Dovecot.running() as dovecot:
        floors, rates, costs = [], [], []
        for seed in range(ROUNDS):
            user = dovecot.new_user()
            dovecot.deliver_all(list(mails(COUNT, CLIENT, seed)), user)
            floors.append(_floor(dovecot, user))
            rate, cost = _ingest(dovecot, user)
            rates.append(rate)
            costs.append(cost)
        p50, p95 = _latency(dovecot)
    rate, floor = statistics.median(rates), statistics.median(floors)
    print(f"{COUNT} mails, 30 % with a 50 KB attachment, 20 % replies; medians of {ROUNDS} rounds")
    print(f"intake     {rate:6.0f} mails/s   {statistics.median(costs) * 1000:.2f} ms of CPU a mail")
    print(f"bare fetch {floor:6.0f} mails/s   intake reaches {rate / floor:.0%} of it")
    print(f"arrival to draft, {PACED} mails at {1 / PACE_SECONDS:.0f}/s: p50 {p50:.2f} s, p95 {p95:.2f} s")


def _floor(dovecot: Dovecot, user: str) -> float:
    """Fetch everything in batches, keep nothing: what the server and the client library alone allow."""
    with IMAPClient("127.0.0.1", port=dovecot.imap_port, ssl=False) as client:
        client.login(user, dovecot.password)
        client.select_folder("INBOX", readonly=True)
        started = time.perf_counter()
        uids = client.search("ALL")
        for start in range(0, len(uids), 50):
            client.fetch(uids[start : start + 50], ["BODY.PEEK[]"])
        return len(uids) / (time.perf_counter() - started)


def _service(folder: Path, dovecot: Dovecot, user: str, *, drafts: bool) -> EmbeddedService:
    """A service that is ready to watch the mailbox."""
    mailbox = Mailbox(
        name="bench",
        host="127.0.0.1",
        port=dovecot.imap_port,
        tls="none",
        username=user,
        password=SecretStr(dovecot.password),
        trusted=True,
    )
    settings = Settings(
        data_dir=folder, doors=(), mailboxes=(mailbox,), web=Web(port=0), acknowledge=False, draft=drafts
    )
    (folder / "codesets").symlink_to(_codesets())
    service = EmbeddedService.start(settings, lambda _: None)
    with service.desk.transaction() as session:
        add_organisation(session, "Client", "enterprise", (CLIENT,), date(2026, 1, 2))
    return service


def _codesets() -> Path:
    """The store of the code set, built once for all rounds."""
    folder = Path(tempfile.gettempdir()) / "caseconsultant-bench-codesets"
    folder.mkdir(exist_ok=True)
    return folder


def _ingest(dovecot: Dovecot, user: str) -> tuple[float, float]:
    """Mails a second and CPU seconds a mail, from opening the mailbox to the last intake's commit."""
    with tempfile.TemporaryDirectory() as folder:
        service = _service(Path(folder), dovecot, user, drafts=False)
        cpu, started = time.process_time(), time.perf_counter()
        service.entrances.open()
        while _filed(service) < COUNT:
            time.sleep(0.1)  # looking costs time too
        seconds, used = time.perf_counter() - started, time.process_time() - cpu
        service.stop()
    return COUNT / seconds, used / COUNT


def _latency(dovecot: Dovecot) -> tuple[float, float]:
    """Seconds from a mail's delivery to its draft, while mails keep coming."""
    user = dovecot.new_user()
    delivered: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        service = _service(Path(folder), dovecot, user, drafts=True)
        service.entrances.open()
        raws = [raw for raw in mails(PACED * 5 // 4, CLIENT, seed=99) if b"In-Reply-To" not in raw]
        for raw in raws:
            delivered.append(time.time())
            dovecot.deliver(raw, user)
            time.sleep(PACE_SECONDS)
        while len(drafted := _drafts(service)) < len(raws):
            time.sleep(0.05)
        service.stop()
    waits = sorted(after - before for before, after in zip(delivered, drafted, strict=True))
    return statistics.median(waits), waits[int(len(waits) * 0.95)]


def _filed(service: EmbeddedService) -> int:
    with service.desk.database.reading() as session:
        return session.exec(select(func.count()).where(InboundMail.state == MailState.FILED)).one()


def _drafts(service: EmbeddedService) -> list[float]:
    with service.desk.database.reading() as session:
        moments = session.exec(select(Draft.created_at).order_by(Draft.consultation_id)).all()  # type: ignore[arg-type]
        return [moment.timestamp() for moment in moments]


if __name__ == "__main__":
    main()
