"""Mail is shown to the virus scanner before anything comes of it; without a scanner that answers, it waits."""

import base64
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from email.message import EmailMessage

import pytest
from sqlmodel import select

from config.sections import ClamAV
from consultations import held
from consultations.filing import open_raw
from consultations.held import HeldError
from consultations.lifecycle import MailState
from consultations.messages import Quarantine, QuarantineReason
from consultations.models import InboundMail
from consultations.outlook import Level, alarms
from consultations.ports import NoVerdictError, ScannerAwayError
from mailer.clamav import ClamScanner
from tests.desks import CLIENT, Bench
from tests.servers.clamd import EICAR, Clamd
from tests.servers.fixtures import or_left_out
from workers.lane import Lane
from workers.running import run

BAD = b"(malware for the scripted scanner)"


@dataclass
class ScriptedScanner:
    """Finds BAD. `away` keeps it from answering; on what is in `hopeless` it gives no verdict."""

    away: bool = False
    hopeless: bytes | None = None
    asked: list[tuple[bytes, float]] = field(default_factory=list)

    def check(self, contents: Iterable[bytes], seconds: float) -> None:
        for content in contents:
            self.asked.append((content, seconds))
            if self.away:
                raise ScannerAwayError("The virus scanner does not answer.")
            if self.hopeless and self.hopeless in content:
                raise NoVerdictError("It takes too long")
            if BAD in content:
                raise Quarantine(QuarantineReason.MALWARE, "ClamAV found Bad in it.")


def with_scanner(bench: Bench, scanner: ScriptedScanner | ClamScanner, clamd: Clamd | None = None) -> None:
    clamav = clamd.settings if clamd else ClamAV(host="127.0.0.1")
    settings = bench.desk.settings.model_copy(update={"clamav": clamav})
    bench.desk = replace(bench.desk, settings=settings)
    bench.services = replace(bench.services, desk=bench.desk, scanner=scanner)


@pytest.fixture
def scanner(bench: Bench) -> ScriptedScanner:
    made = ScriptedScanner()
    with_scanner(bench, made)
    return made


def mails(bench: Bench) -> list[InboundMail]:
    with bench.desk.database.reading() as session:
        return list(session.exec(select(InboundMail).order_by(InboundMail.id)))  # type: ignore[arg-type]


def attached(content: bytes, subject: str = "A note") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = CLIENT, "cases@caseconsultant.localhost", subject
    mail.set_content("Is E11.22 right?")
    mail.add_attachment(content, maintype="application", subtype="octet-stream", filename="note.bin")
    return mail.as_bytes()


def told(bench: Bench) -> list[tuple[Level, str]]:
    with bench.desk.database.reading() as session:
        return [(state.level, state.sentence) for state in alarms(bench.desk.settings, session, bench.clock())]


@pytest.fixture
def real(bench: Bench, clamd: Clamd) -> Bench:
    with_scanner(bench, ClamScanner(clamd.settings), clamd)
    return bench


@pytest.mark.servers
def test_malware_is_quarantined_with_its_bytes_and_no_mail_goes_out(real: Bench) -> None:
    raw = attached(EICAR)
    real.take_in(raw)
    clean = real.ask()
    bad = mails(real)[0]
    assert (bad.state, bad.reason) == (MailState.QUARANTINED, "malware")
    assert bad.detail == "ClamAV found Test.Eicar.UNOFFICIAL in it."
    assert open_raw(real.desk.vault, bad)[0] == raw
    assert EICAR not in bad.raw.blob
    assert [mail.consultation_id for mail in real.outbound()] == [clean.id]  # one acknowledgement
    assert bad.attached is bad.filed is None


@pytest.mark.servers
def test_what_the_scanner_does_not_find_in_the_mail_it_finds_in_what_we_take_out_of_it(real: Bench) -> None:
    """ClamAV looks 17 levels deep, and calls clean what lies deeper; our reader goes to 50."""
    inner = b"Content-Type: application/octet-stream; name=note.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    inner += base64.encodebytes(EICAR)
    for level in range(30):
        edge = b"level%d" % level
        inner = b"Content-Type: multipart/mixed; boundary=%s\r\n\r\n--%s\r\n%s--%s--\r\n" % (edge, edge, inner, edge)
    raw = real.mail().partition(b"\r\n\r\n")[0] + b"\r\nMIME-Version: 1.0\r\n" + inner
    ClamScanner(real.desk.settings.clamav).check([raw], 10.0)  # type: ignore[arg-type]
    real.take_in(raw)
    real.work()
    assert [mail.reason for mail in mails(real)] == ["malware"]


