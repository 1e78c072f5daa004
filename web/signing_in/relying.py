"""Which site passkeys are made for: the name that people reach the console by."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import Request

from accounts.passkeys import RelyingParty
from config.sections import LOOPBACK
from consultations.desk import Desk


def party_of(request: Request, desk: Desk) -> RelyingParty | None:
    """Us, as authenticators know us; None where browsers make no passkeys: by plain http, or for a bare address.

    Without `public_url` that is only `http://localhost`, for trying it out.
    """
    public = desk.settings.web.public_url or f"http://{request.headers.get('host', '')}"
    parts = urlsplit(public)
    host = (parts.hostname or "").lower()
    safe = parts.scheme == "https" or host == "localhost"
    if not safe or _is_address(host) or (not desk.settings.web.public_url and host not in LOOPBACK):
        return None
    return RelyingParty(id=host, name=desk.settings.service_name, origin=f"{parts.scheme}://{parts.netloc}".lower())


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
