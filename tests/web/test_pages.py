"""Lists, held mail, errors, headers."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from config.sections import Mailbox
from consultations.filing import LONGEST_TEXT, open_filed
from consultations.held_view import SHOWN_OF_A_MAIL
from consultations.intake import quarantine
from consultations.messages import Quarantine, QuarantineReason
from consultations.models import InboundMail
from consultations.watching import WatchBook
from tests.desks import CLIENT, Bench
from tests.web.browser import Browser, forms
from web.app import make_app
from web.headers import PAGE_POLICY


def test_every_page_forbids_everything_that_it_does_not_need(bench: Bench, mara: Browser) -> None:
    number = bench.ask().number
    for path in ("/review", f"/review/{number}", "/sign-in", "/review/CC-000000", "/nowhere", "/healthz"):
        answer = mara.get(path)
        assert answer.headers["content-security-policy"] == PAGE_POLICY, path
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store", path
    preview = mara.get(f"/review/{number}/preview").headers["content-security-policy"]
    assert preview == f"{PAGE_POLICY}; frame-src 'self'"


def test_no_page_holds_anything_that_the_policy_would_stop(bench: Bench, mara: Browser) -> None:
    number = bench.ask().number
    for path in ("/review", "/review?tab=held", f"/review/{number}", f"/review/{number}/preview", "/sign-in", "/x"):
        page = mara.get(path).text
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", page), path
        assert all(source.startswith("/static/") for source in re.findall(r'<script src="([^"]*)"', page)), path
        assert "<script>" not in page
        assert not re.search(r'(src|href|action)="(https?:)?//', page), path


def test_static_files_are_kept_by_the_browser_and_named_by_their_content(mara: Browser) -> None:
    address = re.search(r'href="(/static/console\.css\?v=[0-9a-f]{12})"', mara.get("/sign-in").text)
    assert address
    answer = mara.get(address.group(1))
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert mara.get("/static/../app.py").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/review/CC-000000", "/review/CC-%00%00%00%00%00%00", "/review/nonsense", "/review/1", "/nowhere", "/held/1"],
)
def test_what_is_not_there_is_a_page_that_says_so(mara: Browser, path: str) -> None:
    answer = mara.get(path)
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text


def test_unknown_cases_and_mails_are_not_decided_about(bench: Bench, mara: Browser) -> None:
    number = bench.ask().number
    token = {"token": forms(mara.get(f"/review/{number}").text)["decision"].fields["token"]}
    for name in ("amend", "approve", "decline", "ask", "redraft", "undo"):
        assert (
            mara.post(f"/review/CC-000000/{name}", {**token, "question": "x", "decline_reason": "x"}).status_code == 404
        )
    assert mara.post("/held/12345/release", token).status_code == 409
    for nonsense in ("0", "-1", str(2**63), "x"):
        assert mara.post(f"/held/{nonsense}/release", token).status_code == 404


def test_the_wrong_method_is_a_page(mara: Browser) -> None:
    answer = mara.client.delete("/review")
    assert answer.status_code == 405
    assert "takes no such request" in answer.text


def test_a_mistake_of_ours_shows_nothing_of_the_inside(bench: Bench, mara: Browser) -> None:
    number = bench.ask().number
    bench.desk.vault.keys.clear()
    client = TestClient(mara.client.app, base_url="http://desk.test", raise_server_exceptions=False)
    client.cookies = mara.client.cookies
    answer = client.get(f"/review/{number}")
    assert answer.status_code == 500
    assert "nothing was changed" in answer.text
    assert "Traceback" not in answer.text
    assert "key" not in answer.text.partition("<main")[2].partition("</main>")[0]
    assert answer.headers["content-security-policy"] == PAGE_POLICY


def test_health_says_whether_the_database_answers(bench: Bench, stranger: Browser) -> None:
    assert (stranger.get("/healthz").status_code, stranger.get("/healthz").text) == (200, "ok")
    with bench.desk.database.write.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE consultation RENAME TO gone")
    assert stranger.get("/healthz").status_code == 503


def test_the_queue_is_due_first_with_the_time_left_in_words(bench: Bench, mara: Browser) -> None:
    first = bench.ask("E11.22?").number
    bench.clock.pass_by(hours=7, minutes=22)
    second = bench.ask("I10?").number
    page = mara.get("/review").text
    assert page.index(first) < page.index(second)
    assert "38 min" in page
    assert "8 h 00" in page or "Tomorrow" in page
    bench.clock.pass_by(minutes=50)
    assert "12 min late" in mara.get("/review").text


def test_each_state_has_its_tab(bench: Bench, mara: Browser) -> None:
    number = bench.ask().number
    bench.approve(number)
    bench.work()
    assert number not in mara.get("/review").text
    assert "Answered" in mara.get("/review?tab=sent").text
    assert number in mara.get("/review?tab=sent").text


def test_a_search_finds_by_number_code_and_practice(bench: Bench, mara: Browser) -> None:
    number, other = bench.ask("E11.22?").number, bench.ask("I10?").number
    assert mara.get(f"/review?find={number.lower()}").url.path == f"/review/{number}"
    page = mara.get("/review?find=e11.22+lakeside").text
    assert number in page
    assert other not in page
    assert "No case matches" in mara.get("/review?find=%22%3E%3Cb%3E").text


def test_a_refreshed_queue_is_the_list_alone(bench: Bench, mara: Browser) -> None:
    number = bench.ask().number
    part = mara.get(f"/review/queue?tab=review&current={number}", **{"hx-request": "true"}).text
    assert part.lstrip().startswith("<section")
    assert f'<a href="/review/{number}" aria-current="true"' in part


def held(bench: Bench, **headers: str) -> None:
    bench.take_in(bench.mail("Please look at the claim.", **headers), source="open")
    bench.work()


def test_held_mail_stands_with_its_reason_and_goes_on_when_released(bench: Bench, mara: Browser) -> None:
    held(bench, subject="Urgent claim")
    page = mara.get("/review?tab=held").text
    assert "Nothing vouches for the sender" in page
    assert CLIENT in page
    assert "Urgent claim" in page
    action = next(name for name in forms(page) if name.endswith("/release"))
    done = mara.press("/review?tab=held", action, "Vouch")
    assert "Released" in done.text
    bench.work()
    assert bench.cases()
    assert "No mail waits." in mara.get("/review?tab=held").text


def test_mail_that_is_held_again_after_its_release_says_so(bench: Bench, mara: Browser) -> None:
    held(bench, from_="stranger@elsewhere.example")
    action = next(name for name in forms(mara.get("/review?tab=held").text) if name.endswith("/release"))
    waiting = mara.press("/review?tab=held", action, "Vouch").text
    assert "Released by mara@desk.example; it waits to be read." in waiting
    bench.work()
    page = mara.get("/review?tab=held").text
    assert "The address belongs to no client" in page
    assert "it waits to be read" not in page
    assert "Released by mara@desk.example, read again, and held again for the reason above." in page


def test_the_list_shows_the_beginning_of_a_long_held_mail(bench: Bench, mara: Browser) -> None:
    bench.take_in(bench.mail("Please look. " + "word " * 100_000 + "the end"), source="open")
    bench.work()
    page = mara.get("/review?tab=held").text
    assert "Please look. word" in page
    assert "characters are too long to show. The whole mail is kept.]" in page
    assert page.count("word ") < SHOWN_OF_A_MAIL / 5
    action = next(name for name in forms(page) if name.endswith("/release"))
    mara.press("/review?tab=held", action, "Vouch")
    bench.work()
    with bench.desk.database.reading() as session:
        filed = open_filed(bench.desk.vault, session.exec(select(InboundMail)).one())
    assert filed is not None
    assert LONGEST_TEXT < len(filed.text) < LONGEST_TEXT + 100
    assert "[Cut here: " in filed.text[LONGEST_TEXT:]
    assert "[Cut here: " in filed.reply_text[LONGEST_TEXT:]


def test_held_mail_is_turned_away_once(bench: Bench, mara: Browser) -> None:
    held(bench)
    page = mara.get("/review?tab=held").text
    action, form = next((name, form) for name, form in forms(page).items() if name.endswith("/refuse"))
    assert "Turned away" in mara.post(action, form.fields).text
    again = mara.post(action, form.fields)
    assert again.status_code == 409
    assert "does not wait any more" in again.text
    with bench.desk.database.reading() as session:
        assert session.exec(select(InboundMail)).one().state == "refused"
    assert not bench.cases()


def test_the_content_of_mail_without_an_agreement_stays_closed(bench: Bench, mara: Browser) -> None:
    with bench.desk.transaction() as session:
        bench.organisation(session).baa_signed_on = None
    bench.take_in(bench.mail("The patient has E11.22.", subject="About a patient"))
    bench.work()
    page = mara.get("/review?tab=held").text
    assert "No business associate agreement is on file" in page
    assert "About a patient" not in page
    assert "E11.22" not in page


def test_quarantined_mail_is_listed_though_it_cannot_be_read(bench: Bench, mara: Browser) -> None:
    bench.take_in(bench.mail())
    with bench.desk.transaction() as session:
        mail = session.exec(select(InboundMail)).one()
        quarantine(bench.desk, session, mail.id, Quarantine(QuarantineReason.SEVERAL_SENDERS, "Two From headers."))
    page = mara.get("/review?tab=held").text
    assert "It names several senders" in page
    assert "Two From headers." in page


def test_each_desk_has_its_own_application(bench: Bench) -> None:
    one, other = (make_app(bench.desk, bench.services.assistant) for _ in range(2))
    assert one.state.console is not other.state.console


def test_an_alarm_stands_over_every_queue_until_it_is_over(bench: Bench, mara: Browser) -> None:
    box = Mailbox(name="Cases", host="imap.example.org")
    object.__setattr__(bench.desk, "settings", bench.desk.settings.model_copy(update={"mailboxes": (box,)}))
    number, book = bench.ask().number, WatchBook(bench.desk, "Cases")
    book.failed("the server refused <b>us</b>")
    assert "Mailbox Cases:" not in mara.get("/review").text
    bench.clock.pass_by(minutes=16)
    for path in ("/review", "/review/queue", "/review?tab=held", f"/review/{number}"):
        page = mara.get(path).text
        assert "Mailbox Cases:" in page, path
        assert "refused &lt;b&gt;us&lt;/b&gt;" in page, path
    book.polled(60)
    assert "Mailbox Cases:" not in mara.get("/review").text
