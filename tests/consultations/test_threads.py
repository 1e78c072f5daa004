"""Which case a mail belongs to, whatever the order of arrival; who is let in; and what only a person joins or parts."""

import itertools
import random
from collections import Counter
from datetime import date

import pytest

from accounts import quota
from accounts.clients import add_address, add_organisation
from consultations import audit, held, joining, renewal, repository, review
from consultations.case_view import case_view
from consultations.lifecycle import CaseState, MailReason, MailState
from consultations.models import Consultation, InboundMail, ThreadChoice
from consultations.refusals import DecisionError
from tests.desks import CLIENT, Bench

COLLEAGUE = "lee@lakeside.example"
ID = "<{}@lakeside.example>"


@pytest.fixture
def bench(bench: Bench) -> Bench:
    """A second address of the same client."""
    with bench.desk.transaction() as session:
        add_address(session, bench.organisation(session), COLLEAGUE)
    return bench


def mails(bench: Bench) -> list[InboundMail]:
    with bench.desk.database.reading() as session:
        return sorted(repository.mails_in(session, *MailState), key=lambda mail: mail.id)


def grouped(bench: Bench) -> list[int]:
    """How many mails each case has, the largest first."""
    return sorted(Counter(mail.consultation_id for mail in mails(bench)).values(), reverse=True)


def used(bench: Bench) -> int:
    with bench.desk.database.reading() as session:
        return quota.used(session, bench.organisation(session).id, quota.period_of(bench.clock()))


def merge(bench: Bench, number: str, into: str) -> Consultation:
    with bench.desk.transaction() as session:
        return joining.merge(bench.desk, session, number, into, bench.person(session))


def split(bench: Bench, number: str, mail: InboundMail) -> Consultation:
    with bench.desk.transaction() as session:
        return joining.split(bench.desk, session, number, mail.id, bench.person(session))


def release(bench: Bench, mail: InboundMail, *, own_case: bool = False) -> None:
    with bench.desk.transaction() as session:
        held.release(bench.desk, session, mail.id, "mara@desk.example", own_case=own_case)
    bench.work()


CHAIN = [
    {"message_id": ID.format("a")},
    {"message_id": ID.format("b"), "in_reply_to": ID.format("a")},
    {"message_id": ID.format("c"), "references": f"{ID.format('a')} {ID.format('b')}"},
    {"message_id": ID.format("d"), "references": ID.format("c")},
]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::3])
def test_a_thread_is_one_case_in_any_order_or_says_that_it_may_be(bench: Bench, order: tuple[int, ...]) -> None:
    """Where the mail between two comes last, there are two cases already: it says so, and a person merges them."""
    for place in order:
        bench.take_in(bench.mail(f"E11.22, {place}", subject=str(place), **CHAIN[place]))
        bench.work()
    if len(bench.cases()) > 1:
        assert order.index(2) > order.index(3)  # only the last one hangs by a single mail
        suggested = {case.number: _alike(bench, case.number) for case in bench.cases()}
        ((number, (other,)),) = ((number, found) for number, found in suggested.items() if found)
        assert other[1] == "a mail answers mails of both"
        merge(bench, number, other[0])
        bench.work()
    assert grouped(bench) == [4]


def _alike(bench: Bench, number: str) -> list[tuple[str, str]]:
    with bench.desk.database.reading() as session:
        return [(alike.number, alike.why) for alike in case_view(bench.desk, session, number).alike]


def test_replies_that_come_before_what_they_answer_are_joined_by_what_both_name(bench: Bench) -> None:
    places = list(range(1, 9))
    random.Random(5).shuffle(places)
    for place in places:
        bench.take_in(bench.mail(f"E11.22, {place}", in_reply_to=ID.format("root"), message_id=ID.format(place)))
        bench.work()
    bench.take_in(bench.mail("E11.22, the first", message_id=ID.format("root")))
    bench.work()
    assert grouped(bench) == [9]


