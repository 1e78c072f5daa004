"""The second step of signing in: a code from the app, or a recovery code."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response

from accounts import second_factor, steps
from accounts.second_factor import Enrolled
from accounts.sign_in_models import Method, StepKind
from accounts.steps import Step
from consultations.sealed_keys import SealedKeys
from web import forgery
from web.console import Console, TheConsole
from web.forms import Posted
from web.signing_in import cookies
from web.signing_in.entering import enter
from web.signing_in.relying import party_of
from web.signing_in.visiting import ANYBODY
from web.signing_in.ways import kept, see

router = APIRouter()

REFUSED = "That code does not fit, was used already, or there were too many tries. Wait for the next one and try again."


@router.get("/sign-in/second", dependencies=[ANYBODY])
def second_page(request: Request, console: TheConsole, then: str = "") -> Response:
    """The form, for somebody whose password fitted a moment ago."""
    waiting = _waiting(request, console)
    return _show(console, request, waiting, then=then) if waiting else see("/sign-in", news="over", then=kept(then))


@router.post("/sign-in/second", dependencies=[ANYBODY])
def second(request: Request, console: TheConsole, form: Posted) -> Response:
    """Check the code; a wrong one counts as a wrong password does."""
    desk, now, then = console.desk, console.desk.clock(), form.get("then", "")
    forgery.check_origin(desk, request.headers)
    secret = cookies.read(request, desk, cookies.STEP)
    waiting = _waiting(request, console)
    if waiting is None or waiting.person_id is None:
        return see("/sign-in", news="over", then=kept(then))
    forgery.check_token(desk, secret, form.get(forgery.FIELD, ""))
    with desk.transaction() as session:
        code = form.get("code", "")
        shown = second_factor.shown(session, SealedKeys(desk.vault), waiting.person_id, code, now)
        if shown:
            steps.take(session, StepKind.SECOND_FACTOR, secret, now)
    if shown:
        method = Method.PASSWORD_AND_CODE if waiting.method is Method.PASSWORD else waiting.method
        entered = enter(console, request, waiting.person_id, method or Method.PASSWORD_AND_CODE, strong=True, then=then)
        if entered is not None:
            return entered
    return _show(console, request, waiting, HTTPStatus.UNAUTHORIZED, problem=REFUSED, then=then)


def _waiting(request: Request, console: Console) -> Step | None:
    secret = cookies.read(request, console.desk, cookies.STEP)
    with console.desk.database.reading() as session:
        return steps.look(session, StepKind.SECOND_FACTOR, secret, console.desk.clock())


def _show(
    console: Console, request: Request, waiting: Step, status: int = 200, *, problem: str = "", then: str = ""
) -> Response:
    with console.desk.database.reading() as session:
        has: Enrolled = second_factor.enrolled(session, waiting.person_id or 0)
    token = forgery.token(console.desk, cookies.read(request, console.desk, cookies.STEP))
    passkeys = has.passkeys > 0 and party_of(request, console.desk) is not None
    return console.page(
        "second_factor.html", status, passkeys=passkeys, has=has, form_token=token, problem=problem, then=kept(then)
    )
