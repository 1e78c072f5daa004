"""A case is found by its client, topic, codes and words; the index tells nothing to whoever reads the database."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from consultations import drafting, queue_view, repository, review
from consultations.models import Draft
from consultations.queue_view import Filters, Shelf
from tests.desks import Bench, open_bench


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    if request.param == "sqlite":
        made = open_bench(f"sqlite:///{tmp_path / 'cases.sqlite'}", tmp_path)
    else:
        made = open_bench(request.getfixturevalue("postgres_url"), tmp_path)
    yield made
    made.desk.database.close()


def found(bench: Bench, asked: str) -> list[str]:
    with bench.desk.database.reading() as session:
        return [entry.number for entry in queue_view.found(bench.desk, session, asked)]


def put_in(bench: Bench, number: str, code: str) -> None:
    """Amend the first line of a draft, as a consultant does."""
    with bench.desk.transaction() as session:
        case, seen = repository.consultation(session, number), bench.seen(number)
        answer = drafting.open_draft(bench.desk, case, session.get_one(Draft, seen.draft_id))
        lines = (replace(answer.diagnoses[0], code=code),)
        amended = replace(answer, diagnoses=lines)
        review.amend(bench.desk, session, number, bench.person(session), amended, seen, bench.services.assistant)


def test_a_case_is_found_by_client_topic_code_and_words(desk: Bench) -> None:
    first = desk.ask("Is E11.22 right with darbepoetin? Seen by Dana Whitfield.").number
    other = desk.ask("Is I10 right with lisinopril?").number
    assert found(desk, "darbepoetin") == [first]
    assert found(desk, "Darbepoetin, E11.22 lakeside") == [first]
    assert found(desk, "e11") == [first], "a code is found by its beginning"
    assert found(desk, "E1122") == [first]
    assert found(desk, "darbe") == [], "a word is found whole"
    assert found(desk, "lakeside") == [other, first], "the newest first"
    assert found(desk, first.removeprefix("CC-").lower()) == [first]
    assert found(desk, "darbepoetin lisinopril") == []
    assert found(desk, '"*) OR (!') == []
    assert found(desk, "   ") == []


def test_a_name_finds_nothing_and_the_index_holds_no_word(desk: Bench) -> None:
    desk.ask("Is E11.22 right with darbepoetin? Seen by Dana Whitfield.")
    assert found(desk, "Whitfield") == []
    with desk.desk.database.read.connect() as connection:
        kept = str(connection.exec_driver_sql("SELECT words FROM case_words").scalar_one())
    assert "darbepoetin" not in kept
    assert "e1122" not in kept


def test_a_case_whose_words_are_doubtful_is_found_by_its_codes(desk: Bench) -> None:
    number = desk.ask("UNSURE whether E11.22 is right with darbepoetin").number
    assert found(desk, "e11.22") == [number]
    assert found(desk, "darbepoetin") == []


def test_a_case_is_found_by_what_it_says_now(desk: Bench) -> None:
    number = desk.ask("Is E11.22 right?").number
    desk.take_in(desk.mail("It was lisinopril.", in_reply_to="<m1@lakeside.example>"))
    desk.work()
    assert found(desk, "lisinopril") == [number]


def test_a_list_is_narrowed(desk: Bench) -> None:
    good, bad = desk.ask("Is E11.22 right?").number, desk.ask("Is I10 right?").number
    put_in(desk, bad, "U07.1")

    def listed(filters: Filters) -> list[str]:
        with desk.desk.database.reading() as session:
            return [entry.number for entry in queue_view.entries(desk.desk, session, Shelf.REVIEW, filters)]

    assert listed(Filters()) == [good, bad]
    assert listed(Filters(to_mend=True)) == [bad]
    assert listed(Filters(client="Lakeside", plan="practice")) == [good, bad]
    assert listed(Filters(client="Another")) == []
    assert listed(Filters(topic="No such topic")) == []
    assert listed(Filters(mine=1)) == []
