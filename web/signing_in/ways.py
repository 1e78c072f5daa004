"""Where somebody goes after signing in, and where they are sent to sign in. Only to pages of ours, ever."""

import re
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from accounts.roles import May, Role, may
from web.case_number import CASE_NUMBER
from web.console import Console

QUEUE, CASES, ACCOUNT, PEOPLE = "/review", "/cases", "/account", "/people"
_WAYS_BACK: dict[May, re.Pattern[str]] = {
    May.LOOK: re.compile(rf"{QUEUE}(/{CASE_NUMBER.pattern})?"),
    May.FOLLOW_OWN_CASES: re.compile(CASES),
    May.KEEP_PEOPLE: re.compile(PEOPLE),
    May.KEEP_OWN_ACCOUNT: re.compile(ACCOUNT),
}


def kept(then: str) -> str:
    """The wish as a page may carry it on; empty for anything that is no page of ours: never an open redirect."""
    return then if any(way.fullmatch(then) for way in _WAYS_BACK.values()) else ""


def landing(role: Role, then: str = "") -> str:
    """Where somebody of that role goes: where they wished to, if that is theirs, or to their first page."""
    if any(way.fullmatch(then) for act, way in _WAYS_BACK.items() if may(role, act)):
        return then
    return QUEUE if may(role, May.LOOK) else CASES


def see(address: str, **query: str) -> RedirectResponse:
    """Go there by GET."""
    asked = urlencode({name: value for name, value in query.items() if value})
    return RedirectResponse(f"{address}?{asked}" if asked else address, HTTPStatus.SEE_OTHER)


def to_sign_in(request: Request) -> Response:
    """Where somebody who is not signed in goes. A page that refreshes a part of itself stays, and says so: it may hold
    text that was not saved.
    """
    if request.headers.get("hx-request") == "true":
        console: Console = request.app.state.console
        return console.page("_session_over.html", 401, {"hx-retarget": "#news", "hx-reswap": "innerHTML"})
    then = kept(request.url.path)
    return see("/sign-in", then="" if then == QUEUE else then)
