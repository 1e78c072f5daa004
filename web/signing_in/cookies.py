"""The cookies of sign-in. Each holds a secret whose hash is in the database; no script can read it."""

from datetime import timedelta

from fastapi import Request
from fastapi.responses import Response

from consultations.desk import Desk

SESSION = "caseconsultant"
STEP = "caseconsultant-step"
PASSKEY = "caseconsultant-passkey"
PROVIDER = "caseconsultant-provider"


def name_of(desk: Desk, kind: str) -> str:
    """With https a name that no other host, path or plain connection can set (RFC 6265bis, __Host-)."""
    return f"__Host-{kind}" if encrypted(desk) else kind


def encrypted(desk: Desk) -> bool:
    """Whether people reach the console by https."""
    return desk.settings.web.public_url.lower().startswith("https://")


def read(request: Request, desk: Desk, kind: str) -> str:
    """The secret that the browser brought; empty when it brought none."""
    return request.cookies.get(name_of(desk, kind), "")


def session_secret(request: Request, desk: Desk) -> str:
    """The secret of the session."""
    return read(request, desk, SESSION)


def give(response: Response, desk: Desk, kind: str, secret: str, lasts: timedelta) -> None:
    """Set it for this host alone. Lax: a link in a mail to a case must find its reader signed in."""
    response.set_cookie(
        name_of(desk, kind),
        secret,
        max_age=int(lasts.total_seconds()),
        path="/",
        secure=encrypted(desk),
        httponly=True,
        samesite="lax",
    )


def take_back(response: Response, desk: Desk, kind: str) -> None:
    """Have the browser forget it."""
    response.delete_cookie(name_of(desk, kind), path="/", secure=encrypted(desk), httponly=True, samesite="lax")
