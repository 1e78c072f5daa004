"""The console in a real browser: with keys and without any script, and for people who use neither mouse nor eyes."""

import threading
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser

from tests.desks import Bench
from tests.web.chromium import open_page
from web.app import make_app
from web.server import serve

pytestmark = pytest.mark.servers


def served(app: FastAPI) -> Iterator[str]:
    """The address of a console on a free port; stops with the test."""
    stop, ready, ports = threading.Event(), threading.Event(), list[int]()

    def listening(port: int) -> None:
        ports.append(port)
        ready.set()

    thread = threading.Thread(target=serve, args=(app, "127.0.0.1", 0, stop, listening))
    thread.start()
    try:
        assert ready.wait(10)
        yield f"http://127.0.0.1:{ports[0]}"
    finally:
        stop.set()
        thread.join(15)
        assert not thread.is_alive()


@pytest.fixture
def address(bench: Bench) -> Iterator[str]:
    yield from served(make_app(bench.desk, bench.services.assistant))


def test_a_consultant_goes_to_the_next_case_and_approves_it_by_keys(
    bench: Bench, chromium: Browser, address: str
) -> None:
    number = bench.ask().number
    complaints: list[str] = []
    page = open_page(chromium, address, complaints)
    page.keyboard.press("n")
    page.wait_for_url(f"**/review/{number}")
    page.keyboard.press("q")
    assert page.evaluate("document.activeElement.id") == "question"
    page.keyboard.type("nj?")
    assert page.url.endswith(number), "letters typed into a field are letters"
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/review/{number}?done=approved")
    assert page.locator(".notice.ok").inner_text() == "Approved. The answer is on its way."
    bench.work()
    assert bench.case(number).state == "answered"
    assert complaints == []


def test_a_consultant_amends_and_approves_without_any_script(bench: Bench, chromium: Browser, address: str) -> None:
    number = bench.ask().number
    complaints: list[str] = []
    page = open_page(chromium, address, complaints, scripts=False)
    page.click(f"#queue a[href='/review/{number}']")
    page.fill("#headline", "Report E11.22 alone.")
    page.get_by_role("button", name="Save changes").click()
    assert "Saved as a new draft" in page.locator(".notice.ok").inner_text()
    page.get_by_role("button", name="Approve and send").click()
    assert "Approved" in page.locator(".notice.ok").inner_text()
    bench.work()
    assert b"Report E11.22 alone." in bench.transport.delivered[-1][0]
    assert complaints == []


def test_the_queue_and_the_case_notice_what_happens_elsewhere(bench: Bench, chromium: Browser, address: str) -> None:
    first = bench.ask().number
    complaints: list[str] = []
    page = open_page(chromium, address, complaints)
    page.clock.install()
    page.goto(f"{address}/review/{first}")
    page.fill("#summary", "Typed and not saved.")
    second = bench.ask("I10?").number
    bench.take_in(bench.mail("And I10?", in_reply_to="<m1@lakeside.example>"))
    bench.work()
    page.clock.fast_forward("00:30")
    page.wait_for_selector(f"#queue a[href='/review/{second}']")
    page.wait_for_selector("#news .notice")
    assert "This case changed" in page.locator("#news").inner_text()
    assert page.input_value("#summary") == "Typed and not saved."
    assert complaints == []


def test_a_hostile_mail_runs_nothing_and_asks_nobody(bench: Bench, chromium: Browser, address: str) -> None:
    hostile = "<script>document.title='owned'</script><img src='http://evil.example/x.png' onerror=alert(1)>"
    number = bench.ask(f"E11.22 {hostile}", subject=hostile).number
    complaints: list[str] = []
    page = open_page(chromium, address, complaints)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for rest in ("", "/preview"):
        page.goto(f"{address}/review/{number}{rest}")
        page.wait_for_load_state("load")
    assert [url for url in asked if not url.startswith(address)] == []
    assert "owned" not in page.title().partition(":")[0]
    assert complaints == []


@pytest.mark.parametrize("width", [390, 768, 1100, 1440])
def test_no_page_is_wider_than_its_window(bench: Bench, chromium: Browser, address: str, width: int) -> None:
    number = bench.ask("E11.22 with I10", subject="A long subject without end " * 6).number
    page = open_page(chromium, address, [])
    page.set_viewport_size({"width": width, "height": 844})
    for path in ("/review", "/review?tab=held", f"/review/{number}", f"/review/{number}/preview"):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
