"""The model in the service: no transaction is open while it is asked, and what left stands with the case."""

from dataclasses import replace

from sqlmodel import select

from assistant import Assistant
from assistant.advice import ModelAdvisor
from assistant.model import Model
from codesets import Catalogue
from consultations import audit, model_use
from consultations.lifecycle import CaseState
from consultations.model_use import DeskLedger
from consultations.models import ModelQuestion
from tests.assistant.edges.model_server import Handler, ModelServer, Question, says
from tests.desks import Bench


def test_the_database_is_free_while_the_model_thinks(bench: Bench, server: ModelServer, catalogue: Catalogue) -> None:
    thought_of = []

    def thinking(handler: Handler, question: Question) -> None:
        with bench.desk.transaction() as session:  # SQLite has one writer: this would wait for one that is open
            audit.record(session, "test", "while_it_thinks", "test", bench.clock())
        thought_of.append(question)
        says({"conditions": [], "questions": []})(handler, question)

    server.reactions = [thinking]
    settings = server.settings().model_copy(update={"external": True})
    ledger = DeskLedger(bench.desk)
    bench.services = replace(bench.services, assistant=Assistant(catalogue, ModelAdvisor(Model(settings), ledger)))
    case = bench.ask("Dana Whitfield here. Seen 8/3/2026 with essential hypertension. Is I10 right?")
    assert bench.case(case.number).state is CaseState.IN_REVIEW
    assert len(thought_of) == 1
    with bench.desk.database.reading() as session:
        (left,) = model_use.of_case(bench.desk, session, case.id)
        assert session.exec(select(ModelQuestion)).one().outcome == "answered"
        assert [event.action for event in audit.history(session, "test")] == ["while_it_thinks"]
    assert "I10" in left.text
    assert "Whitfield" not in left.text
    assert "8/3/2026" not in left.text


def test_who_is_copied_in_is_taken_out_wherever_the_mail_speaks_of_them(
    bench: Bench, server: ModelServer, catalogue: Catalogue
) -> None:
    server.reactions = [says({"conditions": [], "questions": []})]
    settings = server.settings().model_copy(update={"external": True})
    advisor = ModelAdvisor(Model(settings), DeskLedger(bench.desk))
    bench.services = replace(bench.services, assistant=Assistant(catalogue, advisor))
    case = bench.ask(
        "the visit was billed by abernathy, and redfern disagrees. Is I10 right for cases of hypertension?",
        to="Ivy Redfern <ivy@lakeside.example>, cases+office@caseconsultant.localhost",
        cc='"Abernathy, Ruth" <ruth@hillside.example>',
    )
    with bench.desk.database.reading() as session:
        (left,) = model_use.of_case(bench.desk, session, case.id)
    assert "abernathy" not in left.text
    assert "redfern" not in left.text
    assert "for cases of hypertension" in left.text
