"""Signing in with a password, and signing out."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from accounts import attempts, passwords, people, sessions
from accounts.roles import May
from accounts.sign_in_models import Method
from web import forgery
from web.console import Console, TheConsole
from web.forms import Posted
from web.peers import peer_of
from web.signing_in import cookies
from web.signing_in.entering import enter
from web.signing_in.relying import party_of
from web.signing_in.visiting import ANYBODY, Opens, Sends, Visitor
from web.signing_in.ways import kept, landing, see

router = APIRouter()

REFUSED = "That address and password do not fit, or there were too many tries. Wait a few minutes and try again."
"""One text for an unknown person, a wrong password and a locked account: it tells nobody who works here."""

WAIT = "There were too many tries from where you are. Wait ten minutes and try again."
NEWS = {
    "new_password": "Your password is set. Sign in with it.",
    "over": "That took too long, so it begins afresh. Sign in again.",
}


@router.get("/")
def home(visitor: Annotated[Visitor, Depends(Opens(May.KEEP_OWN_ACCOUNT, unenrolled=True))]) -> Response:
    """Everybody's first page is their own."""
    return see(landing(visitor.person.role))


@router.get("/sign-in", dependencies=[ANYBODY])
def sign_in_page(request: Request, console: TheConsole, then: str = "", news: str = "") -> Response:
    """The form."""
    return show(console, request, then=then, news=NEWS.get(news, ""))


@router.post("/sign-in", dependencies=[ANYBODY])
def sign_in(request: Request, console: TheConsole, form: Posted) -> Response:
    """Check the password; a new session for each sign-in, so nobody can fix one beforehand."""
    desk, email, then = console.desk, form.get("email", ""), form.get("then", "")
    forgery.check_origin(desk, request.headers)
    now, peer = desk.clock(), peer_of(request, desk)
    if console.peers.too_many(peer, now):
        return show(console, request, HTTPStatus.TOO_MANY_REQUESTS, email=email, problem=WAIT, then=then)
    try:
        with desk.database.reading() as session:
            person = people.person_by_email(session, email)
            fits = passwords.password_fits(session, email, form.get("password", ""), now)
    except passwords.BusyError as busy:
        return show(console, request, HTTPStatus.TOO_MANY_REQUESTS, email=email, problem=str(busy), then=then)
    if person is None:
        console.peers.note(peer, now)
    if person is not None and fits:
        entered = enter(console, request, person.id, Method.PASSWORD, then=then)
        if entered is not None:
            return entered
    else:
        with desk.transaction() as session:  # for an address that nobody has, too: a commit takes its time
            attempts.note_failure(session, email, now)
    return show(console, request, HTTPStatus.UNAUTHORIZED, email=email, problem=REFUSED, then=then)


def show(
    console: Console,
    request: Request,
    status: int = 200,
    *,
    email: str = "",
    problem: str = "",
    news: str = "",
    then: str = "",
) -> Response:
    """The sign-in page, with what was entered but the password."""
    passkeys = party_of(request, console.desk) is not None
    return console.page(
        "sign_in.html", status, email=email, problem=problem, news=news, then=kept(then), passkeys=passkeys
    )


@router.post("/sign-out")
def sign_out(
    request: Request,
    console: TheConsole,
    visitor: Annotated[Visitor, Depends(Sends(May.KEEP_OWN_ACCOUNT, unenrolled=True))],
) -> Response:
    """End the session here and in the database."""
    del visitor
    with console.desk.transaction() as session:
        sessions.end(session, cookies.session_secret(request, console.desk))
    response = see("/sign-in")
    cookies.take_back(response, console.desk, cookies.SESSION)
    return response
