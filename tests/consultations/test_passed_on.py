"""What a mail passes on is a document of its own; what comes back of ours is none."""

from consultations import drafting, repository
from consultations.records import CaseRecord
from tests.desks import Bench

NOTE = "Begin forwarded message:\r\n\r\nFrom: Dr. Lee <lee@lakeside.example>\r\nDate: 3 Aug 2026\r\nTo: Dana\r\n\r\n"


def record_of(bench: Bench) -> CaseRecord:
    with bench.desk.database.reading() as session:
        return drafting.read(bench.desk, session, bench.cases()[-1]).record


def test_a_forwarded_note_is_a_document_and_evidence(bench: Bench) -> None:
    bench.ask(f"What do we report?\r\n\r\n{NOTE}Assessment: E11.22")
    mail, below = record_of(bench).documents
    assert mail.text == "What do we report?"
    assert (below.name, below.text) == ("the message below your mail of 20 Aug 2026", "Assessment: E11.22")
    with bench.desk.database.reading() as session:
        draft = repository.latest_draft(session, bench.cases()[0].id)
        assert draft is not None
        answer = drafting.open_draft(bench.desk, bench.cases()[0], draft)
    assert [quote.document for quote in answer.diagnoses[0].evidence] == [below.name]


def test_our_own_answer_below_a_reply_is_no_record(bench: Bench) -> None:
    ours = f"-----Original Message-----\r\nFrom: CaseConsultant <{bench.desk.settings.address}>\r\n"
    bench.ask(f"See below, is that right?\r\n\r\n{ours}Sent: Monday\r\nTo: Dana\r\n\r\nReport E11.22.")
    assert [document.text for document in record_of(bench).documents] == ["See below, is that right?"]


def test_older_mails_of_a_thread_are_documents_of_their_own(bench: Bench) -> None:
    first = bench.ask("Is I10 right?")
    bench.clock.pass_by(days=1)
    quoted = "On Thu, 20 Aug 2026 at 10:00 Dana wrote:\r\n> Is I10 right?"
    bench.ask(f"And E11.22?\r\n\r\n{quoted}", in_reply_to="<m1@lakeside.example>")
    assert [case.number for case in bench.cases()] == [first.number]
    assert [(document.name, document.text) for document in record_of(bench).documents] == [
        ("your mail of 21 Aug 2026", "And E11.22?"),
        ("your mail of 20 Aug 2026", "Is I10 right?"),
    ]
