"""The desk's own work on the pages: claim, take the next, snooze, escalate, assign, leave a note, release mails."""

import re

import pytest
from fastapi.testclient import TestClient

from accounts.people import add_person
from accounts.roles import Role
from tests.desks import PASSWORD, Bench
from tests.web.browser import Browser, forms
from web.app import make_app


@pytest.fixture
def sam(bench: Bench, mara: Browser) -> Browser:
    with bench.desk.transaction() as session:
        add_person(session, "Sam Reyes", "sam@desk.example", PASSWORD, role=Role.LEAD)
    browser = Browser(TestClient(mara.client.app, base_url="http://desk.test"))
    browser.sign_in("sam@desk.example")
    return browser


def test_taking_the_next_case_claims_it_and_others_see_that(bench: Bench, mara: Browser, sam: Browser) -> None:
    number = bench.ask().number
    taken = mara.press("/review", "/review/next", "Take the next due")
    assert taken.url.path == f"/review/{number}"
    assert "Yours for 15 more minutes" in taken.text
    assert "Mara Okafor works on it, for 15 more minutes" in sam.get(f"/review/{number}").text
    assert "Mara Okafor" in sam.get("/review/queue").text
    assert "No case is left to take" in sam.press("/review", "/review/next", "Take the next due").text
    refused = sam.press(f"/review/{number}", "decision", "Approve and send")
    assert refused.status_code == 409
    assert "Mara Okafor works on" in refused.text
    assert bench.case(number).state == "in_review"
    sam.press(f"/review/{number}", f"/review/{number}/take-over", "Take it over")
    assert "Approved" in sam.press(f"/review/{number}", "decision", "Approve and send").text


def test_who_else_looks_at_a_case_is_said_while_they_do(bench: Bench, mara: Browser, sam: Browser) -> None:
    number = bench.ask().number
    token = forms(sam.get(f"/review/{number}").text)["decision"].fields["token"]
    sam.post(f"/review/{number}/working", {"token": token})
    assert "Sam Reyes looks at it too" in mara.get(f"/review/{number}").text
    bench.clock.pass_by(seconds=50)
    assert "Sam Reyes" not in mara.get(f"/review/{number}").text.partition("Who should answer")[0]


def test_a_snoozed_case_lies_on_its_own_shelf_until_its_time(bench: Bench, mara: Browser) -> None:
    number = bench.ask().number
    done = mara.press(f"/review/{number}", f"/review/{number}/snooze", "1 hour")
    assert "Snoozed. It comes back by itself." in done.text
    assert number not in mara.get("/review").text
    assert number in mara.get("/review?tab=snoozed").text
    assert "Snoozed until" in mara.get(f"/review/{number}").text
    bench.clock.pass_by(minutes=61)
    assert number in mara.get("/review").text
    refused = mara.press(f"/review/{number}", f"/review/{number}/snooze", "Snooze", until="yesterday")
    assert refused.status_code == 409
    assert "Choose how long" in refused.text


def test_an_escalated_case_says_so_to_a_lead(bench: Bench, mara: Browser, sam: Browser) -> None:
    number = bench.ask().number
    mara.press(f"/review/{number}", f"/review/{number}/escalate", "Put it before", escalation="A global period?")
    assert "For a lead" in sam.get("/review").text
    page = sam.get(f"/review/{number}").text
    assert "A global period?" in page
    assert "Take it</button>" not in mara.get(f"/review/{number}").text
    assert "Yours for" in sam.press(f"/review/{number}", f"/review/{number}/take-back", "Take it").text


def test_a_case_is_assigned_and_listed_as_ones_own(bench: Bench, mara: Browser, sam: Browser) -> None:
    number, other = bench.ask().number, bench.ask("I10?").number
    mara.press(f"/review/{number}", f"/review/{number}/assign", "Assign", to="sam@desk.example")
    mine = sam.get("/review?mine=1").text
    assert number in mine
    assert other not in mine
    assert (
        mara.press(f"/review/{number}", f"/review/{number}/assign", "Assign", to="nobody@x.example").status_code == 409
    )


def test_notes_are_for_the_desk(bench: Bench, mara: Browser) -> None:
    number = bench.ask().number
    page = mara.press(f"/review/{number}", f"/review/{number}/note", "Leave the note", note="<b>Called</b> them.")
    assert "&lt;b&gt;Called&lt;/b&gt; them." in page.text
    empty = mara.press(f"/review/{number}", f"/review/{number}/note", "Leave the note", note=" ")
    assert "Write the note first." in empty.text


def test_a_list_is_narrowed_by_what_its_cases_have(bench: Bench, mara: Browser) -> None:
    good, bad = bench.ask("E11.22?").number, bench.ask("I10?").number
    mara.press(f"/review/{bad}", "decision", "Save changes", d_0_code="U07.1")
    page = mara.get("/review?to_mend=1").text
    assert bad in page
    assert good not in page
    assert "1 shown" in page
    assert "to_mend=1" in page.partition("data-hx-get=")[2].partition("data-hx-trigger")[0]


def test_held_mails_are_released_together(bench: Bench, mara: Browser) -> None:
    for number in range(3):
        bench.take_in(bench.mail(f"E11.2{number}?"), source="open")
    bench.work()
    page = mara.get("/review?tab=held").text
    token = forms(page)["release-ticked"].fields["token"]
    boxes = re.findall(r'name="(mail-[0-9]+)" form="release-ticked"', page)
    assert len(boxes) == 3
    done = mara.post("/held/release", {"token": token, boxes[0]: "on", boxes[2]: "on", "mail-1": "on"})
    assert "2 of 3 released" in done.text
    bench.work()
    assert len(bench.cases()) == 2


def test_the_stream_tells_that_something_changed(bench: Bench, mara: Browser) -> None:
    app = make_app(bench.desk, bench.services.assistant)
    assert app.state.pulse.streams == 0
    stranger = TestClient(app, base_url="http://desk.test", follow_redirects=False)
    assert stranger.get("/review/events").status_code == 303
    assert mara.get("/review").text.count('data-live="/review/events"') == 1
