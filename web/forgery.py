"""Who may send a form: our own pages, in the session that they were made for.

Two independent proofs. The browser says where a form came from (Sec-Fetch-Site, else Origin); and each form carries a
token that only the session it was shown in can have. A request without both headers comes from no browser, so there is
nobody whose session it could borrow, and the token alone decides.
"""

import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import urlsplit

from consultations.desk import Desk

_PURPOSE = "csrf"
FIELD = "token"


class ForgedError(Exception):
    """The form does not come from a page of ours; the message says what to do."""


def token(desk: Desk, session_secret: str) -> str:
    """The token (hex) for the forms of one session."""
    session = hashlib.sha256(session_secret.encode()).digest()
    return hmac.new(desk.vault.token_key(_PURPOSE), session, hashlib.sha256).hexdigest()


def check_token(desk: Desk, session_secret: str, given: str) -> None:
    """Raise ForgedError unless the form was made for this session."""
    if not hmac.compare_digest(token(desk, session_secret).encode(), given.encode()):
        raise ForgedError("This form is from an earlier session. Open the page again, then decide.")


def check_origin(desk: Desk, headers: Mapping[str, str]) -> None:
    """Raise ForgedError unless the browser says that the form is ours, or no browser sent it."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            raise ForgedError("This form was sent from another site, so nothing was done.")
        return
    origin = headers.get("origin")
    if origin == "null":  # our referrer policy makes browsers say so where they send no Sec-Fetch-Site
        raise ForgedError(
            "Your browser does not say where this form came from. Open the console by https, or on this machine itself."
        )
    if origin is not None and origin.lower() not in _ours(desk, headers):
        raise ForgedError("This form was sent from another site, so nothing was done.")


def _ours(desk: Desk, headers: Mapping[str, str]) -> set[str]:
    public = urlsplit(desk.settings.web.public_url)
    if public.netloc:
        return {f"{public.scheme}://{public.netloc}".lower()}
    return {f"http://{headers.get('host', '')}".lower()}
