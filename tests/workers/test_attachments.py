"""Attachments of a case are read once, before its draft, whatever happens in between."""

import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from pathlib import Path

from sqlmodel import select

from consultations import drafting, jobs, repository
from consultations.case_view import case_view
from consultations.filing import open_filed
from consultations.lifecycle import CaseState, MailState
from consultations.models import InboundMail, Job, JobKind
from consultations.records import AttachedText, CaseRecord, Page, Unread
from mailer.apart import MailReader
from tests.desks import CLIENT, Bench
from tests.mailer.attachments import made
from workers.lane import Lane
from workers.running import run


@dataclass
class SlowReader:
    """Counts its calls; fails as often as it is told to."""

    failures: int = 0
    calls: list[int] = field(default_factory=list)
    text: AttachedText = field(default_factory=lambda: AttachedText((Page(1, "E11.22 stands here."),)))

    def read(self, files: Sequence[bytes]) -> tuple[AttachedText, ...]:
        self.calls.append(len(files))
        if len(self.calls) <= self.failures:
            raise RuntimeError("the reader fell over")
        return (self.text,) * len(files)


def with_files(
    bench: Bench, *files: tuple[str, bytes], text: str = "Please see the note.", reply_to: str = ""
) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = CLIENT, "cases@caseconsultant.localhost", "A note"
    mail["Message-ID"] = f"<a{len(bench.cases())}@lakeside.example>"
    if reply_to:
        mail["In-Reply-To"] = reply_to
    mail.set_content(text)
    for name, content in files:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def record_of(bench: Bench) -> CaseRecord:
    with bench.desk.database.reading() as session:
        return drafting.read(bench.desk, session, bench.cases()[-1]).record


def mail_row(bench: Bench) -> InboundMail:
    with bench.desk.database.reading() as session:
        return session.exec(select(InboundMail)).one()


def jobs_of(bench: Bench, kind: JobKind) -> list[Job]:
    with bench.desk.database.reading() as session:
        return list(session.exec(select(Job).where(Job.kind == kind)))


def test_a_draft_rests_on_the_pages_of_a_pdf(bench: Bench) -> None:
    bench.take_in(with_files(bench, ("note.pdf", made.pdf(["History"], ["Assessment: E11.22"]))))
    bench.work()
    (case,) = bench.cases()
    assert case.state is CaseState.IN_REVIEW
    with bench.desk.database.reading() as session:
        drafts = repository.drafts_of(session, case.id)
        answer = drafting.open_draft(bench.desk, case, drafts[-1])
    assert len(drafts) == 1
    assert [(quote.document, quote.quote) for quote in answer.diagnoses[0].evidence] == [("note.pdf, page 2", "E11.22")]


def test_a_signature_is_nothing_that_a_draft_lacks_and_an_invitation_is_read(bench: Bench) -> None:
    bench.take_in(
        with_files(bench, ("smime.p7s", made.signature(b"x")), ("invite.ics", made.INVITATION), text="Is E11.22 right?")
    )
    bench.work()
    record = record_of(bench)
    assert record.unread == ()
    (invitation,) = [document for document in record.documents if document.name == "invite.ics"]
    assert "Subject: Claim review\nFrom: 2026-08-12 14:00 UTC" in invitation.text
    with bench.desk.database.reading() as session:
        filed = case_view(bench.desk, session, bench.cases()[-1].number).mails[0].filed
    assert filed is not None
    read = filed.attachments[0].read
    assert read == AttachedText((), Unread("a digital signature, which has no words", nothing_lost=True))


def test_names_of_documents_and_what_was_not_read(bench: Bench) -> None:
    files = [
        ("note.pdf", made.pdf(["First"], ["Second"])),
        ("locked.pdf", made.locked_pdf("x", user_password="p")),
        ("letter.docx", made.docx(made.paragraph("Third"))),
        ("", b"Fourth"),
    ]
    bench.take_in(with_files(bench, *files))
    bench.work()
    record = record_of(bench)
    assert [(document.name, document.continues) for document in record.documents[1:]] == [
        ("note.pdf, page 1", False),
        ("note.pdf, page 2", True),
        ("letter.docx", False),
        ("attachment", False),
    ]
    assert record.unread == ("locked.pdf (encrypted: send it without a password)",)


def test_the_words_are_sealed(bench: Bench) -> None:
    bench.take_in(with_files(bench, ("note.pdf", made.pdf(["Canary of a patient"]))))
    bench.work()
    mail = mail_row(bench)
    assert mail.attached is not None
    assert b"Canary" not in mail.attached.blob
    filed = open_filed(bench.desk.vault, mail)
    assert filed is not None
    assert [document.text for document in filed.attachments[0].documents] == ["Canary of a patient"]


