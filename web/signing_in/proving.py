"""Showing once more that it is them, before they change how they sign in."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from accounts import attempts, passwords, sessions
from accounts.roles import May
from web.console import Console, TheConsole
from web.forms import Posted
from web.signing_in.relying import party_of
from web.signing_in.visiting import Opens, Sends, Visitor
from web.signing_in.ways import ACCOUNT, see

router = APIRouter()

REFUSED = "That password does not fit, or there were too many tries. Wait a few minutes and try again."

Opening = Annotated[Visitor, Depends(Opens(May.KEEP_OWN_ACCOUNT, unenrolled=True))]
Sending = Annotated[Visitor, Depends(Sends(May.KEEP_OWN_ACCOUNT, unenrolled=True))]


@router.get("/prove")
def prove_page(request: Request, console: TheConsole, visitor: Opening) -> Response:
    """The form."""
    return show(console, request, visitor)


@router.post("/prove")
def prove(request: Request, console: TheConsole, visitor: Sending, form: Posted) -> Response:
    """Check the password; a wrong one counts as one at sign-in does, or a stolen session could guess it."""
    desk, now, email = console.desk, console.desk.clock(), visitor.person.email
    try:
        with desk.database.reading() as session:
            fits = passwords.password_fits(session, email, form.get("password", ""), now)
    except passwords.BusyError as busy:
        return show(console, request, visitor, HTTPStatus.TOO_MANY_REQUESTS, str(busy))
    with desk.transaction() as session:
        if fits:
            sessions.note_proof(session, visitor.presence.session_id, now)
        else:
            attempts.note_failure(session, email, now)
    return see(ACCOUNT, done="proved") if fits else show(console, request, visitor, HTTPStatus.UNAUTHORIZED, REFUSED)


def show(console: Console, request: Request, visitor: Visitor, status: int = 200, problem: str = "") -> Response:
    """The page."""
    passkeys = party_of(request, console.desk) is not None
    return console.page("prove.html", status, visitor=visitor, problem=problem, passkeys=passkeys)
