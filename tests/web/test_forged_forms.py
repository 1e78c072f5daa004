"""Forms that are not ours change nothing; nor does any GET."""

import hashlib

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import MetaData, select

from tests.desks import Bench
from tests.web.browser import Browser, forms
from web.app import make_app


def everything(bench: Bench) -> str:
    """A hash over every row of every table."""
    with bench.desk.database.read.connect() as connection:
        tables = MetaData()
        tables.reflect(connection)
        rows = [
            repr(row) for table in tables.sorted_tables for row in connection.execute(select(table).order_by(*table.c))
        ]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def routes(number: str, mail_id: int) -> list[str]:
    decisions = ("amend", "approve", "decline", "ask", "redraft", "undo")
    return [*(f"/review/{number}/{name}" for name in decisions), f"/held/{mail_id}/release", f"/held/{mail_id}/refuse"]


@pytest.fixture
def number(bench: Bench) -> str:
    return bench.ask().number


def form_of(mara: Browser, number: str) -> dict[str, str]:
    return forms(mara.get(f"/review/{number}").text)["decision"].fields


def test_every_form_from_another_site_is_refused(bench: Bench, mara: Browser, number: str) -> None:
    fields = {**form_of(mara, number), "question": "x", "decline_reason": "x"}
    before = everything(bench)
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": "http://desk.test"},
        {"origin": "http://evil.example"},
        {"origin": "https://desk.test"},
        {"origin": "null"},
    ):
        for path in (*routes(number, 1), "/sign-out", "/sign-in"):
            assert mara.client.post(path, data=fields, headers=headers).status_code == 403, (path, headers)
    assert everything(bench) == before


def test_every_form_without_the_sessions_token_is_refused(bench: Bench, mara: Browser, number: str) -> None:
    fields = form_of(mara, number)
    other = Browser(TestClient(make_app(bench.desk, bench.services.assistant), base_url="http://desk.test"))
    other.sign_in()
    others = forms(other.get(f"/review/{number}").text)["decision"].fields["token"]
    before = everything(bench)
    for forged in ("", "0" * 64, others, fields["token"][:-1], "é"):
        for path in (*routes(number, 1), "/sign-out"):
            answer = mara.post(path, {**fields, "token": forged})
            assert answer.status_code == 403, (path, forged)
            assert "earlier session" in answer.text
    assert mara.post(f"/review/{number}/approve", {}).status_code == 403
    assert everything(bench) == before


@pytest.mark.parametrize(
    "headers", [{}, {"origin": "http://desk.test"}, {"sec-fetch-site": "same-origin", "origin": "null"}]
)
def test_our_own_forms_are_taken(bench: Bench, mara: Browser, number: str, headers: dict[str, str]) -> None:
    answer = mara.client.post(f"/review/{number}/approve", data=form_of(mara, number), headers=headers)
    assert answer.status_code == 200
    assert bench.case(number).state == "approved"


def test_no_get_changes_anything(bench: Bench, mara: Browser, number: str) -> None:
    bench.take_in(bench.mail(), source="open")
    bench.work()
    pages = ["/", "/review", "/sign-in", "/review/queue", "/healthz", f"/review/{number}/preview/mail"]
    pages += [f"/review?tab={tab}" for tab in ("review", "waiting", "held", "sent", "failed", "nonsense")]
    pages += [f"/review/{number}{rest}" for rest in ("", "?view=changes", "/preview", "/news", "?done=approved")]
    before = everything(bench)
    for path in (*pages, *routes(number, 1)):
        for method in ("GET", "HEAD", "OPTIONS"):
            mara.client.request(method, path)
    assert everything(bench) == before


def test_decisions_are_not_taken_by_get(mara: Browser, number: str) -> None:
    for path in (*routes(number, 1), "/sign-out"):
        assert mara.get(path).status_code == 405, path


def test_a_form_in_another_encoding_or_without_measure_is_refused(bench: Bench, mara: Browser, number: str) -> None:
    fields = form_of(mara, number)
    address = f"/review/{number}/approve"
    same = {"sec-fetch-site": "same-origin"}
    assert mara.client.post(address, json=fields, headers=same).status_code == 415
    assert mara.client.post(address, files={"token": b"x"}, headers=same).status_code == 415
    assert mara.client.post(address, data={**fields, "reason": "x" * 1_000_001}, headers=same).status_code == 413
    many = "&".join(f"a{index}=1" for index in range(2_001))
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert mara.client.post(address, content=many, headers={**same, **kind}).status_code == 413
    assert bench.case(number).state == "in_review"
