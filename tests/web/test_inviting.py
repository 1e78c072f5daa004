"""Invitations and forgotten passwords: links that open a page, work once, and die with the role or a newer link."""

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from fastapi.testclient import TestClient

from accounts import people
from accounts.clients import add_organisation
from accounts.people import add_person
from accounts.roles import Role
from config.sections import Web
from consultations import inviting
from consultations.models import OutKind
from tests.desks import PASSWORD, Bench
from tests.web.browser import Browser, forms
from tests.web.test_forged_forms import everything
from web.app import make_app
from web.signing_in.links import ASKED

LINK = re.compile(r"https?://desk\.test(/link/[\w-]+)")
NEW = "yet another password"


@pytest.fixture
def open_desk(bench: Bench) -> Bench:
    """With an address that people reach, and a lead."""
    settings = bench.desk.settings.model_copy(update={"web": Web(public_url="http://desk.test")})
    with bench.desk.transaction() as session:
        add_person(session, "Lea Brandt", "lea@desk.example", PASSWORD, role=Role.LEAD)
    desk = replace(bench.desk, settings=settings)
    return replace(bench, desk=desk, services=replace(bench.services, desk=desk))


@pytest.fixture
def lea(open_desk: Bench) -> Iterator[Browser]:
    with TestClient(make_app(open_desk.desk, open_desk.services.assistant), base_url="http://desk.test") as client:
        browser = Browser(client)
        assert browser.sign_in(email="lea@desk.example").url.path == "/review"
        yield browser


@pytest.fixture
def stranger(open_desk: Bench) -> Iterator[Browser]:
    with TestClient(make_app(open_desk.desk, open_desk.services.assistant), base_url="http://desk.test") as client:
        yield Browser(client)


def mailed(bench: Bench) -> list[tuple[str, str]]:
    """Recipient and link of every mail that went out with one."""
    bench.work()
    found = []
    for content, recipients in bench.transport.delivered:
        mail = message_from_bytes(content, policy=policy.default)
        body = mail.get_body(("plain",))
        link = LINK.search(body.get_content() if body else "")
        if link:
            found.append((recipients[0], link[1]))
    return found


def invite(lea: Browser, **more: str) -> None:
    fields = {"name": "Noor Aziz", "email": "noor@desk.example", "role": "consultant", **more}
    page = lea.press("/people", "/people/invite", "Mail the invitation", **fields)
    assert "on its way" in page.text, page.text


def choose(browser: Browser, link: str, password: str = NEW) -> int:
    page = browser.get(link)
    if page.status_code != 200:
        return page.status_code
    return browser.post(link, {**forms(page.text)[link].fields, "password": password, "again": password}).status_code


def test_somebody_is_invited_chooses_a_password_and_signs_in(open_desk: Bench, lea: Browser, stranger: Browser) -> None:
    invite(lea)
    [(recipient, link)] = mailed(open_desk)
    assert recipient == "noor@desk.example"
    assert 'href="/people"' in lea.get("/review").text
    assert 'href="/people"' in lea.get("/account").text
    assert "Invited" in lea.get("/people").text
    assert stranger.sign_in(email="noor@desk.example", password="").status_code == 401
    page = stranger.press(link, link, "Set it", password=NEW, again=NEW)
    assert "Your password is set" in page.text
    assert stranger.sign_in(email="noor@desk.example", password=NEW).url.path == "/review"
    assert choose(stranger, link) == 404, "a link works once"


def test_the_letter_says_that_no_person_wrote_it_and_lies_sealed(open_desk: Bench, lea: Browser) -> None:
    invite(lea)
    [(_, link)] = mailed(open_desk)
    content = open_desk.transport.delivered[-1][0]
    assert b"Auto-Submitted: auto-replied" in content
    [row] = open_desk.outbound()
    assert row.kind is OutKind.NOTICE
    secret = link.rpartition("/")[2].encode()
    with open_desk.desk.database.read.connect() as connection:
        dumped = b"\n".join(line.encode() for line in connection.connection.driver_connection.iterdump())  # type: ignore[union-attr]
    assert secret not in dumped
    assert secret.hex().upper().encode() not in dumped


