"""An authenticator app: set it up by a code of it, and turn it off."""

from http import HTTPStatus

import segno
from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup
from sqlmodel import Session

from accounts import recovery, second_factor, sessions, totp
from accounts.passwords import PersonError
from consultations.sealed_keys import SealedKeys
from web.account.page import Proved, record, show
from web.console import Console, TheConsole
from web.forms import Posted
from web.signing_in import Visitor
from web.signing_in.ways import ACCOUNT, see

router = APIRouter()

WRONG = "That code does not fit. Look at the clock of your telephone, and enter the code that it shows now."
NEEDED = "Your role needs a second factor. Add a passkey first, then turn the app off."


@router.post("/account/app/begin")
def begin(request: Request, console: TheConsole, visitor: Proved) -> Response:
    """A new key: the page shows it once, as a QR code and in letters."""
    try:
        with console.desk.transaction() as session:
            secret = totp.begin(session, SealedKeys(console.desk.vault), visitor.person)
    except PersonError as error:
        return show(console, request, visitor, HTTPStatus.CONFLICT, str(error))
    address = totp.address_of(secret, visitor.person, console.desk.settings.service_name)
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return console.page("authenticator.html", visitor=visitor, drawn=_drawn(address), secret=grouped, problem="")


@router.post("/account/app/confirm")
def confirm(console: TheConsole, visitor: Proved, form: Posted) -> Response:
    """The first code proves that the app has the key; from now on it is asked for."""
    desk, now, mine = console.desk, console.desk.clock(), visitor.presence.session_id
    with desk.transaction() as session:
        if not totp.confirm(session, SealedKeys(desk.vault), visitor.person.id, form.get("code", ""), now):
            codes = None
        else:
            codes = enrolled(console, session, visitor, "app_added")
            sessions.end_all(session, visitor.person.id, but=mine)
    if codes is None:
        return console.page(
            "authenticator.html",
            HTTPStatus.UNPROCESSABLE_ENTITY,
            visitor=visitor,
            drawn="",
            secret="",
            problem=WRONG,
        )
    news = "Your app is set up. From now on you are asked for its code."
    return console.page("recovery_codes.html", visitor=visitor, codes=codes, news=news)


@router.post("/account/app/off")
def turn_off(request: Request, console: TheConsole, visitor: Proved) -> Response:
    """Ask for it no more; recovery codes go with the last second factor."""
    with console.desk.transaction() as session:
        has = second_factor.enrolled(session, visitor.person.id)
        if not has.passkeys and required(console, visitor):
            return show(console, request, visitor, HTTPStatus.CONFLICT, NEEDED)
        totp.turn_off(session, visitor.person.id)
        if not has.passkeys:
            recovery.forget(session, visitor.person.id)
        record(console, session, visitor, "app_removed")
    return see(ACCOUNT, done="app_off")


def required(console: Console, visitor: Visitor) -> bool:
    """Whether the settings want a second factor of this role."""
    return visitor.person.role in console.desk.settings.sign_in.require_second_factor


def enrolled(console: Console, session: Session, visitor: Visitor, action: str) -> tuple[str, ...]:
    """They have just shown a second factor: this session is strong, and the first one comes with recovery codes.

    The codes, to be shown now; empty where they have some.
    """
    sessions.note_proof(session, visitor.presence.session_id, console.desk.clock(), strong=True)
    record(console, session, visitor, action)
    if recovery.left(session, visitor.person.id):
        return ()
    return recovery.renew(session, visitor.person.id)


def _drawn(address: str) -> Markup:
    """A QR code that stands in the page itself: no picture to fetch, and no style that the policy refuses."""
    drawn = segno.make(address, error="m").svg_inline(scale=4, border=4, light="#fff", dark="#000", svgclass="qr")
    return Markup(drawn)  # noqa: S704 - made by segno from our own address, in which names are percent-encoded
