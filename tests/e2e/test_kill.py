"""Pull the plug while mail flows in and answers flow out: nothing is lost, and no answer arrives twice.

`make kill` does it twenty times in each set-up; the plain test run does it three times.
"""

import random
import smtplib
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from accounts.models import Person
from consultations import delivery, repository, review
from consultations.lifecycle import CaseState, MailState, OutState
from consultations.models import Consultation, InboundMail, JobKind, JobState, OutboundMail, OutKind
from consultations.refusals import DecisionError
from consultations.replaying import retry_job
from consultations.review import Seen
from tests.e2e.service import EMBEDDED, SEPARATE, RunningService, running_service
from tests.servers.dovecot import Dovecot
from tests.servers.postfix import Postfix
from tests.servers.postgres import Postgres
from tests.servers.processes import free_ports
from tests.servers.redis import Redis

MAILS = 200
ANSWERS = 50
JOURNAL = "journal@test.invalid"
SECONDS_TO_SETTLE = 240.0

pytestmark = pytest.mark.servers


Rage = Callable[["Storm"], None]


@pytest.fixture
def rage(kills: int, capsys: pytest.CaptureFixture[str]) -> Rage:
    """Let a storm rage, and tell whoever watches how often nobody but a person could decide."""

    def run(storm: "Storm") -> None:
        storm.rage(kills)
        with capsys.disabled():
            print(f"\n{kills} kills; answers left to a person: {storm.resent}")  # noqa: T201 - the figure of the run

    return run


@pytest.fixture
def client(dovecot: Dovecot) -> str:
    """A client whose mailbox is empty."""
    return dovecot.new_user()


def settings(dovecot: Dovecot, postfix: Postfix, **more: Any) -> dict[str, Any]:
    """Mail comes in by a trusted door and leaves by Postfix, with a journal in Dovecot."""
    web, door = free_ports(2)
    return {
        "address": "second@test.invalid",
        "lease_seconds": 20,
        "doors": [{"name": "door", "port": door, "trusted": True}],
        "web": {"port": web},
        "smtp": {"host": "127.0.0.1", "port": postfix.port, "tls": "none"},
        "journal": {
            "address": JOURNAL,
            "wait_seconds": 5,
            "imap": {
                "host": "127.0.0.1",
                "port": dovecot.imap_port,
                "tls": "none",
                "username": JOURNAL,
                "password": dovecot.password,
            },
        },
        **more,
    }


def test_the_embedded_service_survives_kill_9(
    dovecot: Dovecot, postfix: Postfix, client: str, tmp_path: Path, rage: Rage
) -> None:
    with running_service(settings(dovecot, postfix), tmp_path / "var", EMBEDDED, client=client) as service:
        rage(Storm(service, dovecot, client, seed=1))


def test_separate_processes_survive_kill_9_and_a_wiped_broker(
    dovecot: Dovecot,
    postfix: Postfix,
    postgres: Postgres,
    redis_server: Redis,
    client: str,
    tmp_path: Path,
    rage: Rage,
) -> None:
    redis_server.flush()
    with postgres.fresh_database() as database_url:
        values = settings(dovecot, postfix, database_url=database_url, broker_url=redis_server.url)
        with running_service(values, tmp_path / "var", SEPARATE, client=client) as service:
            rage(Storm(service, dovecot, client, seed=2, flush=redis_server.flush))