@pytest.mark.servers
def test_nobody_lets_malware_through_but_a_scanner_that_finds_it_clean(bench: Bench) -> None:
    with or_left_out(Clamd.running) as clamd:
        with_scanner(bench, ClamScanner(clamd.settings), clamd)
        bench.take_in(attached(EICAR))
        bench.work()
        (bad,) = mails(bench)
        with bench.desk.transaction() as session:
            said = held.release(bench.desk, session, bad.id, "operator")
        assert "Nobody can let it through" in said
        bench.work()
        assert mails(bench)[0].state is MailState.QUARANTINED
        clamd.stop()
        clamd.ignore("Test.Eicar")
        clamd.start()
        with bench.desk.transaction() as session:
            held.replay(bench.desk, session, bad.id, "operator")
        bench.work()
    assert mails(bench)[0].state is MailState.FILED


def test_without_a_scanner_malware_stays_where_it_is(bench: Bench, scanner: ScriptedScanner) -> None:
    bench.take_in(attached(BAD))
    bench.work()
    (bad,) = mails(bench)
    without = replace(bench.desk, settings=bench.desk.settings.model_copy(update={"clamav": None}))
    for again in (held.release, held.replay):
        with (
            pytest.raises(HeldError, match=r"ClamAV found Bad in it.*set \[clamav\]"),
            without.transaction() as session,
        ):
            again(without, session, bad.id, "operator")
    with without.transaction() as session:
        assert held.refuse(without, session, bad.id, "operator") is MailState.DISCARDED


def test_while_the_scanner_is_away_mail_waits_and_then_goes_on_by_itself(
    bench: Bench, scanner: ScriptedScanner
) -> None:
    scanner.away = True
    for _ in range(3):
        bench.take_in(bench.mail())
    for _ in range(20):  # far more often than a job may fail
        bench.work()
        bench.clock.pass_by(minutes=1)
    assert {mail.state for mail in mails(bench)} == {MailState.STORED}
    assert not bench.outbound()
    assert not bench.parked()
    assert [level for level, _ in told(bench)] == [Level.ALARM]
    assert "3 mails wait for it" in told(bench)[0][1]
    scanner.away = False
    bench.work()
    assert {mail.state for mail in mails(bench)} == {MailState.FILED}
    assert len(bench.cases()) == 3
    assert told(bench) == []


def test_a_short_outage_is_a_warning(bench: Bench, scanner: ScriptedScanner) -> None:
    scanner.away = True
    bench.take_in(bench.mail())
    bench.work()
    assert [level for level, _ in told(bench)] == [Level.WARNING]


def test_a_mail_without_a_verdict_is_tried_with_more_patience_and_then_set_aside(
    bench: Bench, scanner: ScriptedScanner
) -> None:
    scanner.hopeless = b"Slow"
    bench.take_in(attached(b"x", subject="Slow"), bench.mail())
    for _ in range(10):
        bench.work()
        bench.clock.pass_by(minutes=1)
    slow, other = mails(bench)
    assert other.state is MailState.FILED
    assert (slow.state, slow.reason) == (MailState.QUARANTINED, "not_scanned")
    assert slow.detail == "ClamAV gave no verdict. It takes too long."
    assert [seconds for content, seconds in scanner.asked if b"Slow" in content] == [5.0, 30.0, 30.0, 30.0, 30.0]
    assert bench.parked() == []


def test_a_mail_without_a_verdict_is_tried_again_beside_the_others(bench: Bench, scanner: ScriptedScanner) -> None:
    scanner.hopeless = b"Slow"
    taken: list[int] = []

    class NotedLane(Lane):
        def take(self, job_ids: Sequence[int], work: Callable[[int], None]) -> None:
            taken.extend(job_ids)

    bench.services = replace(bench.services, lane=NotedLane())
    bench.take_in(attached(b"x", subject="Slow"))
    run(bench.services, list(bench.wakes.woken))
    bench.clock.pass_by(minutes=1)
    assert taken == []
    run(bench.services, list(bench.wakes.woken))
    assert taken == bench.wakes.woken


def test_the_text_and_each_attachment_are_shown_to_the_scanner(bench: Bench, scanner: ScriptedScanner) -> None:
    raw = attached(b"the bytes of a file")
    bench.take_in(raw)
    bench.work()
    assert [content for content, _ in scanner.asked] == [raw, b"the bytes of a file"]


def test_a_scan_holds_no_transaction_open(bench: Bench, scanner: ScriptedScanner) -> None:
    """Another writer gets the database while a mail is scanned; SQLite has one writer at a time."""
    written: list[int] = []

    class Writing(ScriptedScanner):
        def check(self, contents: Iterable[bytes], seconds: float) -> None:
            with bench.desk.transaction() as session:
                written.append(len(bench.organisation(session).name))

    bench.services = replace(bench.services, scanner=Writing())
    bench.take_in(bench.mail())
    bench.work()
    assert written
    assert mails(bench)[0].state is MailState.FILED
