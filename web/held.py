"""Mail that waits for a person: let it go on, or turn it away."""

import functools
import re
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from consultations import held
from consultations.desk import Desk
from consultations.held_view import waits_for_a_person
from web.console import Console, TheConsole
from web.forms import Posted
from web.review_queue import HELD
from web.signing_in import Deciding, Visitor

router = APIRouter()

_TICKED = re.compile(r"mail-[1-9][0-9]{0,18}")

MailId = Annotated[int, Path(gt=0, lt=2**63)]


@router.post("/held/{mail_id}/release")
def release(console: TheConsole, visitor: Deciding, mail_id: MailId) -> Response:
    """Vouch for the mail: it is read again and goes on."""
    return _decide(console, visitor, mail_id, held.release, "released")


@router.post("/held/release")
def release_all(console: TheConsole, visitor: Deciding, form: Posted) -> Response:
    """Vouch for each mail that was ticked (`mail-<key>`); those that no longer wait are passed over, and counted."""
    wanted = [int(name.removeprefix("mail-")) for name in form if _TICKED.fullmatch(name)]
    gone_on = 0
    for mail_id in wanted:  # one transaction each: what one of them lacks must not hold up the others
        with suppress(held.HeldError), console.desk.transaction() as session:
            if waits_for_a_person(session, mail_id):
                held.release(console.desk, session, mail_id, visitor.person.email)
                gone_on += 1
    return RedirectResponse(f"/review?tab={HELD}&done=released_{gone_on}_of_{len(wanted)}", HTTPStatus.SEE_OTHER)


@router.post("/held/{mail_id}/own-case")
def own_case(console: TheConsole, visitor: Deciding, mail_id: MailId) -> Response:
    """Not into the case that it continues: it is read again, and becomes a case of its own."""
    return _decide(console, visitor, mail_id, functools.partial(held.release, own_case=True), "released")


@router.post("/held/{mail_id}/refuse")
def refuse(console: TheConsole, visitor: Deciding, mail_id: MailId) -> Response:
    """Turn the mail away; its bytes stay."""
    return _decide(console, visitor, mail_id, held.refuse, "refused")


def _decide(
    console: Console, visitor: Visitor, mail_id: int, act: Callable[[Desk, Session, int, str], object], done: str
) -> Response:
    try:
        with console.desk.transaction() as session:
            # `release` also takes mail that was refused; from this page, a late press must not let go on what a
            # colleague has just turned away.
            if not waits_for_a_person(session, mail_id):
                return _gone(console, "Somebody decided about it already, or it went on by itself.")
            act(console.desk, session, mail_id, visitor.person.email)
    except held.HeldError as error:
        return _gone(console, str(error))
    return RedirectResponse(f"/review?tab={HELD}&done={done}", HTTPStatus.SEE_OTHER)


def _gone(console: Console, sentence: str) -> Response:
    return console.page(
        "problem.html", HTTPStatus.CONFLICT, title="That mail does not wait any more", sentence=sentence
    )