def test_the_same_subject_is_a_suggestion_and_never_a_merge(bench: Bench) -> None:
    first = bench.ask(subject="CKD stage for Mrs. Doe")
    second = bench.ask(subject="AW: Re: [External] ckd STAGE for  Mrs. Doe")
    other = bench.ask(subject="Modifier 25")
    named = bench.ask(subject=f"What about {first.number}?")
    assert len({first.number, second.number, other.number, named.number}) == 4
    assert _alike(bench, second.number) == [(first.number, "the same subject")]
    assert _alike(bench, named.number) == [(first.number, "a mail names its number")]
    assert _alike(bench, other.number) == []


def test_a_subject_says_nothing_about_the_cases_of_another_client(bench: Bench) -> None:
    with bench.desk.transaction() as session:
        add_organisation(session, "Harbor", "solo", ("sam@harbor.example",), date(2026, 1, 2))
    ours = bench.ask(subject="CKD stage")
    theirs = bench.ask(subject=f"CKD stage {ours.number}", from_="sam@harbor.example")
    assert _alike(bench, theirs.number) == []
    with pytest.raises(DecisionError, match="of different clients"):
        merge(bench, theirs.number, ours.number)


@pytest.mark.parametrize("how", ["in_reply_to", "references"])
@pytest.mark.parametrize("names", ["our mail", "the client's mail"])
def test_a_reply_of_somebody_who_has_not_written_on_the_case_waits_for_a_person(
    bench: Bench, how: str, names: str
) -> None:
    """A colleague of the same practice who was copied in: known to us, and no part of this case."""
    case = bench.ask(cc=COLLEAGUE, message_id=ID.format("q"))
    named = bench.outbound()[0].message_id if names == "our mail" else ID.format("q")
    before = len(bench.transport.delivered)
    bench.take_in(bench.mail("Let me see it, too.", from_=COLLEAGUE, **{how: named}))
    bench.work()
    mail = mails(bench)[-1]
    assert (mail.state, mail.reason) == (MailState.HELD, MailReason.NOT_A_PARTICIPANT)
    assert mail.detail == f"It continues {case.number}, on which its sender has not written."
    assert len(bench.transport.delivered) == before
    assert (len(bench.cases()), used(bench)) == (1, 1)
    assert bench.case(case.number).state is CaseState.IN_REVIEW


def test_a_person_lets_the_sender_in_and_from_then_on_they_take_part(bench: Bench) -> None:
    case = bench.ask(message_id=ID.format("q"))
    bench.take_in(bench.mail("E11.22 it is.", from_=COLLEAGUE, in_reply_to=ID.format("q")))
    bench.work()
    release(bench, mails(bench)[-1])
    bench.take_in(bench.mail("And I10?", from_=COLLEAGUE, in_reply_to=ID.format("q")))
    bench.work()
    assert [mail.state for mail in mails(bench)] == [MailState.FILED] * 3
    assert (grouped(bench), used(bench)) == ([3], 1)
    assert bench.case(case.number).state is CaseState.IN_REVIEW


def test_a_person_opens_a_case_of_its_own_for_it(bench: Bench) -> None:
    bench.ask(message_id=ID.format("q"))
    bench.take_in(bench.mail("Another patient: I10?", from_=COLLEAGUE, in_reply_to=ID.format("q")))
    bench.work()
    release(bench, mails(bench)[-1], own_case=True)
    assert (grouped(bench), used(bench)) == ([1, 1], 2)
    assert mails(bench)[-1].thread is ThreadChoice.OWN_CASE


def test_vouching_for_a_sender_is_not_letting_them_in(bench: Bench) -> None:
    bench.ask(message_id=ID.format("q"))
    bench.take_in(bench.mail("Me too", from_=COLLEAGUE, in_reply_to=ID.format("q")), source="open")
    bench.work()
    assert mails(bench)[-1].reason == "unauthenticated"
    release(bench, mails(bench)[-1])
    assert mails(bench)[-1].reason == MailReason.NOT_A_PARTICIPANT
    release(bench, mails(bench)[-1])
    assert mails(bench)[-1].state is MailState.FILED


