"""Passkeys in a real browser, with an authenticator that the browser itself plays; and what is refused."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page
from sqlmodel import select

from accounts import passkeys, steps
from accounts.sign_in_models import Passkey
from config.signing_in import SignIn
from tests.desks import PASSWORD, Bench
from tests.web.test_account import with_settings
from tests.web.test_in_chromium import served
from web.app import make_app

pytestmark = pytest.mark.servers


@pytest.fixture
def address(bench: Bench) -> Iterator[str]:
    for found in served(make_app(bench.desk, bench.services.assistant)):
        yield found.replace("127.0.0.1", "localhost")


class Device:
    """A browser of its own, with an authenticator."""

    def __init__(self, chromium: Browser, address: str, *, verifies: bool = True) -> None:
        self.context: BrowserContext = chromium.new_context(viewport={"width": 1000, "height": 900})
        self.page: Page = self.context.new_page()
        self.address = address
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self._heard(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.cdp: CDPSession = self.context.new_cdp_session(self.page)
        self.cdp.send("WebAuthn.enable")
        self.authenticator = self.cdp.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": verifies,
                    "isUserVerified": verifies,
                    "automaticPresenceSimulation": True,
                }
            },
        )["authenticatorId"]

    def _heard(self, text: str) -> None:
        if "401" not in text:  # a refused sign-in is no mistake of the page
            self.complaints.append(text)

    def credentials(self) -> list[dict[str, Any]]:
        given = self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.authenticator})
        return list(given["credentials"])

    def sign_in(self) -> None:
        self.page.goto(f"{self.address}/sign-in")
        self.page.fill("#email", "mara@desk.example")
        self.page.fill("#password", PASSWORD)
        self.page.press("#password", "Enter")

    def add_passkey(self, name: str) -> None:
        self.page.goto(f"{self.address}/account")
        self.page.fill("#key-name", name)
        self.page.get_by_role("button", name="Add a passkey").click()

    def sign_out(self) -> None:
        self.page.goto(f"{self.address}/account")
        self.page.get_by_role("button", name="Sign out").click()
        self.page.wait_for_url("**/sign-in")

    def use_passkey(self) -> None:
        self.page.goto(f"{self.address}/sign-in")
        self.page.get_by_role("button", name="Sign in with a passkey").click()


@pytest.fixture
def device(chromium: Browser, address: str) -> Iterator[Device]:
    made = Device(chromium, address)
    yield made
    made.context.close()


def kept(bench: Bench) -> list[Passkey]:
    with bench.desk.database.reading() as session:
        return list(session.exec(select(Passkey)))


def enrol(device: Device, name: str = "Laptop") -> None:
    device.sign_in()
    device.page.wait_for_url("**/review")
    device.add_passkey(name)
    device.page.get_by_role("heading", name="Your recovery codes").wait_for()


def test_a_passkey_alone_signs_in_with_two_factors(bench: Bench, device: Device) -> None:
    enrol(device)
    [passkey] = kept(bench)
    assert passkey.name == "Laptop"
    device.sign_out()
    device.use_passkey()
    device.page.wait_for_url("**/review")
    device.page.goto(f"{device.address}/account")
    assert "By passkey since" in device.page.locator(".rows").last.inner_text()
    assert kept(bench)[0].sign_count > passkey.sign_count
    assert device.complaints == []


def test_a_password_alone_opens_nothing_any_more(bench: Bench, device: Device, chromium: Browser) -> None:
    enrol(device)
    other = Device(chromium, device.address)
    other.sign_in()
    other.page.wait_for_url("**/sign-in/second")
    assert other.page.get_by_role("button", name="Use a passkey").is_visible()
    other.context.close()
    device.sign_out()
    device.sign_in()
    device.page.wait_for_url("**/sign-in/second")
    device.page.get_by_role("button", name="Use a passkey").click()
    device.page.wait_for_url("**/review")


def test_several_passkeys_have_names_and_are_removed_one_by_one(
    bench: Bench, device: Device, chromium: Browser
) -> None:
    enrol(device)
    device.page.goto(f"{device.address}/account")
    device.add_passkey("Laptop again")
    device.page.locator("[data-told]:visible").wait_for()
    assert "has a passkey for you already" in device.page.locator("[data-told]:visible").inner_text()
    other = Device(chromium, device.address)
    other.context.add_cookies(device.context.cookies())  # type: ignore[arg-type]
    other.add_passkey("Telephone")
    other.page.wait_for_url("**/account?done=passkey")
    assert [passkey.name for passkey in kept(bench)] == ["Laptop", "Telephone"]
    other.page.get_by_role("button", name="Remove the passkey Laptop").click()
    other.page.wait_for_url("**/account?done=passkey_off")
    assert [passkey.name for passkey in kept(bench)] == ["Telephone"]
    device.sign_out()
    device.use_passkey()
    device.page.get_by_text("That passkey opens nothing here").wait_for()
    other.context.close()


def test_an_authenticator_that_verifies_nobody_is_refused(bench: Bench, chromium: Browser, address: str) -> None:
    device = Device(chromium, address, verifies=False)
    device.sign_in()
    device.page.wait_for_url("**/review")
    device.add_passkey("Button")
    device.page.locator("[data-told]:visible").wait_for()
    assert kept(bench) == []
    device.context.close()


def test_a_copy_of_a_passkey_is_found_by_its_counter(bench: Bench, device: Device, chromium: Browser) -> None:
    enrol(device)
    [credential] = device.credentials()
    device.sign_out()
    device.use_passkey()
    device.page.wait_for_url("**/review")
    copy = Device(chromium, device.address)
    copy.cdp.send("WebAuthn.addCredential", {"authenticatorId": copy.authenticator, "credential": credential})
    copy.use_passkey()
    copy.page.get_by_text("That passkey opens nothing here").wait_for()
    copy.context.close()


def test_a_locked_person_is_not_let_in_by_a_passkey(bench: Bench, device: Device) -> None:
    from accounts import people

    enrol(device)
    device.sign_out()
    with bench.desk.transaction() as session:
        people.lock_person(session, "mara@desk.example")
    device.use_passkey()
    device.page.get_by_text("That passkey opens nothing here").wait_for()


def test_changing_passkeys_wants_a_proof_which_a_passkey_gives(bench: Bench, device: Device) -> None:
    enrol(device)
    bench.clock.pass_by(minutes=6)
    device.add_passkey("Another")
    device.page.wait_for_url("**/prove")
    device.page.get_by_role("button", name="Use a passkey").click()
    device.page.wait_for_url("**/account?done=proved")


def test_an_answer_is_taken_once_in_time_and_for_its_own_challenge(bench: Bench, device: Device) -> None:
    enrol(device)
    device.sign_out()
    party = passkeys.RelyingParty("localhost", "CaseConsultant", device.address)
    now = bench.clock()

    def begun() -> tuple[str, str]:
        with bench.desk.transaction() as session:
            return passkeys.begin_using(session, party, now)

    def used(secret: str, answer: str, later: timedelta = timedelta()) -> int | None:
        with bench.desk.transaction() as session:
            return passkeys.used(session, party, secret, answer, now + later)

    def answered(options: str) -> str:
        script = (
            "async (asked) => JSON.stringify(await navigator.credentials.get("
            "{publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked)}))"
        )
        return str(device.page.evaluate(script, json.loads(options)))

    options, secret = begun()
    answer = answered(options)
    another = begun()[1]
    assert used(another, answer) is None, "of another challenge"
    assert used(secret, answer) is not None
    assert used(secret, answer) is None, "a second time"
    options, secret = begun()
    assert used(secret, answered(options), steps.LASTS) is None, "too late"
    options, secret = begun()
    forged = json.loads(answered(options))
    signature = bytearray(base64.urlsafe_b64decode(forged["response"]["signature"] + "=="))
    signature[-1] ^= 1
    forged["response"]["signature"] = base64.urlsafe_b64encode(bytes(signature)).decode().rstrip("=")
    assert used(secret, json.dumps(forged)) is None, "with another signature"
    for nonsense in (
        "",
        "{}",
        "[]",
        "null",
        '{"id": 1}',
        '{"id": "AAAA"}',
        "[" * 100_000,
        '{"id":"%s"}' % ("A" * 30_000),
    ):
        assert used(begun()[1], nonsense) is None


def test_without_a_script_no_passkey_is_offered_and_the_rest_works(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    assert page.get_by_role("button", name="passkey").count() == 0
    page.fill("#email", "mara@desk.example")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url("**/review")
    page.goto(f"{address}/account")
    assert page.get_by_text("Adding one needs JavaScript").is_visible()
    context.close()


def test_who_must_have_a_second_factor_gets_in_with_a_passkey(bench: Bench, chromium: Browser) -> None:
    strict = with_settings(bench, SignIn(require_second_factor=("consultant",), idle_minutes=720))
    for found in served(make_app(strict.desk, strict.services.assistant)):
        device = Device(chromium, found.replace("127.0.0.1", "localhost"))
        device.sign_in()
        device.page.wait_for_url("**/account")
        device.add_passkey("Laptop")
        device.page.get_by_role("heading", name="Your recovery codes").wait_for()
        device.page.goto(f"{device.address}/review")
        assert device.page.url.endswith("/review")
        device.page.goto(f"{device.address}/account")
        device.page.get_by_role("button", name="Remove the passkey").click()
        device.page.get_by_text("Set another one up first").wait_for()
        device.context.close()