def test_opening_a_link_a_hundred_times_changes_nothing(open_desk: Bench, lea: Browser, stranger: Browser) -> None:
    invite(lea)
    [(_, link)] = mailed(open_desk)
    before = everything(open_desk)
    for _ in range(100):
        assert stranger.get(link).status_code == 200
        stranger.client.head(link)
    assert everything(open_desk) == before
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "http://evil.example"}):
        assert stranger.client.post(link, data={"password": NEW, "again": NEW}, headers=headers).status_code == 403
    assert stranger.post(link, {"password": NEW, "again": NEW}).status_code == 403, "without the page's token"
    assert everything(open_desk) == before
    assert choose(stranger, link) == 200


def test_a_link_dies_with_its_time_a_newer_one_the_role_and_a_lock(
    open_desk: Bench, lea: Browser, stranger: Browser
) -> None:
    invite(lea)
    [(_, first)] = mailed(open_desk)
    again = next(name for name in forms(lea.get("/people").text) if re.fullmatch(r"/people/\d+/invite", name))
    lea.press("/people", again, "Invite again")
    second = mailed(open_desk)[-1][1]
    assert choose(stranger, first) == 404
    assert stranger.get(second).status_code == 200
    open_desk.clock.pass_by(hours=73)
    assert choose(stranger, second) == 404
    lea.sign_in(email="lea@desk.example")
    lea.press("/people", again, "Invite again")
    third = mailed(open_desk)[-1][1]
    with open_desk.desk.transaction() as session:
        people.change_role(session, "noor@desk.example", Role.OPERATOR)
    assert choose(stranger, third) == 404
    lea.press("/people", again, "Invite again")
    fourth = mailed(open_desk)[-1][1]
    with open_desk.desk.transaction() as session:
        people.lock_person(session, "noor@desk.example")
    assert choose(stranger, fourth) == 404


def test_a_password_that_is_refused_leaves_the_link_good(open_desk: Bench, lea: Browser, stranger: Browser) -> None:
    invite(lea)
    [(_, link)] = mailed(open_desk)
    assert choose(stranger, link, "short") == 422
    assert choose(stranger, link) == 200


def test_a_forgotten_password_is_chosen_anew_and_every_session_ends(open_desk: Bench, stranger: Browser) -> None:
    stranger.sign_in()
    elsewhere = Browser(TestClient(make_app(open_desk.desk, open_desk.services.assistant), base_url="http://desk.test"))
    page = elsewhere.press("/forgotten", "/forgotten", "Mail me a link", email=" Mara@desk.example")
    assert ASKED in page.text
    [(recipient, link)] = mailed(open_desk)
    assert recipient == "mara@desk.example"
    assert stranger.get("/review").url.path == "/review", "asking alone changes nothing"
    assert choose(elsewhere, link) == 200
    assert stranger.get("/review").url.path == "/sign-in"
    assert elsewhere.sign_in().status_code == 401
    assert elsewhere.sign_in(password=NEW).url.path == "/review"


def test_it_reads_the_same_for_everybody_and_mails_once_in_a_quarter_of_an_hour(
    open_desk: Bench, stranger: Browser
) -> None:
    with open_desk.desk.transaction() as session:
        people.lock_person(session, "lea@desk.example")
    asked = ("mara@desk.example", "lea@desk.example", "nobody@desk.example", "", "no address", "mara@desk.example")
    pages = {stranger.post("/forgotten", {"email": email}).text for email in asked}
    assert len(pages) == 1
    assert [recipient for recipient, _ in mailed(open_desk)] == ["mara@desk.example"]
    open_desk.clock.pass_by(minutes=16)
    stranger.post("/forgotten", {"email": "mara@desk.example"})
    assert len(mailed(open_desk)) == 2


def test_the_answer_leaves_before_anybody_is_looked_up(
    open_desk: Bench, stranger: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_given: object) -> None:
        raise RuntimeError("looked up")

    monkeypatch.setattr(inviting, "forgotten", fails)
    with pytest.raises(RuntimeError, match="looked up"):  # after the response, where the task runs
        stranger.post("/forgotten", {"email": "mara@desk.example"})


