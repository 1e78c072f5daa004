"""Signing in where servers take no passwords: OAuth 2.0 (RFC 6749), one table for each account with a provider."""

from datetime import date
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from config.sections import LOOPBACK, Section

Grant = Literal["authorization_code", "device_code", "client_credentials"]

_SHARED_TENANTS = frozenset({"", "common", "organizations", "consumers"})


class OAuth(Section):
    """An account that we sign in to (`[[oauth]]`); servers name it as `oauth = "NAME"` instead of a password."""

    name: str
    provider: Literal["google", "microsoft", "other"]
    grant: Grant = Field("authorization_code", description="how access is given: see docs/settings.md")
    client_id: str
    client_secret: SecretStr = SecretStr("")
    client_secret_expires: date | None = Field(None, description="we warn 14 days before it; no provider tells us")
    tenant: str = Field("organizations", description="Microsoft's directory; client_credentials needs yours")
    authorize_url: str = ""
    token_url: str = ""
    device_url: str = ""
    scopes: tuple[str, ...] = Field((), description="empty: those that the provider wants for IMAP and SMTP")
    ca_file: Path | None = None
    timeout_seconds: float = Field(20.0, gt=0, le=60, description="for one question to the provider")

    @field_validator("authorize_url", "token_url", "device_url")
    @classmethod
    def _encrypted_off_the_machine(cls, url: str) -> str:
        if url and not url.startswith("https://") and urlsplit(url).hostname not in LOOPBACK:
            raise ValueError("must begin with https://: whoever reads it on the way could read the mail")
        return url

    @model_validator(mode="after")
    def _the_provider_can_do_it(self) -> Self:
        needed = {"authorization_code": "authorize_url", "device_code": "device_url", "client_credentials": "token_url"}
        if self.provider == "other":
            for url in ("token_url", needed[self.grant]):
                if not getattr(self, url):
                    raise ValueError(f'provider = "other" with grant = "{self.grant}" needs {url}')
        elif self.authorize_url or self.token_url or self.device_url:
            raise ValueError(f'{self.provider}\'s addresses are known; remove the …_url, or set provider = "other"')
        if self.provider == "google" and self.grant != "authorization_code":
            raise ValueError('Google opens mailboxes by grant = "authorization_code" only')
        if self.grant == "client_credentials":
            if not self.client_secret.get_secret_value():
                raise ValueError('grant = "client_credentials" needs client_secret')
            if self.provider == "microsoft" and self.tenant in _SHARED_TENANTS:
                raise ValueError('grant = "client_credentials" needs tenant, the id of your own directory')
        return self
