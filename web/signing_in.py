"""Sign-in, sign-out, and who is asking. The cookie holds the session's secret; the database holds its hash."""

import re
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from accounts import people
from accounts.models import Person
from accounts.roles import Role
from consultations.desk import Desk
from web import forgery
from web.case_number import CASE_NUMBER
from web.console import Console, TheConsole
from web.forms import Form, Posted

router = APIRouter()

REFUSED = "That address and password do not fit, or there were too many tries. Wait a few minutes and try again."
"""One text for an unknown person, a wrong password and a locked account: it tells nobody who works here."""

_WAY_BACK = re.compile(rf"/review(/{CASE_NUMBER.pattern})?")
DECIDING_ROLES = frozenset({Role.CONSULTANT, Role.LEAD})
_LONGEST_PASSWORD = 1_000


class NotSignedInError(Exception):
    """Nobody is signed in; the visitor is sent to the sign-in page."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is asking, and the token for the forms that they are shown."""

    person: Person
    token: str = field(repr=False)


def _visitor(request: Request, console: TheConsole) -> Visitor:
    """Who is signed in; raises NotSignedInError."""
    secret = request.cookies.get(cookie_name(console.desk), "")
    with console.desk.database.reading() as session:
        person = people.signed_in(session, secret, console.desk.clock())
    if person is None:
        raise NotSignedInError
    return Visitor(person, forgery.token(console.desk, secret))


Signed = Annotated[Visitor, Depends(_visitor)]


def _deciding(request: Request, console: TheConsole, visitor: Signed, form: Posted) -> Visitor:
    """Who is signed in and sent this very form; raises NotSignedInError or ForgedError."""
    forgery.check_origin(console.desk, request.headers)
    secret = request.cookies.get(cookie_name(console.desk), "")
    forgery.check_token(console.desk, secret, form.get(forgery.FIELD, ""))
    return visitor


Deciding = Annotated[Visitor, Depends(_deciding)]


def _consultant(visitor: Deciding) -> Visitor:
    """Who decides about cases; an operator runs the service and decides about none. Raises 403."""
    if visitor.person.role not in DECIDING_ROLES:
        raise HTTPException(403, "Only a consultant decides about cases. Ask one, or sign in as one.")
    return visitor


Consultant = Annotated[Visitor, Depends(_consultant)]


def cookie_name(desk: Desk) -> str:
    """With https a name that no other host, path or plain connection can set (RFC 6265bis, __Host-)."""
    return "__Host-caseconsultant" if _encrypted(desk) else "caseconsultant"


def _encrypted(desk: Desk) -> bool:
    return desk.settings.web.public_url.lower().startswith("https://")


@router.get("/sign-in")
def sign_in_page(console: TheConsole, then: str = "") -> Response:
    """The form."""
    return console.page("sign_in.html", email="", problem="", then=_way_back(then))


@router.post("/sign-in")
def sign_in(request: Request, console: TheConsole, form: Posted) -> Response:
    """Check the password; a new session for each sign-in, so nobody can fix one beforehand."""
    forgery.check_origin(console.desk, request.headers)
    try:
        secret = _check(console, form)
    except people.BusyError as busy:
        return console.page(
            "sign_in.html",
            HTTPStatus.TOO_MANY_REQUESTS,
            email=form.get("email", ""),
            problem=str(busy),
            then=_way_back(form.get("then", "")),
        )
    if secret is None:
        return console.page(
            "sign_in.html", 401, email=form.get("email", ""), problem=REFUSED, then=_way_back(form.get("then", ""))
        )
    response = RedirectResponse(_way_back(form.get("then", "")), HTTPStatus.SEE_OTHER)
    response.set_cookie(
        cookie_name(console.desk),
        secret,
        max_age=int(people.SESSION_LENGTH.total_seconds()),
        path="/",
        secure=_encrypted(console.desk),
        httponly=True,
        samesite="lax",  # a link in a mail to a case must find its reader signed in
    )
    return response


def _check(console: Console, form: Form) -> str | None:
    password = form.get("password", "")
    if len(password) > _LONGEST_PASSWORD:  # hashing is slow on purpose; nobody may make it slower
        return None
    desk, email, now = console.desk, form.get("email", ""), console.desk.clock()
    with desk.database.reading() as session:
        fits = people.password_fits(session, email, password, now)
    with desk.transaction() as session:
        if fits:
            return people.sign_in(session, email, now)
        people.note_failure(session, email, now)
        return None


@router.post("/sign-out")
def sign_out(request: Request, console: TheConsole, visitor: Deciding) -> Response:
    """End the session here and in the database."""
    del visitor
    name = cookie_name(console.desk)
    with console.desk.transaction() as session:
        people.sign_out(session, request.cookies.get(name, ""))
    response = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    response.delete_cookie(name, path="/", secure=_encrypted(console.desk), httponly=True, samesite="lax")
    return response


def to_sign_in(request: Request) -> Response:
    """Where somebody who is not signed in goes. A page that refreshes a part of itself stays, and says so: it may hold
    text that was not saved.
    """
    then = _way_back(request.url.path)
    address = "/sign-in" if then == "/review" else f"/sign-in?{urlencode({'then': then})}"
    if request.headers.get("hx-request") == "true":
        console: Console = request.app.state.console
        return console.page("_session_over.html", 401, {"hx-retarget": "#news", "hx-reswap": "innerHTML"})
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


def _way_back(then: str) -> str:
    """Only to pages of ours: never an open redirect."""
    return then if _WAY_BACK.fullmatch(then) else "/review"