class Storm:
    """Mail in, approvals, kills, and the counting afterwards."""

    def __init__(
        self, service: RunningService, dovecot: Dovecot, client: str, *, seed: int, flush: Any = lambda: None
    ) -> None:
        self.service, self.dovecot, self.client, self.flush = service, dovecot, client, flush
        self.chance = random.Random(seed)
        self.over = threading.Event()
        self.accepted = 0
        self.approved = 0
        self.resent = 0

    def rage(self, kills: int) -> None:
        """Everything at once, then count."""
        workers = [threading.Thread(target=work) for work in (self._mail_in, self._approve)]
        for worker in workers:
            worker.start()
        try:
            for number in range(kills):
                time.sleep(self.chance.uniform(0.2, 2.0))
                for process in self._victims():
                    self.service.kill(process)
                if number == kills // 2:
                    self.flush()
                self.service.start()
            for worker in workers:
                worker.join(SECONDS_TO_SETTLE)
                assert not worker.is_alive(), "mail or approvals did not get through:\n" + self.service.log()[-3000:]
        finally:
            self.over.set()
        self._settle()
        self._count()

    def _victims(self) -> list[Any]:
        """The embedded service whole; of several processes, one or all."""
        processes = self.service.processes
        return processes if self.chance.random() < 0.3 else [self.chance.choice(processes)]

    def _mail_in(self) -> None:
        """Send each mail until it is accepted, as a mail server does."""
        for number in range(MAILS):
            raw = (
                f"From: Dana <{self.client}>\r\nTo: second@test.invalid\r\nSubject: question {number}\r\n"
                f"Message-ID: <q{number}.{self.client}>\r\nDate: Thu, 20 Aug 2026 10:00:00 -0400\r\n\r\n"
                f"Is E11.22 right for 08/20/2026? Question {number}.\r\n"
            ).encode()
            while not self.over.is_set():
                try:
                    with smtplib.SMTP("127.0.0.1", self.service.settings.doors[0].port, timeout=20) as server:
                        server.sendmail(self.client, ["second@test.invalid"], raw)
                except (OSError, smtplib.SMTPException):
                    time.sleep(0.1)
                else:
                    self.accepted += 1
                    break

    def _approve(self) -> None:
        """Approve what is ready for review until there are enough answers."""
        desk = self.service.desk
        while self.approved < ANSWERS and not self.over.is_set():
            with desk.database.reading() as session:
                waiting = repository.cases_in(session, CaseState.IN_REVIEW, limit=5)
            for case in waiting[: ANSWERS - self.approved]:
                with suppress(DecisionError):
                    with desk.transaction() as session:
                        draft = repository.latest_draft(session, case.id)
                        assert draft is not None
                        person = session.exec(select(Person)).one()
                        review.approve(desk, session, case.number, person, Seen(draft.id, draft.sha256))
                    self.approved += 1
            time.sleep(0.1)

    def _settle(self) -> None:
        """Wait until nothing moves; where only a person can decide, be that person."""
        desk = self.service.desk
        deadline = time.monotonic() + SECONDS_TO_SETTLE
        while time.monotonic() < deadline:
            with desk.transaction() as session:
                for job in repository.jobs_in(session, JobState.PARKED):
                    self._decide(session, job.kind, job.row_id, job.id)
            with desk.database.reading() as session:
                open_jobs = repository.jobs_in(session, JobState.READY, JobState.LEASED)
                mails = len(repository.mails_in(session, MailState.STORED))
                if not open_jobs and not mails and not repository.jobs_in(session, JobState.PARKED):
                    return
            time.sleep(0.3)
        jobs = [(job.kind, job.state, job.attempts, job.reason) for job in open_jobs]
        raise AssertionError(f"{jobs}\n{self.service.log()[-3000:]}")

    def _decide(self, session: Session, kind: JobKind, row: int, job: int) -> None:
        if kind is not JobKind.CHECK_JOURNAL:
            retry_job(self.service.desk, session, job, "operator")
            return
        mail = session.get_one(OutboundMail, row)
        if mail.state is OutState.UNCERTAIN:
            # The journal has no copy, so the server never took it: the person looked, and sends it again.
            delivery.decide_uncertain(self.service.desk, session, row, "operator", was_sent=False)
            self.resent += 1
        from consultations.models import Job

        parked = session.get_one(Job, job)
        parked.state = JobState.DONE
        session.add(parked)

    def _count(self) -> None:
        """Every accepted mail is on a case of its own; every approval is one mail in the client's mailbox."""
        with self.service.desk.database.reading() as session:
            mails = session.exec(select(InboundMail)).all()
            cases = session.exec(select(Consultation)).all()
            answers = session.exec(select(OutboundMail).where(OutboundMail.kind == OutKind.ANSWER)).all()
        assert self.accepted == MAILS
        assert Counter(mail.state for mail in mails) == {MailState.FILED: MAILS}
        assert len(cases) == MAILS
        assert self.approved == ANSWERS
        assert Counter(answer.state for answer in answers) == {OutState.SENT: ANSWERS}
        wanted = {answer.message_id for answer in answers}
        arrived = self._arrived(wanted)
        assert arrived == Counter(dict.fromkeys(wanted, 1)), "an answer is missing, or came twice"

    def _arrived(self, wanted: set[str]) -> Counter[str]:
        deadline = time.monotonic() + 20
        while True:
            found: Counter[str] = Counter()
            for raw, _ in self.dovecot.contents(self.client).values():
                message_id = next(
                    line[11:].strip().decode() for line in raw.split(b"\r\n") if line[:11].lower() == b"message-id:"
                )
                if message_id in wanted:
                    found[message_id] += 1
            if set(found) == wanted or time.monotonic() > deadline:
                return found
            time.sleep(0.5)
