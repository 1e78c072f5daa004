"""Debian's Chromium, and a consultant who has signed in with it."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from tests.desks import PASSWORD
from tests.servers.fixtures import left_out

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    found = shutil.which("chromium")
    if found is None:
        left_out("chromium is not installed (the Debian package chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield browser
        browser.close()


def _ends_with_its_page(request: Request) -> bool:
    """The stream of events has no other end, and a browser calls that a failure."""
    return request.url.endswith("/review/events")


def open_page(chromium: Browser, address: str, complaints: list[str], *, scripts: bool = True) -> Page:
    """A page of a signed-in consultant; `complaints` gets whatever the browser complains about, CSP too."""
    page = chromium.new_context(java_script_enabled=scripts, viewport={"width": 1440, "height": 900}).new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "requestfailed", lambda request: complaints.append(request.url) if not _ends_with_its_page(request) else None
    )
    page.goto(f"{address}/review")
    page.fill("#email", "mara@desk.example")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url("**/review")
    return page