def test_who_is_named_in_cc_is_kept_and_never_written_to(bench: Bench) -> None:
    case = bench.ask(cc=f"Lee <{COLLEAGUE}>, outside@elsewhere.example")
    bench.approve(case.number)
    bench.work()
    with bench.desk.database.reading() as session:
        (mail,) = case_view(bench.desk, session, case.number).mails
    assert mail.filed is not None
    assert [other.addr for other in mail.filed.others] == [COLLEAGUE, "outside@elsewhere.example"]
    assert {recipient for _, recipients in bench.transport.delivered for recipient in recipients} == {CLIENT}


def test_merging_moves_every_mail_gives_a_consultation_back_and_drafts_anew(bench: Bench) -> None:
    first = bench.ask("Is E11.22 right?", subject="CKD")
    bench.clock.pass_by(minutes=5)
    second = bench.ask("I10 as well.", subject="CKD", message_id=ID.format("s"))
    acknowledgement = bench.outbound()[-1].message_id
    assert used(bench) == 2
    assert merge(bench, second.number, first.number).number == first.number
    bench.work()
    assert (grouped(bench), used(bench)) == ([2], 1)
    gone, kept = bench.case(second.number), bench.case(first.number)
    assert (gone.state, gone.merged_into, kept.state) == (CaseState.CLOSED, kept.id, CaseState.IN_REVIEW)
    for named in (acknowledgement, ID.format("s")):  # what replies to either mail of the second case finds the first
        bench.take_in(bench.mail("A reply", in_reply_to=named))
        bench.work()
    assert grouped(bench) == [4]
    with bench.desk.database.reading() as session:
        draft = repository.latest_draft(session, kept.id)
        assert draft is not None
        assert len(repository.client_mails_of(session, kept.id)) == 4
        assert [event.action for event in audit.history(session, gone.number)][-1] == "merged_away"
        assert "merged_in" in [event.action for event in audit.history(session, kept.number)]
    bench.approve(kept.number)
    bench.work()
    assert bench.case(kept.number).state is CaseState.ANSWERED


def test_a_reply_that_only_its_token_vouches_for_follows_the_merge_and_a_persons_choice(bench: Bench) -> None:
    first, second = bench.ask(subject="x"), bench.ask(subject="x")
    acknowledgement = bench.outbound()[-1].message_id
    merge(bench, second.number, first.number)
    bench.work()
    bench.take_in(bench.mail("A reply", in_reply_to=acknowledgement), source="open")
    bench.work()
    assert mails(bench)[-1].verdict.startswith("reply_token")
    assert mails(bench)[-1].consultation_id == bench.case(first.number).id
    assert bench.case(second.number).state is CaseState.CLOSED


def test_a_draft_from_before_the_merge_cannot_be_approved(bench: Bench) -> None:
    first, second = bench.ask(subject="x"), bench.ask(subject="x")
    seen = bench.seen(first.number)
    merge(bench, second.number, first.number)
    bench.work()
    with bench.desk.transaction() as session, pytest.raises(DecisionError):
        review.approve(bench.desk, session, first.number, bench.person(session), seen)


def test_a_new_question_that_is_merged_into_an_answered_case_is_a_follow_up(bench: Bench) -> None:
    answered = bench.ask("Is E11.22 right?")
    bench.approve(answered.number)
    bench.work()
    newer = bench.ask("And I10, for the same patient?")
    merge(bench, newer.number, answered.number)
    bench.work()
    assert bench.case(answered.number).state is CaseState.IN_REVIEW
    assert used(bench) == 1
    bench.clock.pass_by(days=400)  # every plan's follow-up days are over
    late = bench.ask("I10 still?")
    merge(bench, late.number, answered.number)
    bench.work()
    assert (used(bench), bench.case(answered.number).answered_at) == (1, None)  # paid for, in its own month


