"""Two people do not do the same work, and no case waits for somebody who went home."""

import threading
from datetime import timedelta

import pytest

from accounts.models import Person
from accounts.people import add_person, person_by_email
from accounts.roles import Role
from consultations import arranging, audit, claims, notes, repository, review
from consultations.lifecycle import CaseState
from consultations.refusals import ChangedError, DecisionError
from tests.desks import PASSWORD, Bench


@pytest.fixture
def sam(bench: Bench) -> Person:
    with bench.desk.transaction() as session:
        return add_person(session, "Sam Reyes", "sam@desk.example", PASSWORD, credential="CPC", role=Role.LEAD)


@pytest.fixture
def mara(bench: Bench) -> Person:
    with bench.desk.database.reading() as session:
        found = person_by_email(session, "mara@desk.example")
    assert found is not None
    return found


def actions(bench: Bench, number: str) -> list[str]:
    with bench.desk.database.reading() as session:
        return [event.action for event in audit.history(session, number)]


def claim(bench: Bench, number: str, person: Person, *, take_over: bool = False) -> None:
    with bench.desk.transaction() as session:
        claims.claim(bench.desk, session, number, person, take_over=take_over)


def test_a_claimed_case_is_decided_about_by_nobody_else(bench: Bench, sam: Person, mara: Person) -> None:
    number = bench.ask().number
    claim(bench, number, mara)
    with bench.desk.transaction() as session, pytest.raises(ChangedError, match="Mara Okafor works on"):
        review.approve(bench.desk, session, number, sam, bench.seen(number))
    with bench.desk.transaction() as session, pytest.raises(ChangedError, match="for 15 more minutes"):
        review.ask(bench.desk, session, number, sam, "Which day?")
    with pytest.raises(ChangedError, match="take it over first"):
        claim(bench, number, sam)
    claim(bench, number, sam, take_over=True)
    with bench.desk.transaction() as session, pytest.raises(ChangedError, match="Sam Reyes works on"):
        review.approve(bench.desk, session, number, mara, bench.seen(number))
    with bench.desk.transaction() as session:
        review.approve(bench.desk, session, number, sam, bench.seen(number))
    assert actions(bench, number).count("taken_over") == 1


def test_a_claim_ends_by_itself_and_each_claim_begins_it_anew(bench: Bench, sam: Person, mara: Person) -> None:
    number = bench.ask().number
    claim(bench, number, mara)
    bench.clock.pass_by(minutes=10)
    claim(bench, number, mara)
    bench.clock.pass_by(minutes=10)
    with pytest.raises(ChangedError):
        claim(bench, number, sam)
    bench.clock.pass_by(minutes=5)
    claim(bench, number, sam)
    assert actions(bench, number).count("claimed") == 2


def test_a_released_case_is_free(bench: Bench, sam: Person, mara: Person) -> None:
    number = bench.ask().number
    claim(bench, number, mara)
    with bench.desk.transaction() as session:
        claims.release(bench.desk, session, number, sam)
    with pytest.raises(ChangedError):
        claim(bench, number, sam)
    with bench.desk.transaction() as session:
        claims.release(bench.desk, session, number, mara)
    claim(bench, number, sam)


