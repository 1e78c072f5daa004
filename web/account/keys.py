"""One's own passkeys: adding, naming and removing them."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response

from accounts import passkeys, recovery, second_factor, sessions
from accounts.passkeys import PasskeyError
from consultations.repository import NotFoundError
from web.account.authenticator import enrolled, required
from web.account.page import Proved, RowNumber, record, show
from web.console import TheConsole
from web.forms import Posted
from web.signing_in import cookies
from web.signing_in.passkey import challenge
from web.signing_in.relying import party_of
from web.signing_in.ways import ACCOUNT, see

router = APIRouter()

NEEDED = "Your role needs a second factor. Set another one up first, then remove this passkey."


@router.post("/account/passkeys/begin")
def begin(request: Request, console: TheConsole, visitor: Proved) -> Response:
    """What the browser must know to make one (JSON)."""
    desk, party = console.desk, party_of(request, console.desk)
    if party is None:
        raise NotFoundError("There are no passkeys by this address.")
    handle = bytes.fromhex(desk.vault.keyed_hash("passkey", str(visitor.person.id)))
    with desk.transaction() as session:
        options, secret = passkeys.begin_adding(session, party, visitor.person, handle, desk.clock())
    return challenge(console, options, secret)


@router.post("/account/passkeys/add")
def add(request: Request, console: TheConsole, visitor: Proved, form: Posted) -> Response:
    """Keep the one that the browser made; with the first second factor come recovery codes."""
    desk, party = console.desk, party_of(request, console.desk)
    secret = cookies.read(request, desk, cookies.PASSKEY)
    answer, name, mine = form.get("credential", ""), form.get("name", ""), visitor.presence.session_id
    if party is None:
        raise NotFoundError("There are no passkeys by this address.")
    problem, codes = "", tuple[str, ...]()
    with desk.transaction() as session:
        try:
            passkeys.add(session, party, visitor.person.id, secret, answer, name, desk.clock())
        except PasskeyError as error:  # inside, so that the challenge stays used up
            problem = str(error)
        else:
            codes = enrolled(console, session, visitor, "passkey_added")
            sessions.end_all(session, visitor.person.id, but=mine)
    if problem:
        return show(console, request, visitor, HTTPStatus.UNPROCESSABLE_ENTITY, problem)
    if not codes:
        return see(ACCOUNT, done="passkey")
    news = "The passkey is added. From now on a password alone signs you in no more."
    return console.page("recovery_codes.html", visitor=visitor, codes=codes, news=news)


@router.post("/account/passkeys/{passkey_id}/remove")
def remove(request: Request, console: TheConsole, visitor: Proved, passkey_id: RowNumber) -> Response:
    """Forget one; recovery codes go with the last second factor."""
    with console.desk.transaction() as session:
        has = second_factor.enrolled(session, visitor.person.id)
        last = has.passkeys == 1 and not has.app
        if last and required(console, visitor) and passkeys.of_person(session, visitor.person.id)[0].id == passkey_id:
            return show(console, request, visitor, HTTPStatus.CONFLICT, NEEDED)
        if not passkeys.remove(session, visitor.person.id, passkey_id):
            raise NotFoundError("You have no such passkey.")
        if last:
            recovery.forget(session, visitor.person.id)
        record(console, session, visitor, "passkey_removed")
    return see(ACCOUNT, done="passkey_off")
