"""The page of one's own account, and its forms for password, sessions and recovery codes."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from sqlmodel import Session

from accounts import passkeys, people, recovery, second_factor, sessions
from accounts.passwords import SHORTEST_PASSWORD, PersonError
from accounts.roles import May
from consultations import audit
from consultations.repository import NotFoundError
from web.console import Console, TheConsole
from web.forms import Posted
from web.signing_in import Opens, Sends, Visitor
from web.signing_in.relying import party_of
from web.signing_in.visiting import idle, needs_factor
from web.signing_in.ways import ACCOUNT, see

router = APIRouter()

Opening = Annotated[Visitor, Depends(Opens(May.KEEP_OWN_ACCOUNT, unenrolled=True))]
Sending = Annotated[Visitor, Depends(Sends(May.KEEP_OWN_ACCOUNT, unenrolled=True))]
Proved = Annotated[Visitor, Depends(Sends(May.KEEP_OWN_ACCOUNT, unenrolled=True, proved=True))]
RowNumber = Annotated[int, Path(gt=0, lt=2**63)]

NEWS: Mapping[str, str] = {
    "proved": "Thank you. For five minutes you can change how you sign in.",
    "password": "Your password is changed. You are signed out everywhere else.",
    "app_off": "Your authenticator app is asked for no more.",
    "session": "That session is over.",
    "sessions": "You are signed out everywhere else.",
    "passkey": "The passkey is added.",
    "passkey_off": "The passkey is removed.",
}


@router.get(ACCOUNT)
def account(request: Request, console: TheConsole, visitor: Opening, done: str = "") -> Response:
    """How one signs in, and where one is signed in."""
    return show(console, request, visitor, news=NEWS.get(done, ""))


@router.post("/account/password")
def change_password(request: Request, console: TheConsole, visitor: Proved, form: Posted) -> Response:
    """Another password; every other session is over."""
    desk, email = console.desk, visitor.person.email
    password = form.get("password", "")
    if password != form.get("again", ""):
        return show(console, request, visitor, HTTPStatus.UNPROCESSABLE_ENTITY, "The two passwords are not the same.")
    try:
        with desk.transaction() as session:
            people.change_password(session, email, password, but=visitor.presence.session_id)
            record(console, session, visitor, "password_changed")
    except PersonError as error:
        return show(console, request, visitor, HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
    return see(ACCOUNT, done="password")


@router.post("/account/recovery-codes")
def renew_recovery_codes(console: TheConsole, visitor: Proved) -> Response:
    """New recovery codes, shown this once; the old ones are dead."""
    with console.desk.transaction() as session:
        if not second_factor.enrolled(session, visitor.person.id).any:
            raise NotFoundError("There is no second factor that these would stand in for.")
        codes = recovery.renew(session, visitor.person.id)
        record(console, session, visitor, "recovery_codes_renewed")
    return console.page("recovery_codes.html", visitor=visitor, codes=codes, news="")


@router.post("/account/sessions/{session_id}/end")
def end_session(console: TheConsole, visitor: Sending, session_id: RowNumber) -> Response:
    """End one of one's own sessions."""
    with console.desk.transaction() as session:
        if not sessions.end_one(session, visitor.person.id, session_id):
            raise NotFoundError("You have no such session.")
        record(console, session, visitor, "session_ended")
    return see(ACCOUNT, done="session")


@router.post("/account/sessions/end-others")
def end_others(console: TheConsole, visitor: Sending) -> Response:
    """End every session of one's own but this one."""
    with console.desk.transaction() as session:
        sessions.end_all(session, visitor.person.id, but=visitor.presence.session_id)
        record(console, session, visitor, "sessions_ended")
    return see(ACCOUNT, done="sessions")


def show(
    console: Console, request: Request, visitor: Visitor, status: int = 200, problem: str = "", news: str = ""
) -> Response:
    """The page, with what was done or why not."""
    now = console.desk.clock()
    with console.desk.database.reading() as session:
        has = second_factor.enrolled(session, visitor.person.id)
        own_keys = passkeys.of_person(session, visitor.person.id)
        opened = sessions.of_person(session, visitor.person.id, now, idle(console))
    return console.page(
        "account.html",
        status,
        visitor=visitor,
        has=has,
        sessions=opened,
        keys=own_keys,
        passkeys=party_of(request, console.desk) is not None,
        must_enrol=needs_factor(console, visitor.presence),
        proved=visitor.presence.proved_lately(now),
        shortest=SHORTEST_PASSWORD,
        problem=problem,
        news=news,
    )


def record(console: Console, session: Session, visitor: Visitor, action: str) -> None:
    """Into the audit trail of people."""
    audit.record(session, "people", action, visitor.person.email, console.desk.clock(), person=visitor.person.id)
