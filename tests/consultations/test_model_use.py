"""What left for a model is committed, sealed, counted by case, and in the audit trail; a person may look at it."""

import pytest
from sqlmodel import select

from consultations import audit, model_use
from consultations.model_use import DeskLedger
from consultations.models import Consultation, ModelQuestion
from consultations.ports import Departure
from consultations.repository import NotFoundError
from consultations.sealing import SealError
from tests.desks import Bench


def test_it_is_committed_before_it_leaves_and_counted_when_it_is_back(bench: Bench) -> None:
    number, ledger = bench.ask().number, DeskLedger(bench.desk)
    entry = ledger.leaving(Departure(number, "point", "openai/liar", "the words that left"))
    with bench.desk.database.reading() as session:
        (left,) = model_use.of_case(bench.desk, session, bench.case(number).id)
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
    entry = ledger.leaving(Departure("", "point", "openai/liar", "words"))
    ledger.returned(entry, "answered", 5, 5)
    with bench.desk.database.reading() as session:
        assert session.exec(select(ModelQuestion)).one().data_key
        assert list(audit.broken_streams(session)) == []
        assert model_use.one(bench.desk, session, entry).text == "words"
    assert ledger.spent("").sent == 0


def test_the_list_goes_on_where_a_case_was_disposed_of(bench: Bench) -> None:
    case, ledger = bench.ask(), DeskLedger(bench.desk)
    entry = ledger.leaving(Departure(case.number, "point", "openai/liar", "words"))
    with bench.desk.transaction() as session:
        gone = session.get_one(Consultation, case.id)
        gone.data_key = bench.desk.vault.new_data_key("consultation", gone.id)
        session.add(gone)
    with bench.desk.database.reading() as session:
        assert [left.question for left in model_use.newest(session, 10)] == [entry]
        with pytest.raises(SealError):
            model_use.one(bench.desk, session, entry)
        with pytest.raises(NotFoundError, match="There is no question 1"):
            model_use.one(bench.desk, session, 1)
