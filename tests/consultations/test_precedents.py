"""Answers that were sent are found again; nobody's name goes with them, and no code rests on them."""

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from accounts.clients import add_organisation
from accounts.models import Organisation
from commands.lesson_files import pair
from consultations import drafting, learning, lessons, precedents, repository, review
from consultations.answers import Answer, CodeLine, Result, System
from consultations.case_view import case_view
from consultations.models import Consultation, Precedent, PrecedentTerm
from consultations.precedents import Earlier
from tests.desks import Bench

OTHER = "lee@hillside.example"
QUESTION = "Seen 12 Aug 2026. Is E11.22 right for nephropathy?"


def answered(bench: Bench, text: str = QUESTION, **headers: str) -> Consultation:
    case = bench.ask(text, **headers)
    bench.approve(case.number)
    bench.work()
    return bench.case(case.number)


def amended(bench: Bench, text: str, *codes: str) -> Consultation:
    """A case whose draft a person wrote anew with these codes, answered."""
    case = bench.ask(text)
    with bench.desk.transaction() as session:
        answer = draft_of(bench, case)
        lines = tuple(CodeLine(System.ICD10CM, code, "", Result.PASS) for code in codes)
        person, seen = bench.person(session), bench.seen(case.number)
        assistant = bench.services.assistant
        review.amend(bench.desk, session, case.number, person, replace(answer, diagnoses=lines), seen, assistant)
    bench.approve(case.number)
    bench.work()
    return case


def draft_of(bench: Bench, case: Consultation) -> Answer:
    with bench.desk.database.reading() as session:
        draft = repository.latest_draft(session, case.id)
        assert draft is not None
        return drafting.open_draft(bench.desk, case, draft)


def kept(bench: Bench) -> list[Precedent]:
    with bench.desk.database.reading() as session:
        return list(session.exec(select(Precedent)))


def earlier(bench: Bench, case: Consultation) -> tuple[Earlier, ...]:
    with bench.desk.database.reading() as session:
        return case_view(bench.desk, session, case.number).earlier


@pytest.fixture
def another(bench: Bench) -> None:
    with bench.desk.transaction() as session:
        add_organisation(session, "Hillside", "enterprise", (OTHER,), date(2026, 1, 2))


def test_an_answer_that_was_sent_is_found_for_the_next_case(bench: Bench) -> None:
    first = answered(bench)
    second = bench.ask("And is E11.22 right here, too?")
    (found,) = earlier(bench, second)
    assert (found.case_number, found.told.codes) == (first.number, ("E11.22",))
    (check,) = [check for check in draft_of(bench, second).checks if check.rule == precedents.RULE]
    assert check.result is Result.PASS
    assert check.title == f"an earlier answer to you ({first.number}) reported E11.22"


def test_an_answer_that_was_not_sent_is_no_precedent(bench: Bench) -> None:
    bench.ask()
    assert kept(bench) == []
    assert earlier(bench, bench.ask("And E11.22?")) == ()


def test_a_precedent_adds_no_code(bench: Bench) -> None:
    amended(bench, "What about E11.22 and nephropathy?", "E11.22", "I10")
    again = draft_of(bench, bench.ask("What about E11.22 and nephropathy?"))
    assert [line.code for line in again.code_lines] == ["E11.22"]
    assert "I10" not in "".join(check.title + check.detail for check in again.checks)


def test_an_amendment_away_from_the_precedent_loses_its_mention(bench: Bench) -> None:
    answered(bench)
    case = amended(bench, "Is E11.22 right again?", "I10")
    assert [check for check in draft_of(bench, case).checks if check.rule == precedents.RULE] == []


@pytest.mark.usefixtures("another")
def test_another_clients_answer_is_shown_only_where_they_share_and_without_a_trace(bench: Bench) -> None:
    answered(bench)
    case = bench.ask("Is E11.22 right for nephropathy?", from_=OTHER)
    assert earlier(bench, case) == ()
    with bench.desk.transaction() as session:
        for organisation in session.exec(select(Organisation)):
            organisation.shares_precedents = True
            session.add(organisation)
    (found,) = earlier(bench, case)
    assert found.told.codes == ("E11.22",)
    assert (found.case_number, found.at, found.told.headline) == ("", None, "")
    bench.ask("Is E11.22 right for nephropathy today?", from_=OTHER)
    assert all(check.rule != precedents.RULE for check in draft_of(bench, bench.cases()[-1]).checks)