def test_what_cannot_be_merged_says_why(bench: Bench) -> None:
    first, second, third = (bench.ask(subject=str(n)) for n in range(3))
    with pytest.raises(DecisionError, match="into itself"):
        merge(bench, first.number, first.number)
    merge(bench, second.number, first.number)
    with pytest.raises(DecisionError, match="is merged into another case itself"):
        merge(bench, third.number, second.number)
    with pytest.raises(DecisionError, match="only a case in review, waiting or failed can be merged"):
        merge(bench, second.number, third.number)
    bench.work()
    bench.approve(first.number)
    bench.work()
    with pytest.raises(DecisionError, match="only a case in review"):
        merge(bench, first.number, third.number)
    bench.ask(in_reply_to=bench.outbound()[-1].message_id)
    with pytest.raises(DecisionError, match="was answered already; merge the newer case into it"):
        merge(bench, first.number, third.number)


def test_a_parted_mail_is_a_case_of_its_own_and_its_replies_go_there(bench: Bench) -> None:
    case = bench.ask("Is E11.22 right?", message_id=ID.format("one"))
    bench.take_in(bench.mail("Another patient: I10?", message_id=ID.format("two"), in_reply_to=ID.format("one")))
    bench.work()
    parted = split(bench, case.number, mails(bench)[-1])
    bench.work()
    assert (grouped(bench), used(bench)) == ([1, 1], 2)
    assert {found.state for found in bench.cases()} == {CaseState.IN_REVIEW}
    bench.take_in(bench.mail("More on I10", references=f"{ID.format('one')} {ID.format('two')}"))
    bench.take_in(bench.mail("More on E11.22", references=ID.format("one")))
    bench.work()
    with bench.desk.database.reading() as session:
        assert [len(repository.mails_of(session, bench.case(c.number).id)) for c in (case, parted)] == [2, 2]


def test_what_is_left_and_was_answered_is_answered_again(bench: Bench) -> None:
    case = bench.ask("Is E11.22 right?")
    bench.approve(case.number)
    bench.work()
    bench.ask("Another patient: I10?", in_reply_to=bench.outbound()[-1].message_id)
    split(bench, case.number, mails(bench)[-1])
    bench.work()
    assert [found.state for found in bench.cases()] == [CaseState.ANSWERED, CaseState.IN_REVIEW]


def test_what_cannot_be_parted_says_why(bench: Bench) -> None:
    case = bench.ask(message_id=ID.format("one"))
    only = mails(bench)[0]
    with pytest.raises(DecisionError, match="the only mail"):
        split(bench, case.number, only)
    other = bench.ask(subject="other")
    with pytest.raises(DecisionError, match=f"{other.number} has no mail"):
        split(bench, other.number, only)


def test_a_parted_mail_takes_a_consultation_or_stays(bench: Bench) -> None:
    case = bench.ask(message_id=ID.format("one"))
    bench.ask(in_reply_to=ID.format("one"))
    with bench.desk.transaction() as session:
        renewal.change_plan(bench.desk, session, bench.organisation(session), "free", "operator")  # two a month
    bench.ask(subject="the second")
    with pytest.raises(DecisionError, match="is used up"):
        split(bench, case.number, mails(bench)[1])
    assert grouped(bench) == [2, 1]


def test_the_chain_of_the_audit_trail_holds_over_merging_and_parting(bench: Bench) -> None:
    first, second = bench.ask(subject="x", message_id=ID.format("x")), bench.ask(subject="x")
    merge(bench, second.number, first.number)
    bench.work()
    split(bench, first.number, mails(bench)[-1])
    bench.work()
    with bench.desk.database.reading() as session:
        assert all(audit.history(session, case.number) for case in bench.cases())
        assert list(audit.broken_streams(session)) == []
