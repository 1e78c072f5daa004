"""The lists: cases by what they wait for, and mail that waits for a person. Reading only."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from consultations import queue_view, repository
from consultations.outlook import alarms
from consultations.queue_view import Counts, Entry, Shelf
from web.case_number import CASE_NUMBER
from web.console import Console, TheConsole
from web.signing_in import Signed

router = APIRouter()

HELD = "held"
_TABS = (
    (Shelf.REVIEW, "Review"),
    (Shelf.WAITING, "Waiting"),
    (HELD, "Held"),
    (Shelf.SENT, "Sent"),
    (Shelf.FAILED, "Failed"),
)


@router.get("/review")
def lists(console: TheConsole, visitor: Signed, tab: str = "review", find: str = "", done: str = "") -> Response:
    """One tab's list. A search for a case number that exists goes to the case."""
    wanted = find.strip()
    with console.desk.database.reading() as session:
        if CASE_NUMBER.fullmatch(wanted.upper()) and _exists(session, wanted.upper()):
            return RedirectResponse(f"/review/{wanted.upper()}", HTTPStatus.SEE_OTHER)
        values = queue(console, session, tab, wanted)
        held = queue_view.held_mails(console.desk, session) if values["tab"] == HELD else ()
    return console.page("lists.html", visitor=visitor, held=held, done=done, **values)


@router.get("/review/queue")
def refreshed(console: TheConsole, visitor: Signed, tab: str = "review", find: str = "", current: str = "") -> Response:
    """The list alone, for a page that refreshes it."""
    del visitor
    with console.desk.database.reading() as session:
        values = queue(console, session, tab, find.strip(), current)
    return console.page("_queue.html", **values)


def queue(console: Console, session: Session, tab: str, find: str = "", current: str = "") -> dict[str, Any]:
    """What the queue's template shows; an unknown tab is the first one."""
    known = tab if tab in {name for name, _ in _TABS} else Shelf.REVIEW
    entries = () if known == HELD else queue_view.entries(console.desk, session, Shelf(known))
    return {
        "tab": str(known),
        "tabs": _counted(queue_view.counts(session)),
        "entries": _matching(entries, find),
        "current": current,
        "find": find,
        "alarms": alarms(console.desk.settings, session, console.desk.clock()),
    }


def _counted(counts: Counts) -> list[tuple[str, str, int]]:
    return [(str(name), label, counts.held if name == HELD else counts.shelves[Shelf(name)]) for name, label in _TABS]


def _matching(entries: tuple[Entry, ...], find: str) -> tuple[Entry, ...]:
    """Those whose number, topic, practice or codes hold every word."""
    words = find.lower().split()
    return tuple(
        entry
        for entry in entries
        if all(
            word in " ".join((entry.number, entry.topic, entry.organisation, *entry.codes)).lower() for word in words
        )
    )


def _exists(session: Session, number: str) -> bool:
    try:
        repository.consultation(session, number)
    except repository.NotFoundError:
        return False
    return True
