"""The access token that a server wants now: kept, renewed in time, and by one process only."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from config.oauth import OAuth
from consultations.ports import Grant, Tokens, TokenStore
from mailer.oauth.token_endpoint import Refused, for_the_application, refreshed

EARLY = timedelta(minutes=5)
"""Renewed this long before the end, so that a provider that is away for some minutes costs nothing."""

CLAIM_SECONDS = 60.0
"""How long a process that died while renewing keeps the others from it; three times the usual time limit."""

NOT_ANY_MORE = "invalid_grant"
"""What a provider says when the refresh token has ended, was revoked, or was used before (RFC 6749, 5.2)."""

LOOK_SECONDS = 0.2
"""How often to look whether another process has renewed."""

log = structlog.get_logger()


class NoAccessToken(OSError):  # noqa: N818 - it names a state of the sign-in
    """There is no token to log in with just now; the message says why, and what to do."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class AccessTokens:
    """The access tokens of all sign-ins, for whoever connects. Safe for many threads and processes."""

    sign_ins: Sequence[OAuth] = ()
    store: TokenStore | None = field(default=None)
    clock: Callable[[], datetime] = _now

    def get(self, name: str, *, refused: str = "") -> str:
        """A token that is good for some minutes, and not the one that a server has just `refused`.

        Blocks while it is renewed. Raises NoAccessToken.
        """
        oauth, store = self._sign_in(name)
        ends_at = time.monotonic() + CLAIM_SECONDS
        while True:
            held = store.load(name)
            if token := self._good(held, refused, EARLY):
                return token
            if not held.over and store.claim(name, held.tokens, CLAIM_SECONDS):
                return self._renew(oauth, store, held, refused)
            if token := self._good(held, refused, timedelta()):
                return token  # another process renews it early, or nobody can; this one is still good
            if held.over:
                raise NoAccessToken(held.over)
            if time.monotonic() > ends_at:
                raise NoAccessToken("another process has been renewing the access token for too long")
            time.sleep(LOOK_SECONDS)

    def _sign_in(self, name: str) -> tuple[OAuth, TokenStore]:
        oauth = next((oauth for oauth in self.sign_ins if oauth.name == name), None)
        if oauth is None or self.store is None:
            raise NoAccessToken(f"no [[oauth]] of the settings is called {name}")
        return oauth, self.store

    def _good(self, held: Grant, refused: str, ahead: timedelta) -> str:
        """The token if it is still good so far ahead; else empty."""
        tokens = held.tokens
        if tokens is None or tokens.access == refused or tokens.expires_at <= self.clock() + ahead:
            return ""
        return tokens.access

    def _renew(self, oauth: OAuth, store: TokenStore, held: Grant, refused: str) -> str:
        """Only the holder of the claim comes here. While it fails, a token that is still good is used.

        Dying between the answer of the provider and `keep` loses a refresh token that it rotated. The old one is still
        kept, and tried again once the claim has ended: Google does not rotate, and Microsoft leaves the old one good. A
        provider that takes the second use for theft ends the sign-in: an alarm that says how to sign in anew.
        """
        try:
            fresh = _ask(oauth, held.tokens, self.clock())
        except Refused as error:
            reason = _note(oauth, store, error)
            if token := self._good(held, refused, timedelta()):
                return token
            raise NoAccessToken(reason) from None
        store.keep(oauth.name, fresh)
        log.info("oauth.renewed", sign_in=oauth.name)
        return fresh.access


NO_SIGN_INS = AccessTokens()
"""For servers that take passwords."""


def _ask(oauth: OAuth, tokens: Tokens | None, now: datetime) -> Tokens:
    if oauth.grant == "client_credentials":
        return for_the_application(oauth, now)
    if tokens is None:
        raise Refused("nobody has signed in yet", NOT_ANY_MORE)
    if not tokens.refresh:
        raise Refused("the provider gave no refresh token", NOT_ANY_MORE)
    return refreshed(oauth, tokens, now)


def _note(oauth: OAuth, store: TokenStore, error: Refused) -> str:
    """Write the failure down, and whether only a new sign-in helps; return it in words."""
    over = error.code == NOT_ANY_MORE and oauth.grant != "client_credentials"
    reason = f"{error}; run `caseconsultant mail sign-in {oauth.name}`" if over else str(error)
    store.failed(oauth.name, reason, over=over)
    log.error("oauth.not_renewed", sign_in=oauth.name, reason=reason)
    return reason
