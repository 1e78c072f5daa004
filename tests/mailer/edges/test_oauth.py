"""Getting tokens from a real provider over HTTPS: by a browser, by a code, for the application; and keeping them."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from config.oauth import OAuth
from consultations.oauth_tokens import SealedTokens
from consultations.outlook import Level, states
from consultations.ports import Grant, Tokens
from mailer.oauth import AccessTokens, NoAccessToken, signing_in
from mailer.oauth.providers import provider_of
from mailer.oauth.signing_in import SignInError, sign_in
from tests.desks import Bench
from tests.fakes import Clock
from tests.servers.identity import SECRET, IdentityProvider


def settings(provider: IdentityProvider, **changed: Any) -> OAuth:
    known: dict[str, Any] = {
        "name": "cases",
        "provider": "other",
        "client_id": "public",
        "authorize_url": f"{provider.url}/authorize",
        "token_url": f"{provider.url}/token",
        "device_url": f"{provider.url}/device",
        "scopes": ("mail",),
        "ca_file": provider.certificates.authority,
        "timeout_seconds": 5,
    }
    return OAuth(**(known | changed))


class Browser:
    """Opens the address that it is told, follows where it leads, and shows what it saw."""

    def __init__(self, provider: IdentityProvider, *, meddle: Callable[[str], str] = lambda address: address) -> None:
        self.provider, self.meddle = provider, meddle
        self.told: list[str] = []
        self.pages: list[requests.Response] = []

    def __call__(self, said: str) -> None:
        self.told.append(said)
        for word in said.split():
            if word.startswith("https://"):
                asked = requests.get(
                    word, verify=str(self.provider.certificates.authority), allow_redirects=False, timeout=5
                )
                back = self.meddle(asked.headers["Location"])
                if back:
                    self.pages.append(requests.get(back, timeout=5))


@pytest.fixture
def store(bench: Bench) -> SealedTokens:
    return SealedTokens(bench.desk)


def signed_in(provider: IdentityProvider, store: SealedTokens, clock: Clock, **changed: Any) -> AccessTokens:
    oauth = settings(provider, **changed)
    store.keep("cases", sign_in(oauth, Browser(provider), clock))
    return AccessTokens((oauth,), store, clock)


@pytest.mark.parametrize(("client_id", "secret"), [("public", ""), ("desk", SECRET)])
def test_a_browser_signs_in_with_state_and_pkce(provider: IdentityProvider, client_id: str, secret: str) -> None:
    browser = Browser(provider)
    oauth = settings(provider, client_id=client_id, client_secret=secret)
    tokens = sign_in(oauth, browser, Clock())
    assert provider.access[tokens.access].good
    assert tokens.refresh in provider.refresh
    asked = parse_qs(urlsplit(next(word for word in browser.told[0].split() if "://" in word)).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["state"][0]) >= 32
    (page,) = browser.pages
    assert "close this page" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert tokens.access not in repr(tokens)


def test_a_forged_return_is_told_off_and_waited_past(provider: IdentityProvider) -> None:
    def forge_first(back: str) -> str:
        forged = back.replace("state=", "state=x")
        answer = requests.get(forged, timeout=5)
        assert answer.status_code == 404
        return back

    assert sign_in(settings(provider), Browser(provider, meddle=forge_first), Clock()).refresh


def test_a_code_of_another_sign_in_does_not_fit_the_verifier(provider: IdentityProvider) -> None:
    """Whoever slips their own code in, with our state, is stopped by PKCE (RFC 9700, 4.5)."""
    other: list[str] = []

    def keep(back: str) -> str:
        other.append(back)
        return back.split("?", maxsplit=1)[0] + "?error=access_denied&" + back.split("?")[1].split("&", 1)[-1]

    with pytest.raises(SignInError):
        sign_in(settings(provider), Browser(provider, meddle=keep), Clock())
    stolen = parse_qs(urlsplit(other[0]).query)["code"][0]

    def slip_in(back: str) -> str:
        own = parse_qs(urlsplit(back).query)
        return f"{back.split('?', maxsplit=1)[0]}?code={stolen}&state={own['state'][0]}"

    with pytest.raises(SignInError, match="invalid_grant"):
        sign_in(settings(provider), Browser(provider, meddle=slip_in), Clock())


def test_a_person_who_says_no_ends_it_in_a_sentence(provider: IdentityProvider) -> None:
    provider.consents = False
    with pytest.raises(SignInError, match="said no"):
        sign_in(settings(provider), Browser(provider), Clock())


def test_nobody_comes_back(provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "BROWSER_MINUTES", 0.001)
    with pytest.raises(SignInError, match="nobody signed in"):
        sign_in(settings(provider), Browser(provider, meddle=lambda back: ""), Clock())


def test_a_code_typed_on_another_machine_signs_in(provider: IdentityProvider) -> None:
    told: list[str] = []

    def tell(said: str) -> None:
        told.append(said)
        threading.Timer(1.5, lambda: setattr(provider, "typed", True)).start()

    tokens = sign_in(settings(provider, grant="device_code"), tell, Clock())
    assert provider.access[tokens.access].good
    assert "WDJB-MJHT" in told[0]
    assert f"{provider.url}/type-it-here" in told[0]
    assert len(provider.asked) >= 2  # it was pending first


def test_a_code_that_is_refused_ends_it(provider: IdentityProvider) -> None:
    provider.consents = False
    with pytest.raises(SignInError, match="said no"):
        sign_in(settings(provider, grant="device_code"), lambda said: None, Clock())


def test_an_application_needs_no_person_and_renews_by_itself(provider: IdentityProvider, bench: Bench) -> None:
    oauth = settings(provider, grant="client_credentials", client_id="desk", client_secret=SECRET)
    tokens = AccessTokens((oauth,), SealedTokens(bench.desk), bench.clock)
    first = tokens.get("cases")
    assert tokens.get("cases") == first
    bench.clock.pass_by(minutes=56)
    second = tokens.get("cases")
    assert second != first
    assert provider.asked == ["client_credentials"] * 2


def test_a_token_is_renewed_five_minutes_early_and_not_before(
    provider: IdentityProvider, store: SealedTokens, bench: Bench
) -> None:
    tokens = signed_in(provider, store, bench.clock)
    first = tokens.get("cases")
    bench.clock.pass_by(minutes=54, seconds=59)
    assert tokens.get("cases") == first
    bench.clock.pass_by(seconds=2)
    assert tokens.get("cases") != first
    assert provider.asked[1:] == ["refresh_token"]


def test_refresh_tokens_rotate_and_none_is_used_twice(
    provider: IdentityProvider, store: SealedTokens, bench: Bench
) -> None:
    tokens = signed_in(provider, store, bench.clock)
    for _ in range(5):
        bench.clock.pass_by(minutes=58)
        assert provider.access[tokens.get("cases")].good
    assert provider.stolen == 0
    assert sum(issued.good for issued in provider.refresh.values()) == 1


def test_many_who_ask_at_once_renew_once(provider: IdentityProvider, store: SealedTokens, bench: Bench) -> None:
    """Threads here, processes there: a strict provider takes a second use of the refresh token for theft."""
    tokens = signed_in(provider, store, bench.clock)
    bench.clock.pass_by(hours=2)
    with ThreadPoolExecutor(8) as pool:
        got = set(pool.map(lambda _: tokens.get("cases"), range(24)))
    assert len(got) == 1
    assert provider.asked[1:] == ["refresh_token"]
    assert provider.stolen == 0


def test_what_lies_in_the_database_does_not_open_without_the_key(
    provider: IdentityProvider, store: SealedTokens, bench: Bench
) -> None:
    tokens = signed_in(provider, store, bench.clock)
    access, refresh = tokens.get("cases"), next(iter(provider.refresh))
    bench.desk.database.close()
    dump = b"".join(path.read_bytes() for path in bench.desk.settings.data_dir.glob("cases.sqlite*"))
    assert access.encode() not in dump
    assert refresh.encode() not in dump


def test_a_provider_that_is_away_costs_nothing_while_the_token_lasts(
    provider: IdentityProvider, store: SealedTokens, bench: Bench
) -> None:
    tokens = signed_in(provider, store, bench.clock)
    first = tokens.get("cases")
    provider.away = True
    bench.clock.pass_by(minutes=57)
    assert tokens.get("cases") == first
    bench.clock.pass_by(minutes=4)
    with pytest.raises(NoAccessToken, match="could not be asked"):
        tokens.get("cases")
    provider.away = False
    assert provider.access[tokens.get("cases")].good


def test_a_revoked_sign_in_says_what_to_do_and_asks_the_provider_no_more(
    provider: IdentityProvider, store: SealedTokens, bench: Bench
) -> None:
    tokens = signed_in(provider, store, bench.clock)
    first = tokens.get("cases")
    provider.revoke()
    for _ in range(3):
        with pytest.raises(NoAccessToken, match="caseconsultant mail sign-in cases"):
            tokens.get("cases", refused=first)
    assert provider.asked[1:] == ["refresh_token"]
    store.keep("cases", sign_in(settings(provider), Browser(provider), bench.clock))
    assert provider.access[tokens.get("cases")].good


def test_nobody_has_signed_in_yet(provider: IdentityProvider, store: SealedTokens, bench: Bench) -> None:
    with pytest.raises(NoAccessToken, match="nobody has signed in yet"):
        AccessTokens((settings(provider),), store, bench.clock).get("cases")


def test_a_claim_whose_holder_died_ends_by_itself(
    provider: IdentityProvider, store: SealedTokens, bench: Bench
) -> None:
    signed_in(provider, store, bench.clock)
    held = store.load("cases").tokens
    assert store.claim("cases", held, 60)
    assert not store.claim("cases", held, 60)
    bench.clock.pass_by(seconds=61)
    assert store.claim("cases", held, 60)


@pytest.mark.parametrize("strict", [False, True], ids=["the old one stays good", "used twice is theft"])
def test_death_before_a_rotated_token_is_kept_leaves_the_old_one_to_be_tried(
    provider: IdentityProvider, store: SealedTokens, bench: Bench, monkeypatch: pytest.MonkeyPatch, *, strict: bool
) -> None:
    tokens = signed_in(provider, store, bench.clock)
    held = store.load("cases").tokens
    bench.clock.pass_by(hours=2)

    def die(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(SealedTokens, "keep", die)
        with pytest.raises(SystemExit):
            tokens.get("cases")
    assert store.load("cases") == Grant(held)
    assert len(provider.refresh) == 2  # the provider has given a new one, which nobody knows any more
    bench.clock.pass_by(seconds=61)  # the claim of the one who died is over
    if not strict:
        for issued in provider.refresh.values():
            issued.good = True
        assert provider.access[tokens.get("cases")].good
        assert store.load("cases").tokens != held
        return
    with pytest.raises(NoAccessToken, match="run `caseconsultant mail sign-in cases`"):
        tokens.get("cases")
    assert provider.stolen == 1
    wanted = bench.desk.settings.model_copy(update={"oauth": (settings(provider),)})
    with bench.desk.database.reading() as session:
        (state,) = states(wanted, session, bench.clock())
    assert state.level is Level.ALARM


def test_a_claim_on_tokens_that_are_not_kept_any_more_is_refused(store: SealedTokens, bench: Bench) -> None:
    old, new = (Tokens(access, bench.clock()) for access in ("old", "new"))
    store.keep("cases", old)
    store.keep("cases", new)
    assert not store.claim("cases", old, 60)
    assert store.load("cases") == Grant(new)


def test_an_untrusted_certificate_ends_it_before_anything_secret_is_said(provider: IdentityProvider) -> None:
    oauth = settings(provider, grant="client_credentials", client_id="desk", client_secret=SECRET, ca_file=None)
    with pytest.raises(SignInError, match="certificate is not trusted"):
        sign_in(oauth, lambda said: None, Clock())
    assert provider.asked == []


def test_a_wrong_secret_is_named(provider: IdentityProvider) -> None:
    oauth = settings(provider, grant="client_credentials", client_id="desk", client_secret="wrong")
    with pytest.raises(SignInError, match=r"invalid_client.*check client_id and client_secret"):
        sign_in(oauth, lambda said: None, Clock())


def test_the_end_of_a_sign_in_is_known_where_the_provider_tells_it(
    provider: IdentityProvider, store: SealedTokens, bench: Bench
) -> None:
    provider.refresh_lifetime = 7 * 24 * 3600  # Google's, while an app is being tested
    signed_in(provider, store, bench.clock)
    tokens = store.load("cases").tokens
    assert tokens is not None
    assert tokens.refresh_expires_at == bench.clock() + timedelta(days=7)


@pytest.mark.parametrize(
    ("changed", "token_url", "scopes", "asked"),
    [
        (
            {"provider": "google"},
            "https://oauth2.googleapis.com/token",
            {"https://mail.google.com/"},
            {"access_type": "offline", "prompt": "consent"},
        ),
        (
            {"provider": "microsoft", "tenant": "example.org"},
            "https://login.microsoftonline.com/example.org/oauth2/v2.0/token",
            {
                "https://outlook.office.com/IMAP.AccessAsUser.All",
                "https://outlook.office.com/SMTP.Send",
                "offline_access",
            },
            {"prompt": "select_account"},
        ),
        (
            {"provider": "microsoft", "tenant": "example.org", "grant": "client_credentials", "client_secret": "s"},
            "https://login.microsoftonline.com/example.org/oauth2/v2.0/token",
            {"https://outlook.office365.com/.default"},
            {"prompt": "select_account"},
        ),
    ],
)
def test_google_and_microsoft_are_asked_as_they_document_it(
    changed: dict[str, str], token_url: str, scopes: set[str], asked: dict[str, str]
) -> None:
    provider = provider_of(OAuth(**({"name": "cases", "client_id": "app"} | changed)))
    assert provider.token_url == token_url
    assert set(provider.scopes) == scopes
    assert provider.asked == asked
    assert all(url.startswith("https://") for url in (provider.authorize_url, provider.token_url))
