"""What a consultant does around a decision: take the next case, claim, snooze, assign, escalate, leave a note."""

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from accounts import people
from consultations import arranging, claims, notes, repository
from consultations.refusals import DecisionError
from web.case_number import CaseNumber
from web.case_page import Refusal, show
from web.console import Console, TheConsole
from web.forms import Form, Posted
from web.signing_in import Consultant, Visitor

router = APIRouter()

_DIGITS_OF_MINUTES = 5


@router.post("/review/next")
def take_next(console: TheConsole, visitor: Consultant) -> Response:
    """Claim the case that is due next, and show it."""
    with console.desk.transaction() as session:
        case = arranging.take_next(console.desk, session, visitor.person)
    return _to(f"/review/{case.number}" if case else "/review?done=none_left")


@router.post("/review/{number}/claim")
def claim(console: TheConsole, visitor: Consultant, number: CaseNumber) -> Response:
    """Have the case for a while."""
    return _do(console, visitor, number, lambda session: claims.claim(console.desk, session, number, visitor.person))


@router.post("/review/{number}/take-over")
def take_over(console: TheConsole, visitor: Consultant, number: CaseNumber) -> Response:
    """Have the case though somebody else works on it."""

    def act(session: Session) -> None:
        claims.claim(console.desk, session, number, visitor.person, take_over=True)

    return _do(console, visitor, number, act)


@router.post("/review/{number}/release")
def release(console: TheConsole, visitor: Consultant, number: CaseNumber) -> Response:
    """Give the case back."""
    return _do(console, visitor, number, lambda session: claims.release(console.desk, session, number, visitor.person))


@router.post("/review/{number}/snooze")
def snooze(console: TheConsole, visitor: Consultant, number: CaseNumber, form: Posted) -> Response:
    """Take the case out of the way until a time."""

    def act(session: Session) -> None:
        until = _until(console, form)
        arranging.snooze(console.desk, session, number, until, visitor.person)

    return _do(console, visitor, number, act, "snooze", form, then="/review?done=snoozed")


@router.post("/review/{number}/wake")
def wake(console: TheConsole, visitor: Consultant, number: CaseNumber) -> Response:
    """Bring a snoozed case back."""
    return _do(console, visitor, number, lambda session: arranging.wake(console.desk, session, number, visitor.person))


@router.post("/review/{number}/assign")
def assign(console: TheConsole, visitor: Consultant, number: CaseNumber, form: Posted) -> Response:
    """Say who should answer the case."""

    def act(session: Session) -> None:
        email = form.get("to", "")
        to = people.person_by_email(session, email) if email else None
        if email and to is None:
            raise DecisionError("Choose one of the people in the list.")
        arranging.assign(console.desk, session, number, to, visitor.person)

    return _do(console, visitor, number, act, "assign", form)


@router.post("/review/{number}/escalate")
def escalate(console: TheConsole, visitor: Consultant, number: CaseNumber, form: Posted) -> Response:
    """Put the case before a lead."""

    def act(session: Session) -> None:
        arranging.escalate(console.desk, session, number, form.get("escalation", ""), visitor.person)

    return _do(console, visitor, number, act, "escalate", form, then=f"/review/{number}?done=escalated")


@router.post("/review/{number}/take-back")
def take_back(console: TheConsole, visitor: Consultant, number: CaseNumber) -> Response:
    """Take an escalated case, as a lead."""

    def act(session: Session) -> None:
        arranging.take_back(console.desk, session, number, visitor.person)
        claims.claim(console.desk, session, number, visitor.person)

    return _do(console, visitor, number, act)


@router.post("/review/{number}/note")
def note(console: TheConsole, visitor: Consultant, number: CaseNumber, form: Posted) -> Response:
    """Leave a note for the others."""

    def act(session: Session) -> None:
        case = repository.consultation(session, number, lock=True)
        notes.add(console.desk, session, case, form.get("note", ""), visitor.person)

    return _do(console, visitor, number, act, "note", form, then=f"/review/{number}#notes")


def _until(console: Console, form: Form) -> datetime:
    """When a snoozed case comes back: a day and a time on the desk's clock, or so many minutes from now."""
    minutes = form.get("minutes", "")
    if minutes.isascii() and minutes.isdigit() and len(minutes) <= _DIGITS_OF_MINUTES:
        return console.desk.clock() + timedelta(minutes=int(minutes))
    try:
        return datetime.fromisoformat(form.get("until", "")).replace(tzinfo=console.zone)
    except ValueError:
        raise DecisionError("Choose how long the case should sleep, or a day and a time.") from None


def _do(
    console: Console,
    visitor: Visitor,
    number: str,
    act: Callable[[Session], None],
    during: str = "",
    form: Form | None = None,
    *,
    then: str = "",
) -> Response:
    """Do it in one transaction and show the case, or what comes after it; or the case with the reason why not."""
    try:
        with console.desk.transaction() as session:
            act(session)
    except DecisionError as error:
        refusal = Refusal(str(error), during, form or {}, status=HTTPStatus.CONFLICT)
        return show(console, visitor, number, refusal=refusal)
    return _to(then or f"/review/{number}")


def _to(address: str) -> Response:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)
