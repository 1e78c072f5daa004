"""One's own account: an authenticator app, recovery codes, the password, and where one is signed in."""

import re
from dataclasses import replace

import pyotp
import pytest
from fastapi.testclient import TestClient

from accounts import people
from accounts.attempts import FREE_TRIES
from config.signing_in import SignIn
from tests.desks import PASSWORD, Bench
from tests.web.browser import Browser, forms
from web.app import make_app
from web.signing_in.second import REFUSED

KEY = re.compile(r'<code class="key">([A-Z2-7 ]+)</code>')
RECOVERY = re.compile(r"<code>([0-9a-z-]{19})</code>")


def set_up(bench: Bench, browser: Browser) -> tuple[pyotp.TOTP, list[str]]:
    """The app, and the recovery codes that came with it."""
    page = browser.press("/account", "/account/app/begin", "Set it up")
    app = pyotp.TOTP(KEY.search(page.text)[1].replace(" ", ""))  # type: ignore[index]
    fields = forms(page.text)["/account/app/confirm"].fields
    page = browser.post("/account/app/confirm", {**fields, "code": app.at(bench.clock())})
    bench.clock.pass_by(minutes=2)
    return app, RECOVERY.findall(page.text)


def another(bench: Bench) -> Browser:
    return Browser(TestClient(make_app(bench.desk, bench.services.assistant), base_url="http://desk.test"))


def test_from_then_on_the_password_alone_opens_nothing(bench: Bench, mara: Browser) -> None:
    app, codes = set_up(bench, mara)
    assert len(codes) == 10
    elsewhere = another(bench)
    page = elsewhere.sign_in()
    assert page.url.path == "/sign-in/second"
    assert elsewhere.get("/review").url.path == "/sign-in"
    assert elsewhere.sign_in().url.path == "/sign-in/second"
    page = elsewhere.press("/sign-in/second", "/sign-in/second", "Go on", code=app.at(bench.clock()))
    assert page.url.path == "/review"


def test_the_key_and_the_recovery_codes_are_never_shown_again(bench: Bench, mara: Browser) -> None:
    app, codes = set_up(bench, mara)
    page = mara.get("/account").text
    assert not KEY.search(page)
    assert not any(secret in page for secret in (app.secret, *codes))
    assert "10 codes left" in page
    assert mara.get("/account/app/begin").status_code == 405


def test_a_recovery_code_stands_in_once(bench: Bench, mara: Browser) -> None:
    _, codes = set_up(bench, mara)
    elsewhere = another(bench)
    elsewhere.sign_in()
    assert elsewhere.press("/sign-in/second", "/sign-in/second", "Go on", code=codes[3]).url.path == "/review"
    elsewhere.press("/review", "/sign-out", "Sign out")
    elsewhere.sign_in()
    page = elsewhere.press("/sign-in/second", "/sign-in/second", "Go on", code=codes[3])
    assert page.status_code == 401
    assert REFUSED in page.text


def test_a_wrong_code_counts_as_a_wrong_password_and_the_password_does_not_forgive_it(
    bench: Bench, mara: Browser
) -> None:
    app, _ = set_up(bench, mara)
    elsewhere = another(bench)
    for _ in range(FREE_TRIES):
        elsewhere.sign_in()
        elsewhere.press("/sign-in/second", "/sign-in/second", "Go on", code="no code")
    assert elsewhere.sign_in().status_code == 401, "locked, though the password is right"
    bench.clock.pass_by(hours=2)
    elsewhere.sign_in()
    page = elsewhere.press("/sign-in/second", "/sign-in/second", "Go on", code=app.at(bench.clock()))
    assert page.url.path == "/review"


def test_the_second_step_is_over_after_minutes_and_in_no_other_browser(bench: Bench, mara: Browser) -> None:
    app, _ = set_up(bench, mara)
    elsewhere = another(bench)
    fields = forms(elsewhere.sign_in().text)["/sign-in/second"].fields
    assert another(bench).post("/sign-in/second", {**fields, "code": app.at(bench.clock())}).url.path == "/sign-in"
    bench.clock.pass_by(minutes=5)
    assert elsewhere.post("/sign-in/second", {**fields, "code": app.at(bench.clock())}).url.path == "/sign-in"


def test_a_wrong_first_code_turns_nothing_on(bench: Bench, mara: Browser) -> None:
    page = mara.press("/account", "/account/app/begin", "Set it up")
    fields = forms(page.text)["/account/app/confirm"].fields
    page = mara.post("/account/app/confirm", {**fields, "code": "000000"})
    assert page.status_code == 422
    assert "does not fit" in page.text
    assert another(bench).sign_in().url.path == "/review"


def test_setting_up_a_second_factor_signs_out_everywhere_else(bench: Bench, mara: Browser) -> None:
    elsewhere = another(bench)
    elsewhere.sign_in()
    set_up(bench, mara)
    assert elsewhere.get("/review").url.path == "/sign-in"
    assert mara.get("/review").url.path == "/review"


def test_what_changes_how_one_signs_in_wants_a_proof_of_the_last_minutes(bench: Bench, mara: Browser) -> None:
    set_up(bench, mara)
    bench.clock.pass_by(minutes=5)
    page = mara.press("/account", "/account/app/off", "Turn it off")
    assert page.url.path == "/prove"
    assert mara.press("/prove", "/prove", "Go on", password="not the password").status_code == 401
    assert mara.press("/account", "/account/app/off", "Turn it off").url.path == "/prove"
    assert mara.press("/prove", "/prove", "Go on", password=PASSWORD).url.path == "/account"
    page = mara.press("/account", "/account/app/off", "Turn it off")
    assert "asked for no more" in page.text
    assert another(bench).sign_in().url.path == "/review"