def test_without_a_public_address_the_page_says_what_to_set(bench: Bench) -> None:
    with bench.desk.transaction() as session:
        add_person(session, "Lea Brandt", "lea@desk.example", PASSWORD, role=Role.LEAD)
    browser = Browser(TestClient(make_app(bench.desk, bench.services.assistant), base_url="http://desk.test"))
    browser.sign_in(email="lea@desk.example")
    assert "public_url" in browser.get("/people").text
    token = forms(browser.get("/people").text)["/sign-out"].fields
    page = browser.post("/people/invite", {**token, "name": "X", "email": "x@desk.example", "role": "lead"})
    assert page.status_code == 422
    assert "CASECONSULTANT_WEB__PUBLIC_URL" in page.text
    assert "public_url" in browser.get("/forgotten").text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": "no address"}, "no mail address"),
        ({"email": "mara@desk.example"}, "already"),
        ({"role": "client"}, "no organisation called"),
        ({"role": "king"}, "Choose a role"),
        ({"name": " "}, "needs a name"),
    ],
)
def test_what_cannot_be_invited_is_told_and_kept_in_the_form(
    open_desk: Bench, lea: Browser, fields: dict[str, str], sentence: str
) -> None:
    given = {"name": "Noor", "email": "noor@desk.example", "role": "lead", "credential": "CCS", **fields}
    page = lea.press("/people", "/people/invite", "Mail the invitation", **given)
    assert page.status_code == 422
    assert sentence in page.text
    assert 'value="CCS"' in page.text
    assert mailed(open_desk) == []


def test_a_client_is_invited_and_sees_their_own_cases_alone(open_desk: Bench, lea: Browser, stranger: Browser) -> None:
    number = open_desk.ask().number
    invite(lea, email="dana@lakeside.example", role="client", organisation="Lakeside")
    choose(stranger, mailed(open_desk)[-1][1])
    page = stranger.sign_in(email="dana@lakeside.example", password=NEW)
    assert page.url.path == "/cases"
    assert number in page.text
    assert "Being worked on" in page.text
    assert 'href="/cases"' in page.text
    assert 'href="/review"' not in page.text
    assert "E11.22" not in page.text

    with open_desk.desk.transaction() as session:
        other = add_organisation(session, "Hillside", "practice", ())
        add_person(session, "Hal", "hal@hill.example", PASSWORD, role=Role.CLIENT, organisation=other)
    hal = Browser(TestClient(make_app(open_desk.desk, open_desk.services.assistant), base_url="http://desk.test"))
    page = hal.sign_in(email="hal@hill.example")
    assert page.url.path == "/cases"
    assert number not in page.text


def test_people_are_locked_unlocked_and_given_roles_by_others(
    open_desk: Bench, lea: Browser, stranger: Browser
) -> None:
    stranger.sign_in()
    page = lea.get("/people").text
    row = re.search(r"/people/(\d+)/lock", page)
    assert row is not None
    assert "signed out everywhere" in lea.press("/people", f"/people/{row[1]}/role", "Change", role="operator").text
    assert stranger.get("/review").url.path == "/sign-in"
    stranger.sign_in()
    lea.press("/people", f"/people/{row[1]}/lock", "Lock")
    assert stranger.get("/review").url.path == "/sign-in"
    assert stranger.sign_in().status_code == 401
    lea.press("/people", f"/people/{row[1]}/unlock", "Unlock")
    assert stranger.sign_in().url.path == "/review"


def test_nobody_locks_or_changes_themselves(open_desk: Bench, lea: Browser) -> None:
    with open_desk.desk.database.reading() as session:
        me = people.person_by_email(session, "lea@desk.example")
    assert me is not None
    token = forms(lea.get("/people").text)["/sign-out"].fields
    for act in ("lock", "role", "forget-factors"):
        page = lea.post(f"/people/{me.id}/{act}", {**token, "role": "consultant"})
        assert page.status_code == 409
        assert "Nobody does that to themselves" in page.text
    assert lea.get("/people").status_code == 200
