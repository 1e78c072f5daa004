"""Every route, every role, foreign ids: made from the routes themselves, so that a new one cannot escape."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.routing import Mount

from accounts.clients import organisation_named
from accounts.people import add_person
from accounts.roles import May, Role, may
from tests.desks import PASSWORD, Bench
from tests.web.browser import SAME_ORIGIN, Browser, forms
from web import forgery
from web.app import make_app
from web.signing_in import Anybody, Opens, Sends

Rule = Anybody | Opens | Sends

FOREIGN = {
    "number": "CC-ZZZZZ9",
    "mail_id": "9007199254740991",
    "session_id": "9007199254740991",
    "passkey_id": "9007199254740991",
    "person_id": "9007199254740991",
    "token": "A" * 43,
}
"""For each name of a part of a path, an id of nobody's, or of somebody else's. A new name needs its line here."""


def rules_of(dependant: Dependant) -> list[Rule]:
    own = [dependant.call] if isinstance(dependant.call, (Anybody, Opens, Sends)) else []
    return [*own, *(rule for sub in dependant.dependencies for rule in rules_of(sub))]


def api_routes(app: FastAPI) -> list[APIRoute]:
    found: list[APIRoute] = []
    for route in app.routes:
        if isinstance(route, Mount):
            assert route.path == "/static", "only the static files stand outside of the table"
            continue
        routes = getattr(getattr(route, "original_router", None), "routes", [route])
        for inner in routes:
            assert isinstance(inner, APIRoute), inner
            found.append(inner)
    return found


@pytest.fixture
def app(bench: Bench) -> FastAPI:
    made = make_app(bench.desk, bench.services.assistant)
    made.state.pulse.stopping.set()  # the stream of events ends at once instead of after minutes
    return made


def test_every_route_says_once_who_may_come(app: FastAPI) -> None:
    routes = api_routes(app)
    assert len(routes) > 20
    for route in routes:
        assert len(set(map(id, rules_of(route.dependant)))) == 1, f"{route.path} needs one of Anybody, Opens and Sends"


def test_what_changes_something_is_a_form_and_what_shows_something_is_none(app: FastAPI) -> None:
    for route in api_routes(app):
        rule = rules_of(route.dependant)[0]
        if not isinstance(rule, Anybody):
            assert isinstance(rule, Sends) == (route.methods == {"POST"}), route.path


@pytest.fixture
def browsers(bench: Bench, app: FastAPI) -> Iterator[dict[str, Browser]]:
    """One of each role, and a stranger."""
    with bench.desk.transaction() as session:
        lakeside = organisation_named(session, "Lakeside")
        for role in Role:
            belongs = lakeside if role is Role.CLIENT else None
            add_person(session, "X", f"{role}@x.example", PASSWORD, role=role, organisation=belongs)
    found = {"stranger": Browser(TestClient(app, base_url="http://desk.test"))}
    for role in Role:
        browser = Browser(TestClient(app, base_url="http://desk.test"))
        assert browser.sign_in(email=f"{role}@x.example").history[0].status_code == 303
        found[role] = browser
    yield found
    for browser in found.values():
        browser.client.close()


def test_with_a_foreign_id_there_is_sign_in_for_strangers_and_nothing_for_everybody_else(
    bench: Bench, app: FastAPI, browsers: dict[str, Browser]
) -> None:
    tried = 0
    for route in api_routes(app):
        rule = rules_of(route.dependant)[0]
        path = route.path.format_map(FOREIGN)
        for who, browser in browsers.items():
            fields = {"token": forgery.token(bench.desk, browser.client.cookies.get("caseconsultant") or "")}
            for method in route.methods or ():
                answer = browser.client.request(
                    method,
                    path,
                    data=fields if method == "POST" else None,
                    headers=SAME_ORIGIN,
                    follow_redirects=False,
                )
                said = (route.path, method, who, answer.status_code)
                tried += 1
                if isinstance(rule, Anybody):
                    assert answer.status_code < 500, said
                elif who == "stranger":
                    assert answer.status_code == 303, said
                    assert answer.headers["location"].startswith("/sign-in"), said
                elif not may(Role(who), rule.act):
                    told = isinstance(rule, Sends) and rule.refusal and may(Role(who), May.LOOK)
                    assert answer.status_code == (403 if told else 404), said
                elif "{" in route.path and not (rule.act is May.SORT_MAIL and answer.status_code == 409):
                    assert answer.status_code == 404, said
                if route.path == "/sign-out" and who != "stranger":
                    browser.sign_in(email=f"{who}@x.example")
    assert tried > 150


def test_a_client_finds_nothing_of_the_desk(bench: Bench, browsers: dict[str, Browser]) -> None:
    number = bench.ask().number
    client = browsers[Role.CLIENT]
    for path in ("/review", f"/review/{number}", f"/review/{number}/preview", "/review/queue", "/review?tab=held"):
        page = client.get(path)
        assert page.status_code == 404, path
        assert number not in page.text.replace(path, "")


def test_an_operator_is_told_who_decides(bench: Bench, browsers: dict[str, Browser]) -> None:
    number = bench.ask().number
    page = browsers[Role.OPERATOR].press(f"/review/{number}", "decision", "Approve")
    assert page.status_code == 403
    assert forms(page.text) == {}
