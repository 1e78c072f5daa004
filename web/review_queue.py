"""The lists: cases by what they wait for, narrowed or found by words, and held mail. Reading only."""

from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from consultations import held_view, queue_view, repository
from consultations.outlook import alarms
from consultations.queue_view import EVERYTHING, Counts, Filters, Shelf
from web.case_number import CASE_NUMBER
from web.console import Console, TheConsole
from web.signing_in import Signed

router = APIRouter()

HELD = "held"
_TABS = (
    (Shelf.REVIEW, "Review"),
    (Shelf.WAITING, "Waiting"),
    (Shelf.SNOOZED, "Snoozed"),
    (HELD, "Held"),
    (Shelf.SENT, "Sent"),
    (Shelf.FAILED, "Failed"),
)


def _narrowing(
    visitor: Signed, client: str = "", topic: str = "", plan: str = "", mine: str = "", to_mend: str = ""
) -> Filters:
    return Filters(client, topic, plan, visitor.person.id if mine else 0, bool(to_mend))


Narrowing = Annotated[Filters, Depends(_narrowing)]


@router.get("/review")
def lists(
    console: TheConsole, visitor: Signed, filters: Narrowing, tab: str = "review", find: str = "", done: str = ""
) -> Response:
    """One tab's list, or what a search found. A search for a case number that exists goes to the case."""
    wanted = find.strip()
    with console.desk.database.reading() as session:
        if CASE_NUMBER.fullmatch(wanted.upper()) and _exists(session, wanted.upper()):
            return RedirectResponse(f"/review/{wanted.upper()}", HTTPStatus.SEE_OTHER)
        values = queue(console, session, tab, wanted, filters=filters)
        held = held_view.held_mails(console.desk, session) if values["tab"] == HELD and not wanted else ()
    return console.page("lists.html", visitor=visitor, held=held, done=done, **values)


@router.get("/review/queue")
def refreshed(
    console: TheConsole,
    visitor: Signed,
    filters: Narrowing,
    tab: str = "review",
    find: str = "",
    current: str = "",
) -> Response:
    """The list alone, for a page that refreshes it."""
    with console.desk.database.reading() as session:
        values = queue(console, session, tab, find.strip(), current, filters)
    return console.page("_queue.html", visitor=visitor, **values)


def queue(
    console: Console, session: Session, tab: str, find: str = "", current: str = "", filters: Filters = EVERYTHING
) -> dict[str, Any]:
    """What the queue's template shows; an unknown tab is the first one. A search looks on every shelf."""
    known = tab if tab in {name for name, _ in _TABS} else Shelf.REVIEW
    desk = console.desk
    if find:
        entries = queue_view.found(desk, session, find, filters)
    else:
        entries = () if known == HELD else queue_view.entries(desk, session, Shelf(known), filters)
    return {
        "tab": str(known),
        "tabs": _counted(queue_view.counts(desk, session)),
        "entries": entries,
        "current": current,
        "find": find,
        "filters": filters,
        "choices": queue_view.choices(desk, session, Shelf(known)) if known != HELD else None,
        "narrowed": urlencode({name: value for name, value in _said(filters).items() if value}),
        "alarms": alarms(desk.settings, session, desk.clock()),
    }


def _said(filters: Filters) -> dict[str, str]:
    """The filters as an address says them."""
    return {
        "client": filters.client,
        "topic": filters.topic,
        "plan": filters.plan,
        "mine": "1" if filters.mine else "",
        "to_mend": "1" if filters.to_mend else "",
    }


def _counted(counts: Counts) -> list[tuple[str, str, int]]:
    return [
        (str(name), label, counts.held if name == HELD else counts.shelves.get(Shelf(name), 0)) for name, label in _TABS
    ]


def _exists(session: Session, number: str) -> bool:
    try:
        repository.consultation(session, number)
    except repository.NotFoundError:
        return False
    return True
