"""Sign-in, sign-out, and what a session may not do."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from accounts import people
from accounts.attempts import FREE_TRIES
from accounts.people import add_person
from accounts.roles import Role
from config.sections import Web
from tests.desks import PASSWORD, Bench
from tests.web.browser import Browser, forms
from web.app import make_app
from web.signing_in.pages import REFUSED


@pytest.mark.parametrize("path", ["/", "/review", "/review?tab=held", "/review/CC-ABC123", "/review/CC-ABC123/preview"])
def test_a_stranger_sees_the_sign_in_page_and_nothing_else(stranger: Browser, path: str) -> None:
    page = stranger.get(path)
    assert page.url.path == "/sign-in"
    assert "Sign in to CaseConsultant" in page.text


def test_after_signing_in_one_is_where_one_wanted_to_be(bench: Bench, stranger: Browser) -> None:
    number = bench.ask().number
    page = stranger.get(f"/review/{number}")
    form = forms(page.text)["/sign-in"]
    page = stranger.post("/sign-in", {**form.fields, "email": "Mara@desk.example ", "password": PASSWORD})
    assert page.url.path == f"/review/{number}"


@pytest.mark.parametrize(
    "then", ["//evil.example", "https://evil.example/", "/\\evil.example", "/review/../x", "/sign-out"]
)
def test_the_way_back_never_leads_elsewhere(stranger: Browser, then: str) -> None:
    page = stranger.post("/sign-in", {"email": "mara@desk.example", "password": PASSWORD, "then": then})
    assert page.url.path == "/review"
    assert page.url.host == "desk.test"


def test_an_unknown_person_a_wrong_password_and_a_locked_account_read_the_same(bench: Bench, stranger: Browser) -> None:
    unknown = stranger.sign_in(email="nobody@desk.example")
    wrong = stranger.sign_in(password="not the password")
    for _ in range(FREE_TRIES):
        stranger.sign_in(password="not the password")
    locked = stranger.sign_in()
    assert {page.status_code for page in (unknown, wrong, locked)} == {401}
    texts = {page.text.replace("nobody@desk.example", "mara@desk.example") for page in (unknown, wrong, locked)}
    assert len(texts) == 1
    assert REFUSED in texts.pop()
    bench.clock.pass_by(hours=2)
    assert stranger.sign_in().url.path == "/review"


def test_the_time_tells_nobody_who_works_here(bench: Bench, stranger: Browser) -> None:
    with bench.desk.transaction() as session:
        people.lock_person(session, add_person(session, "Lea", "lea@x.example", PASSWORD, role=Role.LEAD).email)
        add_person(session, "Noor", "noor@x.example", None, role=Role.LEAD)

    def seconds(email: str) -> float:
        begun = time.process_time()  # work done, whatever else the machine does meanwhile
        stranger.sign_in(email=email, password="not the password")
        return time.process_time() - begun

    emails = ("nobody@x.example", "mara@desk.example", "lea@x.example", "noor@x.example")
    seconds("nobody@x.example")  # what is made on first use is made now
    rounds = [[seconds(email) for email in emails] for _ in range(5)]
    kinds = {email: min(times) for email, times in zip(emails, zip(*rounds, strict=True), strict=True)}
    assert max(kinds.values()) / min(kinds.values()) < 1.6, kinds


def test_the_password_is_never_shown_again(stranger: Browser) -> None:
    assert "not the password" not in stranger.sign_in(password="not the password").text


def test_the_cookie_cannot_be_read_by_scripts_or_sent_from_other_sites(stranger: Browser) -> None:
    cookie = stranger.sign_in().history[0].headers["set-cookie"].lower()
    assert cookie.startswith("caseconsultant=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    assert "secure" not in cookie
    assert "domain" not in cookie


@pytest.fixture
def behind_https(bench: Bench) -> Iterator[Browser]:
    settings = bench.desk.settings.model_copy(update={"web": Web(public_url="https://desk.test")})
    app = make_app(replace(bench.desk, settings=settings), bench.services.assistant)
    with TestClient(app, base_url="https://desk.test") as client:
        yield Browser(client)


def test_with_https_the_cookie_is_bound_to_this_host(behind_https: Browser) -> None:
    page = behind_https.sign_in()
    cookie = page.history[0].headers["set-cookie"]
    assert cookie.startswith("__Host-caseconsultant=")
    assert "Secure" in cookie
    assert page.url.path == "/review"


def test_signing_out_ends_the_session_in_the_database_too(mara: Browser) -> None:
    secret = mara.client.cookies["caseconsultant"]
    page = mara.press("/review", "/sign-out", "Sign out")
    assert page.url.path == "/sign-in"
    mara.client.cookies.set("caseconsultant", secret)
    assert mara.get("/review").url.path == "/sign-in"


def test_a_session_ends_after_its_time(bench: Bench, mara: Browser) -> None:
    bench.clock.pass_by(hours=11)
    assert mara.get("/review").url.path == "/review"
    bench.clock.pass_by(hours=1, minutes=1)
    assert mara.get("/review").url.path == "/sign-in"


def test_a_page_that_refreshes_itself_says_that_the_session_ended_and_keeps_what_was_typed(
    bench: Bench, mara: Browser
) -> None:
    bench.clock.pass_by(hours=13)
    answer = mara.get("/review/queue", **{"hx-request": "true"})
    assert answer.status_code == 401
    assert answer.headers["hx-retarget"] == "#news"
    assert "session has ended" in answer.text


def test_a_decision_after_the_session_ended_changes_nothing(bench: Bench, mara: Browser) -> None:
    number = bench.ask().number
    form = forms(mara.get(f"/review/{number}").text)["decision"]
    bench.clock.pass_by(hours=13)
    assert mara.post(f"/review/{number}/approve", form.fields).url.path == "/sign-in"
    assert bench.case(number).state == "in_review"


def test_an_operator_looks_and_decides_nothing(bench: Bench, stranger: Browser) -> None:
    with bench.desk.transaction() as session:
        add_person(session, "Olu Ops", "olu@desk.example", PASSWORD, role=Role.OPERATOR)
    number = bench.ask().number
    stranger.sign_in(email="olu@desk.example")
    page = stranger.press(f"/review/{number}", "decision", "Approve")
    assert page.status_code == 403
    assert "Only a consultant decides" in page.text
    assert bench.case(number).state == "in_review"


def test_a_locked_person_is_signed_out_at_once(bench: Bench, mara: Browser) -> None:
    assert "Sign out" in mara.get("/review").text
    with bench.desk.transaction() as session:
        people.lock_person(session, "mara@desk.example")
    assert mara.get("/review").url.path == "/sign-in"
    assert mara.sign_in().status_code == 401
