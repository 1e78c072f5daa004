"""Signing in with a passkey, and showing with one that it is still them. It needs JavaScript; all else does not."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response

from accounts import passkeys, sessions, steps
from accounts.sign_in_models import Method
from consultations.repository import NotFoundError
from web import forgery
from web.console import Console, TheConsole
from web.forms import Posted
from web.signing_in import cookies, pages, proving
from web.signing_in.entering import enter
from web.signing_in.proving import Sending
from web.signing_in.relying import party_of
from web.signing_in.visiting import ANYBODY
from web.signing_in.ways import ACCOUNT, see

router = APIRouter()

REFUSED = "That passkey opens nothing here. Sign in with your password, or use another one."


@router.post("/sign-in/passkey/begin", dependencies=[ANYBODY])
def begin(request: Request, console: TheConsole) -> Response:
    """A challenge for whichever passkey the browser has for us (JSON)."""
    desk = console.desk
    forgery.check_origin(desk, request.headers)
    party = party_of(request, desk)
    if party is None:
        raise NotFoundError("There are no passkeys by this address.")
    with desk.transaction() as session:
        options, secret = passkeys.begin_using(session, party, desk.clock())
    return challenge(console, options, secret)


@router.post("/sign-in/passkey", dependencies=[ANYBODY])
def sign_in(request: Request, console: TheConsole, form: Posted) -> Response:
    """Check what the passkey answered; it is two factors, so nothing more is asked."""
    forgery.check_origin(console.desk, request.headers)
    person_id, then = _shown(request, console, form.get("credential", "")), form.get("then", "")
    entered = enter(console, request, person_id, Method.PASSKEY, strong=True, then=then) if person_id else None
    return entered or pages.show(console, request, HTTPStatus.UNAUTHORIZED, problem=REFUSED, then=then)


@router.post("/prove/passkey")
def prove(request: Request, console: TheConsole, visitor: Sending, form: Posted) -> Response:
    """Instead of the password; it must be a passkey of their own."""
    if _shown(request, console, form.get("credential", "")) != visitor.person.id:
        return proving.show(console, request, visitor, HTTPStatus.UNAUTHORIZED, REFUSED)
    with console.desk.transaction() as session:
        sessions.note_proof(session, visitor.presence.session_id, console.desk.clock(), strong=True)
    return see(ACCOUNT, done="proved")


def challenge(console: Console, options: str, secret: str) -> Response:
    """Options for the browser, and the cookie that its answer must come back with."""
    response = Response(options, media_type="application/json")
    cookies.give(response, console.desk, cookies.PASSKEY, secret, steps.LASTS)
    return response


def _shown(request: Request, console: Console, answer: str) -> int | None:
    desk, party = console.desk, party_of(request, console.desk)
    secret = cookies.read(request, desk, cookies.PASSKEY)
    if party is None or not secret:
        return None
    with desk.transaction() as session:
        return passkeys.used(session, party, secret, answer, desk.clock())
