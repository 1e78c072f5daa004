"""What left for a model is committed, sealed, counted by case, and in the audit trail."""

from sqlmodel import select

from consultations import audit
from consultations.model_use import DeskLedger
from consultations.models import ModelQuestion
from consultations.ports import Departure
from tests.desks import Bench


def test_it_is_committed_before_it_leaves_and_counted_when_it_is_back(bench: Bench) -> None:
    number, ledger = bench.ask().number, DeskLedger(bench.desk)
    entry = ledger.leaving(Departure(number, "point", "openai/liar", "the words that left"))
    with bench.desk.database.reading() as session:
        (left,) = ledger.left(session, number)
        assert left.text == "the words that left"
        assert left.outcome == ""
        row = session.exec(select(ModelQuestion)).one()
        assert b"words" not in row.text.blob
        events = [event for event in audit.history(session, number) if event.action == "model_asked"]
        assert row.sha256 in events[0].details
        assert "words" not in events[0].details
    ledger.returned(entry, "answered", 100, 20)
    assert (ledger.spent(number).sent, ledger.spent(number).answered) == (100, 20)
    assert ledger.spent("CC-000000").sent == 0


def test_what_belongs_to_no_case_has_a_key_of_its_own(bench: Bench) -> None:
    ledger = DeskLedger(bench.desk)
    ledger.returned(ledger.leaving(Departure("", "point", "openai/liar", "words")), "answered", 5, 5)
    with bench.desk.database.reading() as session:
        assert session.exec(select(ModelQuestion)).one().data_key
        assert list(audit.broken_streams(session)) == []
    assert ledger.spent("").sent == 0