def test_the_draft_waits_for_the_reading(bench: Bench) -> None:
    bench.services = replace(bench.services, attachments=SlowReader())
    bench.take_in(with_files(bench, ("note.pdf", b"%PDF-")))
    run(bench.services, list(bench.wakes.woken))
    (draft_job,) = jobs_of(bench, JobKind.DRAFT)
    run(bench.services, [draft_job.id])  # woken before the attachments were read
    assert bench.cases()[0].state is CaseState.DRAFTING
    bench.work()
    assert bench.cases()[0].state is CaseState.IN_REVIEW
    assert [document.name for document in record_of(bench).documents][1:] == ["note.pdf, page 1"]


def test_a_run_after_a_crash_reads_nothing_twice(bench: Bench) -> None:
    reader = SlowReader()
    bench.services = replace(bench.services, attachments=reader)
    bench.take_in(with_files(bench, ("note.pdf", b"%PDF-")))
    bench.work()
    (job,) = jobs_of(bench, JobKind.READ_ATTACHMENTS)
    with bench.desk.transaction() as session:  # as if the service had died after the text was kept
        jobs.enqueue(session, JobKind.READ_ATTACHMENTS, job.row_id, bench.clock())
    before = mail_row(bench).attached
    bench.work()
    assert reader.calls == [1]
    assert mail_row(bench).attached == before


def test_a_reader_that_fails_for_a_while_delays_and_one_that_fails_for_good_holds_nothing_up(bench: Bench) -> None:
    reader = SlowReader(failures=2)
    bench.services = replace(bench.services, attachments=reader)
    bench.take_in(with_files(bench, ("note.pdf", b"%PDF-")))
    for _ in range(4):
        bench.work()
        bench.clock.pass_by(seconds=30)
    assert len(reader.calls) == 3
    assert record_of(bench).unread == ()

    reader.failures = 100
    bench.take_in(with_files(bench, ("other.pdf", b"%PDF-")))
    for _ in range(8):
        bench.work()
        bench.clock.pass_by(minutes=5)
    assert record_of(bench).unread == ("other.pdf",)
    assert bench.cases()[-1].state is CaseState.IN_REVIEW
    assert [job.kind for job in bench.parked()] == [JobKind.READ_ATTACHMENTS]


def test_plain_text_needs_no_reading_unless_it_is_something_else(bench: Bench) -> None:
    reader = SlowReader(text=AttachedText((), Unread("encrypted")))
    bench.services = replace(bench.services, attachments=reader)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = CLIENT, "cases@caseconsultant.localhost", "A note"
    mail.set_content("See the note.")
    mail.add_attachment("Assessment: E11.22", filename="note.txt")
    bench.take_in(mail.as_bytes())
    bench.work()
    assert reader.calls == []
    assert [document.name for document in record_of(bench).documents][1:] == ["note.txt"]

    mail.add_attachment(made.pdf(["x"]), maintype="text", subtype="plain", filename="note.pdf")
    bench.take_in(mail.as_bytes())
    bench.work()
    assert reader.calls == [2]
    assert record_of(bench).unread == ("note.pdf (encrypted)",)


@dataclass
class BlockedReader:
    """Does not come back until it is let go."""

    let_go: threading.Event = field(default_factory=threading.Event)

    def read(self, files: Sequence[bytes]) -> tuple[AttachedText, ...]:
        assert self.let_go.wait(30)
        return (AttachedText((Page(1, "E11.22 stands here."),)),) * len(files)


def test_a_slow_attachment_holds_up_no_other_mail(bench: Bench) -> None:
    reader, lane = BlockedReader(), Lane()
    bench.services = replace(bench.services, attachments=reader, lane=lane)
    bench.take_in(with_files(bench, ("note.pdf", b"%PDF-")))
    bench.work()
    other = bench.ask("Is E11.22 right?")
    assert [case.state for case in bench.cases()] == [CaseState.DRAFTING, CaseState.IN_REVIEW]
    reader.let_go.set()
    until = time.monotonic() + 30
    while not bench.wakes.woken and time.monotonic() < until:
        time.sleep(0.01)
    bench.work()
    lane.stop()
    assert other.number == bench.cases()[-1].number
    assert [case.state for case in bench.cases()] == [CaseState.IN_REVIEW, CaseState.IN_REVIEW]


