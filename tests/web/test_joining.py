"""Cases are merged, mails parted and senders let in by buttons that the pages really hold."""

from accounts.clients import add_address
from consultations.lifecycle import CaseState
from tests.desks import Bench
from tests.web.browser import Browser, forms
from tests.web.test_decisions import alert

COLLEAGUE = "lee@lakeside.example"


def held_reply(bench: Bench) -> str:
    """A colleague's reply that waits; the number of the case that it continues."""
    with bench.desk.transaction() as session:
        add_address(session, bench.organisation(session), COLLEAGUE)
    number = bench.ask(message_id="<q@lakeside.example>", cc=COLLEAGUE).number
    bench.take_in(bench.mail("I10, too?", from_=f"Lee <{COLLEAGUE}>", in_reply_to="<q@lakeside.example>"))
    bench.work()
    return number


def test_a_case_of_the_same_subject_is_offered_and_merged_by_a_person(bench: Bench, mara: Browser) -> None:
    first, second = (bench.ask(f"E11.22, {n}", subject="CKD").number for n in range(2))
    page = mara.get(f"/review/{second}").text
    assert f'<a href="/review/{first}">{first}</a><span>Diagnosis coding, in review: the same subject' in page
    assert forms(page)["merge"].fields["into"] == first
    done = mara.press(f"/review/{second}", "merge", "Merge, and close this one")
    assert "Its mails are on the other case now" in done.text
    assert f'Its mails are on <a href="/review/{first}">{first}</a> now.' in done.text
    assert "merge" not in forms(done.text)
    bench.work()
    assert (bench.case(second).state, bench.case(first).state) == (CaseState.CLOSED, CaseState.IN_REVIEW)
    assert "You merged another case into this one" in mara.get(f"/review/{first}").text


def test_a_merge_that_cannot_be_is_a_sentence_and_keeps_what_was_typed(bench: Bench, mara: Browser) -> None:
    number = bench.ask().number
    for typed, said in ((number, "cannot be merged into itself"), ("CC-000000", "There is no case"), ("x", "no case")):
        page = mara.press(f"/review/{number}", "merge", "Merge", into=typed)
        assert page.status_code == 422
        assert said in alert(page.text)
        assert forms(page.text)["merge"].fields["into"] == typed


def test_one_mail_of_several_is_parted_and_the_only_one_cannot_be(bench: Bench, mara: Browser) -> None:
    number = bench.ask(message_id="<q@lakeside.example>").number
    assert "case of its own" not in mara.get(f"/review/{number}").text
    bench.ask("I10 of another patient?", in_reply_to="<q@lakeside.example>")
    page = mara.get(f"/review/{number}").text
    newest_first = [name for name in forms(page) if "/split/" in name]
    assert len(newest_first) == 2
    done = mara.press(f"/review/{number}", newest_first[0], "Make it a case of its own")
    assert "That mail is a case of its own now." in done.text
    bench.work()
    assert len(bench.cases()) == 2
    stale = mara.post(newest_first[0], forms(page)[newest_first[0]].fields)
    assert (stale.status_code, "has no mail" in alert(stale.text)) == (422, True)


def test_a_colleagues_reply_is_let_in_by_a_button(bench: Bench, mara: Browser) -> None:
    number = held_reply(bench)
    page = mara.get("/review?tab=held").text
    assert "It continues a case that its sender has not written on" in page
    assert f"It continues {number}, on which its sender has not written." in page
    action = next(name for name in forms(page) if name.endswith("/release"))
    mara.press("/review?tab=held", action, "Let it into the case")
    bench.work()
    shown = mara.get(f"/review/{number}").text
    assert ", too?" in shown
    assert f"Also to {COLLEAGUE}, whom we never write to" in shown


def test_a_colleagues_reply_becomes_a_case_of_its_own_by_a_button(bench: Bench, mara: Browser) -> None:
    number = held_reply(bench)
    action = next(name for name in forms(mara.get("/review?tab=held").text) if name.endswith("/own-case"))
    mara.press("/review?tab=held", action, "Open a case of its own")
    bench.work()
    assert len(bench.cases()) == 2
    assert ", too?" not in mara.get(f"/review/{number}").text
