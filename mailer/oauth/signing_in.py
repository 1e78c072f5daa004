"""A person signs in, once: in a browser on this machine, or with a code on any other."""

import secrets
import time
from collections.abc import Callable
from datetime import datetime

from config.errors import CaseConsultantError
from config.oauth import OAuth
from consultations.ports import Tokens
from mailer.oauth.callback import listening
from mailer.oauth.providers import provider_of
from mailer.oauth.token_endpoint import Refused, client, for_the_application, refusal, tokens_from

BROWSER_MINUTES = 10
"""For a person to find the password and the second factor; codes of providers live about as long."""

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
USUAL_INTERVAL = 5
"""Seconds between two questions, and what `slow_down` adds (RFC 8628, 3.2 and 3.5)."""

Tell = Callable[[str], None]
Clock = Callable[[], datetime]


class SignInError(CaseConsultantError):
    """A sign-in did not come to its end; the message says why."""


def sign_in(oauth: OAuth, tell: Tell, clock: Clock, *, port: int = 0) -> Tokens:
    """Tokens for this sign-in. Says through `tell` what the person must do, and waits for it. Raises SignInError.

    `port` is where the browser comes back to on this machine; 0: any free one.
    """
    try:
        match oauth.grant:
            case "authorization_code":
                return _in_a_browser(oauth, tell, clock, port)
            case "device_code":
                return _with_a_code(oauth, tell, clock)
            case "client_credentials":
                return for_the_application(oauth, clock())
    except Refused as error:
        raise SignInError(f"Signing in failed: {error}.") from None


def _in_a_browser(oauth: OAuth, tell: Tell, clock: Clock, port: int) -> Tokens:
    """Authorization code with PKCE and a loopback address (RFC 6749 4.1, RFC 7636, RFC 8252 7.3)."""
    provider = provider_of(oauth)
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    with listening(state, port) as callback, client(oauth, redirect_uri=callback.address) as session:
        url, _ = session.create_authorization_url(
            provider.authorize_url, state=state, code_verifier=verifier, **provider.asked
        )
        tell(f"Open this address in a browser on this machine, and sign in as the mailbox:\n\n{url}\n")
        tell(f"From another machine, first: ssh -L {callback.port}:localhost:{callback.port} THIS-MACHINE")
        brought = callback.wait(BROWSER_MINUTES * 60)
        if not brought:
            raise Refused(f"nobody signed in within {BROWSER_MINUTES} minutes")
        if "code" not in brought:
            raise refusal(brought.get("error", ""))
        answer = session.fetch_token(
            provider.token_url,
            grant_type="authorization_code",
            code=brought["code"],
            code_verifier=verifier,
            verify=session.verify,
        )
        return _lasting(tokens_from(answer, clock()))


def _with_a_code(oauth: OAuth, tell: Tell, clock: Clock) -> Tokens:
    """Device authorization (RFC 8628): the person types a code into a page on any machine."""
    provider = provider_of(oauth)
    with client(oauth) as session:
        asked = session.post(
            provider.device_url,
            data={"scope": " ".join(provider.scopes)},
            auth=session.client_auth(session.token_endpoint_auth_method),
            verify=session.verify,
        )
        device = session.parse_response_token(asked)
        tell(f"Open {device['verification_uri']} on any machine, and type the code {device['user_code']}")
        interval = int(device.get("interval") or USUAL_INTERVAL)
        ends_at = time.monotonic() + int(device["expires_in"])
        while time.monotonic() < ends_at:
            time.sleep(interval)
            try:
                with client(oauth) as asking:
                    answer = asking.fetch_token(
                        provider.token_url,
                        grant_type=DEVICE_GRANT,
                        device_code=device["device_code"],
                        verify=asking.verify,
                    )
                    return _lasting(tokens_from(answer, clock()))
            except Refused as error:
                if error.code not in {"authorization_pending", "slow_down", ""}:
                    raise
                interval += USUAL_INTERVAL * (error.code == "slow_down")
    raise Refused("the code was not typed in time")


def _lasting(tokens: Tokens) -> Tokens:
    if not tokens.refresh:
        raise Refused("the provider gave no refresh token; its client must be allowed offline access")
    return tokens
