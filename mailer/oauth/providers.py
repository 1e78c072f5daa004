"""What each provider calls its addresses and its permissions for IMAP and SMTP.

Google: https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
Microsoft: https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from config.oauth import OAuth

_MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/"


@dataclass(frozen=True, slots=True)
class Provider:
    """Addresses, permissions, and what else the address for people must carry. `{tenant}` stands for the directory."""

    authorize_url: str
    token_url: str
    device_url: str
    scopes: tuple[str, ...]
    app_scopes: tuple[str, ...] = ()
    asked: Mapping[str, str] = field(default_factory=dict)


_KNOWN = {
    "google": Provider(
        authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
        token_url="https://oauth2.googleapis.com/token",  # noqa: S106 - an address
        device_url="",
        scopes=("https://mail.google.com/",),
        # Without both, Google gives no refresh token to whoever has signed in before.
        asked={"access_type": "offline", "prompt": "consent"},
    ),
    "microsoft": Provider(
        authorize_url=_MICROSOFT + "authorize",
        token_url=_MICROSOFT + "token",
        device_url=_MICROSOFT + "devicecode",
        scopes=(
            "https://outlook.office.com/IMAP.AccessAsUser.All",
            "https://outlook.office.com/SMTP.Send",
            "offline_access",
        ),
        app_scopes=("https://outlook.office365.com/.default",),
        asked={"prompt": "select_account"},
    ),
}


def provider_of(oauth: OAuth) -> Provider:
    """The provider as this sign-in uses it; scopes of the settings go before its own."""
    known = _KNOWN.get(oauth.provider)
    if known is None:
        return Provider(oauth.authorize_url, oauth.token_url, oauth.device_url, oauth.scopes)
    scopes = known.app_scopes if oauth.grant == "client_credentials" else known.scopes
    return replace(
        known,
        authorize_url=known.authorize_url.format(tenant=oauth.tenant),
        token_url=known.token_url.format(tenant=oauth.tenant),
        device_url=known.device_url.format(tenant=oauth.tenant),
        scopes=oauth.scopes or scopes,
    )