def test_those_who_take_the_next_case_at_once_get_different_ones(bench: Bench, sam: Person, mara: Person) -> None:
    numbers = {bench.ask(f"E11.2{number}?").number for number in range(6)}
    taken: list[str] = []

    def work(person: Person) -> None:
        for _ in range(3):
            with bench.desk.transaction() as session:
                case = arranging.take_next(bench.desk, session, person)
                assert case is not None
                review.ask(bench.desk, session, case.number, person, "Which day?")
            taken.append(case.number)

    threads = [threading.Thread(target=work, args=(person,)) for person in (sam, mara)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(taken) == sorted(numbers)


def test_the_next_case_is_due_first_and_nobody_elses(bench: Bench, sam: Person, mara: Person) -> None:
    claimed, assigned, snoozed, free, later = (bench.ask(f"E11.2{number}?").number for number in range(5))
    claim(bench, claimed, sam)
    with bench.desk.transaction() as session:
        arranging.assign(bench.desk, session, assigned, sam, sam)
        arranging.snooze(bench.desk, session, snoozed, bench.clock() + timedelta(hours=1), sam)
    for expected in (free, later):
        with bench.desk.transaction() as session:
            case = arranging.take_next(bench.desk, session, mara)
            assert case is not None
            assert case.number == expected
            review.ask(bench.desk, session, expected, mara, "Which day?")
    with bench.desk.transaction() as session:
        assert arranging.take_next(bench.desk, session, mara) is None
    bench.clock.pass_by(hours=1)
    with bench.desk.transaction() as session:
        woken = arranging.take_next(bench.desk, session, mara)
    assert woken is not None
    assert woken.number == claimed, "the claim of sam is over as well"


def test_a_mail_wakes_a_snoozed_case(bench: Bench, mara: Person) -> None:
    number = bench.ask().number
    with bench.desk.transaction() as session:
        arranging.snooze(bench.desk, session, number, bench.clock() + timedelta(days=1), mara)
    assert bench.case(number).snoozed_until is not None
    bench.take_in(bench.mail("And I10?", in_reply_to="<m1@lakeside.example>"))
    bench.work()
    assert bench.case(number).snoozed_until is None


@pytest.mark.parametrize("hours", [-1, 0, 31 * 24])
def test_nothing_is_snoozed_into_the_past_or_for_ever(bench: Bench, mara: Person, hours: int) -> None:
    number = bench.ask().number
    with bench.desk.transaction() as session, pytest.raises(DecisionError, match="within 30 days"):
        arranging.snooze(bench.desk, session, number, bench.clock() + timedelta(hours=hours), mara)


def test_an_escalated_case_is_answered_by_a_lead_alone(bench: Bench, sam: Person, mara: Person) -> None:
    number = bench.ask().number
    with bench.desk.transaction() as session, pytest.raises(DecisionError, match="what the lead should look at"):
        arranging.escalate(bench.desk, session, number, "  ", mara)
    with bench.desk.transaction() as session:
        arranging.escalate(bench.desk, session, number, "Is this a global period?", mara)
    assert bench.case(number).state is CaseState.ESCALATED
    with bench.desk.transaction() as session, pytest.raises(ChangedError):
        review.approve(bench.desk, session, number, mara, bench.seen(number))
    with bench.desk.transaction() as session, pytest.raises(DecisionError, match="waits for a lead"):
        arranging.take_back(bench.desk, session, number, mara)
    with bench.desk.transaction() as session:
        arranging.take_back(bench.desk, session, number, sam)
        told = notes.of_case(bench.desk, session, repository.consultation(session, number))
    assert [(note.who, note.text) for note in told] == [("Mara Okafor", "Is this a global period?")]
    with bench.desk.transaction() as session:
        review.approve(bench.desk, session, number, sam, bench.seen(number))


def test_a_case_is_assigned_to_those_who_may_answer_it(bench: Bench, sam: Person, mara: Person) -> None:
    number = bench.ask().number
    with bench.desk.transaction() as session:
        operator = add_person(session, "Olu", "olu@desk.example", PASSWORD, role=Role.OPERATOR)
        with pytest.raises(DecisionError, match="is no consultant"):
            arranging.assign(bench.desk, session, number, operator, mara)
        arranging.assign(bench.desk, session, number, sam, mara)
    assert bench.case(number).assigned_to == sam.id
    with bench.desk.transaction() as session:
        arranging.assign(bench.desk, session, number, None, mara)
    assert bench.case(number).assigned_to is None


def test_a_note_is_sealed_and_no_letter_holds_it(bench: Bench, mara: Person) -> None:
    number = bench.ask().number
    with bench.desk.transaction() as session:
        case = repository.consultation(session, number, lock=True)
        notes.add(bench.desk, session, case, "Mrs Canary called about it.", mara)
    with bench.desk.database.read.connect() as connection:
        kept = connection.exec_driver_sql("SELECT text FROM case_note").scalar_one()
    assert b"Canary" not in kept
    bench.approve(number)
    bench.work()
    assert all(b"Canary" not in content for content, *_ in bench.transport.delivered)