def test_nothing_of_the_words_is_stored_in_the_open_and_no_name_at_all(bench: Bench) -> None:
    answered(bench, "Dana Whitfield asks: seen 12 Aug 2026, is E11.22 right for nephropathy?")
    (precedent,) = kept(bench)
    with bench.desk.database.reading() as session:
        terms = {term.term for term in session.exec(select(PrecedentTerm))}
    assert b"E11.22" not in precedent.told.blob
    word = {name: bench.desk.vault.keyed_hash("precedent", f"word:{name}") for name in ("nephropathy", "whitfield")}
    assert word["nephropathy"] in terms
    assert word["whitfield"] not in terms
    assert all(len(term) == 64 for term in terms)


def test_the_words_of_a_precedent_name_nobody_who_was_copied_in(bench: Bench) -> None:
    answered(bench, "Ruth Abernathy asks whether E11.22 is right for nephropathy.", cc="Ruth Abernathy <r@h.example>")
    with bench.desk.database.reading() as session:
        terms = {term.term for term in session.exec(select(PrecedentTerm))}
    assert bench.desk.vault.keyed_hash("precedent", "word:abernathy") not in terms


def test_where_the_gate_is_unsure_only_codes_are_kept(bench: Bench) -> None:
    answered(bench, "UNSURE whether E11.22 is right for nephropathy.")
    (precedent,) = kept(bench)
    with bench.desk.database.reading() as session:
        told = precedents.open_told(bench.desk, session, precedent)
        terms = session.exec(select(PrecedentTerm)).all()
    assert (told.codes, told.headline) == (("E11.22",), "")
    assert len(terms) == 2  # the code and the topic


def test_a_precedent_whose_case_was_disposed_of_is_passed_over(bench: Bench) -> None:
    case = answered(bench)
    with bench.desk.transaction() as session:
        gone = session.get_one(Consultation, case.id)
        gone.data_key = bench.desk.vault.new_data_key("consultation", gone.id)
        session.add(gone)
    assert earlier(bench, bench.ask("And is E11.22 right here?")) == ()


def test_an_answer_is_learned_once(bench: Bench) -> None:
    case = answered(bench)
    outbound = next(mail for mail in bench.outbound() if mail.consultation_id == case.id and mail.approval_id)
    with bench.desk.transaction() as session:
        assert learning.learn(bench.desk, session, outbound.id, bench.services.gate) is None
        precedent = session.exec(select(Precedent)).one()
        told = precedents.open_told(bench.desk, session, precedent)
        learning.keep(bench.desk, session, learning.Learned(case.id, precedent.draft_id, told, ""))
    assert len(kept(bench)) == 1


def test_an_amendment_becomes_a_pair_of_files(bench: Bench, tmp_path: Path) -> None:
    amended(bench, 'Dana Whitfield, seen 12 Aug 2026: "E11.22"?', "I10")
    (precedent,) = kept(bench)
    with bench.desk.database.reading() as session:
        lesson = learning.open_lesson(bench.desk, session, precedent)
    assert lesson is not None
    files = pair(lesson)
    assert files[".txt"] == '[NAME-1], seen [DATE-1]: "E11.22"?'
    assert tomllib.loads(files[".toml"]) == {
        "date_of_service": date(2026, 7, 1),
        "subject": "A question",
        "codes": ["I10"],
        "absent": ["E11.22"],
    }


def test_the_assistants_own_draft_teaches_nothing(bench: Bench) -> None:
    answered(bench)
    assert [precedent.lesson for precedent in kept(bench)] == [None]


def test_the_made_up_day_keeps_its_code_sets() -> None:
    assert lessons.day_like(date(2026, 9, 30)) == date(2026, 7, 1)
    assert lessons.day_like(date(2026, 10, 1)) == date(2026, 12, 1)


def test_the_commands(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from commands import composing
    from commands.cli import app

    case = amended(bench, "Is E11.22 right?", "I10")
    monkeypatch.setattr(composing, "service_desk", lambda: bench.desk)
    shown = CliRunner().invoke(app, ["precedents", "list"])
    assert case.number in shown.output
    assert "I10" in shown.output
    CliRunner().invoke(app, ["precedents", "export", str(tmp_path / "lessons")])
    names = sorted(path.suffix for path in (tmp_path / "lessons").iterdir())
    assert names == [".toml", ".txt"]
    assert all(case.number not in path.name for path in (tmp_path / "lessons").iterdir())
    with bench.desk.database.reading() as session:
        name = bench.organisation(session).name
    said = CliRunner().invoke(app, ["accounts", "share-precedents", name, "--yes"])
    assert "may help" in said.output
    with bench.desk.database.reading() as session:
        assert bench.organisation(session).shares_precedents
