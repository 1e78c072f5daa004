"""Asking a provider for tokens, through Authlib; what it refuses, and why, in words without secrets."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from config.oauth import OAuth
from consultations.ports import Tokens
from mailer.oauth.providers import provider_of

if TYPE_CHECKING:
    from authlib.integrations.requests_client import OAuth2Session

USUAL_SECONDS = 3600
"""How long an access token lasts where the provider does not say; RFC 6749 4.2.2's example, and Google's habit."""

_ERROR_CODE = re.compile(r"[a-z_]{1,40}")
_REMEDIES = {
    "invalid_client": "check client_id and client_secret of [[oauth]]; the secret may have ended",
    "unauthorized_client": "the provider must allow this kind of grant to the client",
    "invalid_scope": "check scopes of [[oauth]]",
    "invalid_grant": "what we were given is not good any more",
    "access_denied": "whoever was asked said no",
}


class Refused(Exception):  # noqa: N818 - it names the provider's answer
    """The provider gave no token. `code` is its error code (RFC 6749, 5.2), empty when it could not be asked."""

    def __init__(self, reason: str, code: str = "") -> None:
        super().__init__(reason)
        self.code = code


def refusal(said: str) -> Refused:
    """The provider's error code in a sentence."""
    code = said if _ERROR_CODE.fullmatch(said) else "unknown_error"
    return Refused(f"the provider refused ({code}); {_REMEDIES.get(code, 'look into its log')}", code)


@contextmanager
def client(oauth: OAuth, **options: Any) -> "Iterator[OAuth2Session]":
    """A session with the provider that verifies its certificate. What goes wrong in it comes out as Refused."""
    import requests  # with Authlib half a second, which only those pay who sign in so
    from authlib.common.errors import AuthlibBaseError
    from authlib.integrations.requests_client import OAuth2Session

    secret = oauth.client_secret.get_secret_value()
    session = OAuth2Session(
        oauth.client_id,
        secret or None,
        token_endpoint_auth_method="client_secret_post" if secret else "none",
        scope=" ".join(provider_of(oauth).scopes) or None,
        code_challenge_method="S256",
        default_timeout=oauth.timeout_seconds,
        **options,
    )
    if oauth.ca_file:
        session.verify = str(oauth.ca_file)  # hand it to each call, too: REQUESTS_CA_BUNDLE would win over this alone
    try:
        with session:
            yield session
    except AuthlibBaseError as error:
        raise refusal(error.error or "") from None
    except requests.exceptions.SSLError:
        raise Refused("the provider's certificate is not trusted; set ca_file, or mend the address") from None
    except requests.RequestException as error:
        raise Refused(f"the provider could not be asked ({type(error).__name__})") from None
    except ValueError:
        raise Refused("the provider's answer could not be read") from None


def tokens_from(answer: Any, now: datetime, refresh_before: Tokens | None = None) -> Tokens:
    """What a token response says (RFC 6749, 5.1). Without a new refresh token the one before stays good (section 6)."""
    access = answer.get("access_token")
    if not isinstance(access, str) or not access or any(character < " " for character in access):
        raise ValueError("no access token")
    refresh = str(answer.get("refresh_token") or "")
    ends = answer.get("refresh_token_expires_in")  # Google, and Microsoft's Entra External ID, say it so
    refresh_expires_at = now + timedelta(seconds=int(ends)) if ends else None
    if refresh_before and refresh in {"", refresh_before.refresh}:
        refresh = refresh_before.refresh
        refresh_expires_at = refresh_expires_at or refresh_before.refresh_expires_at
    return Tokens(
        access=access,
        expires_at=now + timedelta(seconds=int(answer.get("expires_in") or USUAL_SECONDS)),
        refresh=refresh,
        refresh_expires_at=refresh_expires_at,
    )


def refreshed(oauth: OAuth, tokens: Tokens, now: datetime) -> Tokens:
    """New tokens for the old ones; raises Refused."""
    with client(oauth) as session:
        answer = session.refresh_token(
            provider_of(oauth).token_url, refresh_token=tokens.refresh, verify=session.verify
        )
        return tokens_from(answer, now, tokens)


def for_the_application(oauth: OAuth, now: datetime) -> Tokens:
    """Tokens by client credentials (RFC 6749, 4.4), which need no person; raises Refused."""
    with client(oauth) as session:
        answer = session.fetch_token(
            provider_of(oauth).token_url, grant_type="client_credentials", verify=session.verify
        )
        return tokens_from(answer, now)
