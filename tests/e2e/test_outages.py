"""Servers that go away while the service runs: it says so, loses nothing, and goes on by itself when they are back."""

import smtplib
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from accounts.models import Person
from consultations import repository, review
from consultations.lifecycle import CaseState, MailState, OutState
from consultations.models import Consultation, InboundMail, JobState, OutboundMail, OutKind
from consultations.review import Seen
from tests.e2e.service import SEPARATE, RunningService, running_service, waited_for
from tests.servers.dovecot import Dovecot
from tests.servers.fixtures import or_left_out
from tests.servers.postgres import Postgres
from tests.servers.processes import free_ports
from tests.servers.redis import Redis
from tests.servers.sink import Sink

pytestmark = pytest.mark.servers

CLIENT = "dana@lakeside.example"
US = "cases@desk.example"


def mail(name: str) -> bytes:
    return (
        f"From: Dana <{CLIENT}>\r\nTo: {US}\r\nSubject: question {name}\r\nMessage-ID: <{name}@lakeside.example>\r\n"
        f"Date: Thu, 20 Aug 2026 10:00:00 -0400\r\n\r\nIs E11.22 right for 08/20/2026? Question {name}.\r\n"
    ).encode()


def hand_in(service: RunningService, name: str) -> None:
    with smtplib.SMTP("127.0.0.1", service.settings.doors[0].port, timeout=20) as server:
        server.sendmail(CLIENT, [US], mail(name))


def in_review(service: RunningService, count: int) -> list[Consultation]:
    with service.desk.database.reading() as session:
        found = list(repository.cases_in(session, CaseState.IN_REVIEW))
    return found if len(found) == count else []


def approve(service: RunningService, case: Consultation) -> int:
    with service.desk.transaction() as session:
        draft = repository.latest_draft(session, case.id)
        assert draft is not None
        person = session.exec(select(Person)).one()
        return review.approve(service.desk, session, case.number, person, Seen(draft.id, draft.sha256)).id


def outgoing(service: RunningService, outbound_id: int) -> OutboundMail:
    with service.desk.database.reading() as session:
        return session.get_one(OutboundMail, outbound_id)


@pytest.fixture(scope="module")
def own_dovecot() -> Iterator[Dovecot]:
    """A Dovecot that may be stopped."""
    with or_left_out(Dovecot.running) as server:
        yield server


@pytest.fixture(scope="module")
def service(own_dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service whose SMTP server is not there yet."""
    web, door, smtp = free_ports(3)
    values: dict[str, Any] = {
        "address": US,
        "acknowledge": False,
        "doors": [{"name": "door", "port": door, "trusted": True}],
        "mailboxes": [
            {
                "name": "inbox",
                "host": "127.0.0.1",
                "port": own_dovecot.imap_port,
                "tls": "none",
                "username": "cases@test.invalid",
                "password": own_dovecot.password,
                "trusted": True,
            }
        ],
        "web": {"port": web},
        "smtp": {"host": "127.0.0.1", "port": smtp, "tls": "none"},
    }
    with running_service(values, tmp_path_factory.mktemp("outages") / "var", client=CLIENT) as running:
        yield running


def test_an_answer_waits_for_an_smtp_server_that_is_away_and_is_sent_once(
    service: RunningService, tmp_path: Path
) -> None:
    hand_in(service, "smtp")
    [case] = waited_for(lambda: in_review(service, 1), "the draft")
    answer = approve(service, case)
    waiting = waited_for(
        lambda: found if (found := outgoing(service, answer)).tries >= 2 and found.detail else None, "the second try"
    )
    assert waiting.state in {OutState.PENDING, OutState.SENDING}
    assert "refused the connection" in waiting.detail
    with service.desk.database.reading() as session:
        assert repository.consultation(session, case.number).state is CaseState.APPROVED
        [job] = repository.jobs_in(session, JobState.READY, JobState.LEASED)
        assert "refused the connection" in job.reason
    assert service.settings.smtp is not None
    with Sink.running(tmp_path / "sink", port=service.settings.smtp.port) as sink:
        waited_for(lambda: outgoing(service, answer).state is OutState.SENT, "the answer", 30)
        time.sleep(1)
        assert [kept.message["Message-ID"] for kept in sink.kept] == [outgoing(service, answer).message_id]


def test_mail_that_comes_while_the_imap_server_restarts_is_fetched(
    service: RunningService, own_dovecot: Dovecot
) -> None:
    before = len(in_any_state(service))
    own_dovecot.deliver(mail("before"), "cases@test.invalid")
    waited_for(lambda: len(in_any_state(service)) == before + 1, "the first mail")
    own_dovecot.stop()
    waited_for(lambda: "mailbox.interrupted" in service.log(), "a line about the outage")
    time.sleep(2)
    own_dovecot.start()
    own_dovecot.deliver(mail("after"), "cases@test.invalid")
    waited_for(lambda: len(in_any_state(service)) == before + 2, "the second mail", 30)


def in_any_state(service: RunningService) -> list[InboundMail]:
    with service.desk.database.reading() as session:
        return list(session.exec(select(InboundMail)).all())


def test_mail_is_kept_while_the_broker_is_away_and_all_of_it_is_done_afterwards(
    postgres: Postgres, redis_server: Redis, tmp_path: Path
) -> None:
    redis_server.flush()
    web, door = free_ports(2)
    with postgres.fresh_database() as database_url:
        values: dict[str, Any] = {
            "address": US,
            "database_url": database_url,
            "broker_url": redis_server.url,
            "doors": [{"name": "door", "port": door, "trusted": True}],
            "web": {"port": web},
        }
        with running_service(values, tmp_path / "var", SEPARATE, client=CLIENT) as service:
            waited_for(lambda: takes_mail(service), "the door")
            hand_in(service, "before")
            waited_for(lambda: in_review(service, 1), "the first draft", 60)
            redis_server.stop()
            started = time.monotonic()
            for number in range(5):
                hand_in(service, f"meanwhile {number}")
            taken = time.monotonic() - started
            assert taken < 10, f"a broker that is away made the door wait {taken:.0f} s"
            assert Counter(kept.state for kept in in_any_state(service)) == {MailState.FILED: 1, MailState.STORED: 5}
            time.sleep(2)
            redis_server.start()
            cases = waited_for(lambda: in_review(service, 6), "all drafts", 60)
            answers = [approve(service, case) for case in cases]
            waited_for(
                lambda: all(outgoing(service, answer).state is OutState.SENT for answer in answers), "all answers", 60
            )
            with service.desk.database.reading() as session:
                kinds = Counter(session.exec(select(OutboundMail.kind)).all())
            assert kinds == {OutKind.ANSWER: 6, OutKind.ACKNOWLEDGEMENT: 6}
            assert "broker_away" in service.log()


def takes_mail(service: RunningService) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", service.settings.doors[0].port, timeout=5) as server:
            return server.noop()[0] == 250
    except OSError:
        return False