def test_mail_that_takes_a_child_to_read_keeps_no_other_mail_waiting(bench: Bench) -> None:
    """Its child says nothing for ten seconds, then it is set aside."""
    slow = MailReader(child=(sys.executable, "-c", "import time; time.sleep(60)"), ordinary_bytes=5_000, seconds=3)
    bench.services = replace(bench.services, lane=Lane(), mails=slow)
    bench.take_in(*(bench.mail(f"{number}" * 10_000) for number in range(3)))
    began = time.monotonic()
    bench.ask("Is E11.22 right?")
    assert [case.state for case in bench.cases()] == [CaseState.IN_REVIEW]
    assert time.monotonic() - began < 2.5, "it waited for the first of them"
    until = time.monotonic() + 60
    while (ended := _quarantined(bench)) < 3 and time.monotonic() < until:
        time.sleep(0.1)
    assert bench.services.lane is not None
    bench.services.lane.stop()
    assert ended == 3


def _quarantined(bench: Bench) -> int:
    with bench.desk.database.reading() as session:
        return len(repository.mails_in(session, MailState.QUARANTINED))


def test_a_lane_takes_a_job_once_and_outlives_one_that_fails() -> None:
    done: list[int] = []
    first, last = threading.Event(), threading.Event()

    def work(job_id: int) -> None:
        done.append(job_id)
        if job_id == 1:
            assert first.wait(10)
            raise RuntimeError("the database is away")
        if job_id == 3:
            last.set()

    lane = Lane()
    lane.take([1, 2], work)
    lane.take([2, 3], work)
    first.set()
    assert last.wait(10)
    lane.stop()
    lane.stop()
    assert done == [1, 2, 3]


def test_a_draft_rests_on_a_note_inside_a_zip_and_tells_what_of_it_was_not_read(bench: Bench) -> None:
    files = {"visit/note.pdf": made.pdf(["History"], ["Assessment: E11.22"]), "a.xlsx": b"\0\1", "b.txt": b"Plan."}
    bench.take_in(with_files(bench, ("records.zip", made.zipped(files))))
    bench.work()
    record = record_of(bench)
    assert [(document.name, document.continues) for document in record.documents[1:]] == [
        ("records.zip, visit/note.pdf, page 1", False),
        ("records.zip, visit/note.pdf, page 2", True),
        ("records.zip, b.txt", False),
    ]
    assert record.unread == ("a.xlsx of records.zip (of no kind that we read: send it as PDF, DOCX or text)",)
    case = bench.cases()[-1]
    with bench.desk.database.reading() as session:
        filed = case_view(bench.desk, session, case.number).mails[0].filed
        draft = repository.latest_draft(session, case.id)
        assert draft is not None
        answer = drafting.open_draft(bench.desk, case, draft)
    assert filed is not None
    assert filed.attachments[0].read is not None
    assert filed.attachments[0].read.inside[0].startswith("visit/note.pdf, ")
    assert [quote.document for line in answer.diagnoses for quote in line.evidence] == [
        "records.zip, visit/note.pdf, page 2"
    ]


def test_an_invitation_without_a_word_beside_it_is_a_mail_with_words(bench: Bench) -> None:
    raw = bench.mail(made.INVITATION.decode(), content_type='text/calendar; method="REQUEST"', mime_version="1.0")
    bench.take_in(raw)
    bench.work()
    assert "Subject: Claim review" in record_of(bench).documents[0].text


def test_two_hundred_evil_names_never_touch_the_disk(bench: Bench, tmp_path: Path) -> None:
    before = everything_below(tmp_path)
    stems = [
        "../" * 12 + "tmp/owned-%d",
        "..\\..\\owned-%d",
        "/var/tmp/owned-%d",  # noqa: S108 - a name in a mail
        ".htaccess-%d",
        "~/owned-%d",
        "CON%d",
    ]
    stems += [
        "owned-%d\u200b.exe",
        "\u202egpj.owned-%d",
        "owned-%d;touch x",
        "$(touch owned-%d)",
        "a" * 300 + "%d",
        "%d\x7f",
    ]
    names = [stems[number % len(stems)] % number for number in range(200)]
    for start in range(0, 200, 20):
        raw = with_files(bench, *((name, b"A note.") for name in names[start : start + 20]))
        if start:  # text is read at once, the others in a child for each
            raw = raw.replace(b"application/octet-stream", b"text/plain")
        bench.take_in(raw)
        bench.work()
    bench.take_in(with_files(bench, ("names.zip", made.zipped(dict.fromkeys(names, b"A note.")))))
    bench.work()
    assert len(bench.cases()) == 11
    assert everything_below(tmp_path) - before <= {tmp_path / "cases.sqlite-wal", tmp_path / "cases.sqlite-shm"}
    assert not [path for place in ("/tmp", "/var/tmp", Path.home()) for path in Path(place).glob("*owned-*")]  # noqa: S108
    assert not list(Path.cwd().glob("*owned*"))


def everything_below(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))