def test_proving_cannot_be_guessed_either(bench: Bench, mara: Browser) -> None:
    bench.clock.pass_by(minutes=6)
    for _ in range(FREE_TRIES):
        mara.press("/prove", "/prove", "Go on", password="not the password")
    assert mara.press("/prove", "/prove", "Go on", password=PASSWORD).status_code == 401


def test_another_password_signs_out_everywhere_else(bench: Bench, mara: Browser) -> None:
    elsewhere = another(bench)
    elsewhere.sign_in()
    page = mara.press("/account", "/account/password", "Change it", password="yet another password", again="another")
    assert "not the same" in page.text
    page = mara.press("/account", "/account/password", "Change it", password="short", again="short")
    assert "at least 12" in page.text
    new = "yet another password"
    page = mara.press("/account", "/account/password", "Change it", password=new, again=new)
    assert "signed out everywhere else" in page.text
    assert elsewhere.get("/review").url.path == "/sign-in"
    assert elsewhere.sign_in().status_code == 401
    assert elsewhere.sign_in(password=new).url.path == "/review"


def test_one_sees_where_one_is_signed_in_and_ends_it(bench: Bench, mara: Browser) -> None:
    elsewhere = another(bench)
    elsewhere.client.headers["user-agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    elsewhere.sign_in()
    page = mara.get("/account").text
    assert "Firefox on Linux" in page
    action = next(name for name in forms(page) if re.fullmatch(r"/account/sessions/\d+/end", name))
    assert "session is over" in mara.press("/account", action, "End").text
    assert elsewhere.get("/review").url.path == "/sign-in"
    elsewhere.sign_in()
    mara.press("/account", "/account/sessions/end-others", "End all others")
    assert elsewhere.get("/review").url.path == "/sign-in"
    assert mara.get("/review").url.path == "/review"


def with_settings(bench: Bench, sign_in: SignIn) -> Bench:
    settings = bench.desk.settings.model_copy(update={"sign_in": sign_in})
    return replace(bench, desk=replace(bench.desk, settings=settings))


def test_who_needs_a_second_factor_gets_nowhere_before_they_have_one(bench: Bench) -> None:
    strict = with_settings(bench, SignIn(require_second_factor=("consultant",), idle_minutes=720))
    browser = another(strict)
    page = browser.sign_in()
    assert page.url.path == "/account"
    assert "needs a second factor" in page.text
    assert browser.get("/review").url.path == "/account"
    set_up(strict, browser)
    assert browser.get("/review").url.path == "/review"
    page = browser.press("/account", "/account/app/off", "Turn it off")
    assert page.status_code == 409
    assert "Your role needs a second factor" in page.text


def test_a_page_that_refreshes_itself_keeps_no_session_open(bench: Bench) -> None:
    quick = with_settings(bench, SignIn(idle_minutes=30))
    browser = another(quick)
    browser.sign_in()
    for _ in range(6):
        bench.clock.pass_by(minutes=6)
        answer = browser.get("/review/queue", **{"hx-request": "true"})
    assert answer.status_code == 401
    browser.sign_in()
    for _ in range(6):
        bench.clock.pass_by(minutes=6)
        assert browser.get("/review").url.path == "/review"


def test_a_session_that_was_planted_before_signing_in_is_worth_nothing(bench: Bench, stranger: Browser) -> None:
    stranger.client.cookies.set("caseconsultant", "planted")
    page = stranger.sign_in()
    assert page.url.path == "/review"
    given = page.history[0].headers["set-cookie"]
    assert "planted" not in given
    thief = another(bench)
    thief.client.cookies.set("caseconsultant", "planted")
    assert thief.get("/review").url.path == "/sign-in"


@pytest.mark.parametrize("then", ["//evil.example", "https://evil.example/review", "/review/../x", "/account/../x"])
def test_the_second_step_leads_nowhere_else_either(bench: Bench, mara: Browser, then: str) -> None:
    app, _ = set_up(bench, mara)
    elsewhere = another(bench)
    elsewhere.post("/sign-in", {"email": "mara@desk.example", "password": PASSWORD, "then": then})
    fields = forms(elsewhere.get(f"/sign-in/second?then={then}").text)["/sign-in/second"].fields
    page = elsewhere.post("/sign-in/second", {**fields, "then": then, "code": app.at(bench.clock())})
    assert (page.url.host, page.url.path) == ("desk.test", "/review")


def test_a_lost_telephone_is_taken_off_the_account(bench: Bench, mara: Browser) -> None:
    from accounts import second_factor

    set_up(bench, mara)
    with bench.desk.transaction() as session:
        person = people.known(session, "mara@desk.example")
        second_factor.forget(session, person.id)
    assert another(bench).sign_in().url.path == "/review"


def test_strangers_who_try_many_addresses_wait_whatever_they_ask_for(bench: Bench) -> None:
    app = make_app(bench.desk, bench.services.assistant)
    guesser = Browser(TestClient(app, base_url="http://desk.test", client=("192.0.2.7", 1)))
    for number in range(20):
        assert guesser.sign_in(email=f"n{number}@desk.example").status_code == 401
    assert guesser.sign_in().status_code == 429
    assert guesser.sign_in(email="n99@desk.example").status_code == 429
    others = Browser(TestClient(app, base_url="http://desk.test", client=("192.0.2.8", 1)))
    assert others.sign_in().url.path == "/review"
    bench.clock.pass_by(minutes=11)
    assert guesser.sign_in().url.path == "/review"
