"""One case: the record beside the draft. The page is the same whether it is opened or comes back after a refusal."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from accounts import people
from consultations import claims, repository, review
from consultations.case_view import CaseView, case_view
from consultations.drafting import NothingToReadError
from consultations.lifecycle import CaseState
from consultations.queue_view import STATES, Shelf
from web import amending, headers
from web.case_number import CaseNumber
from web.changes import Change, changes
from web.console import Console, TheConsole
from web.marks import Marker
from web.review_queue import queue
from web.signing_in import Deciding, Signed, Visitor

router = APIRouter()

VIEWS = ("edit", "changes", "preview")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a decision was not taken, and what was entered, so that nothing needs to be typed again.

    `during` is the action that was refused. `since` says what changed when somebody else was faster; then `unsaved`
    holds, with its label, what was entered into the draft that is no longer the newest.
    """

    sentence: str
    during: str
    fields: Mapping[str, str] = field(default_factory=dict)
    since: tuple[Change, ...] = ()
    unsaved: tuple[tuple[str, str], ...] = ()
    status: int = 422


@router.get("/review/{number}")
def case(console: TheConsole, visitor: Signed, number: CaseNumber, view: str = "edit", done: str = "") -> Response:
    """The record, the draft and what can be decided."""
    return show(console, visitor, number, view=view, done=done)


@router.get("/review/{number}/preview")
def preview(console: TheConsole, visitor: Signed, number: CaseNumber) -> Response:
    """The answer as the client's mail program will show it, in place of the draft's form."""
    return show(console, visitor, number, view="preview")


@router.get("/review/{number}/preview/mail")
def preview_mail(console: TheConsole, visitor: Signed, number: CaseNumber) -> Response:
    """The HTML of the mail alone, for the frame: it runs nothing and loads nothing."""
    rendered = _rendered(console, visitor, number)
    body = rendered[1] if rendered else "<p>There is no draft yet.</p>"
    return HTMLResponse(body, headers={"content-security-policy": headers.MAIL_POLICY})


@router.get("/review/{number}/news")
def news(console: TheConsole, visitor: Signed, number: CaseNumber, draft: str = "", state: str = "") -> Response:
    """One sentence when the case is no longer what the page shows; 204 while it is."""
    del visitor
    with console.desk.database.reading() as session:
        found = case_view(console.desk, session, number)
    shown = found.draft.sha256 if found.draft else ""
    if (shown, str(found.state)) == (draft, state) and not found.unread_mail:
        return Response(status_code=204)
    return console.page("_news.html", case=found)


@router.post("/review/{number}/working")
def working(console: TheConsole, visitor: Deciding, number: CaseNumber) -> Response:
    """Who works on the case and who else looks at it. An open page asks now and then, which tells that it is open."""
    with console.desk.transaction() as session:
        case_id = repository.consultation(session, number).id
        claims.look(console.desk, session, case_id, visitor.person)
        holder = claims.holder(console.desk, session, case_id)
        onlookers = claims.onlookers(console.desk, session, case_id, visitor.person)
    return console.page("_working.html", visitor=visitor, number=number, working=holder, onlookers=onlookers)


def show(
    console: Console,
    visitor: Visitor,
    number: str,
    *,
    view: str = "edit",
    done: str = "",
    refusal: Refusal | None = None,
) -> HTMLResponse:
    """The whole page; raises NotFoundError."""
    wanted = view if view in VIEWS else "edit"
    with console.desk.database.reading() as session:
        found = case_view(console.desk, session, number)
        case_id = repository.consultation(session, number).id
        onlookers = claims.onlookers(console.desk, session, case_id, visitor.person)
        colleagues = people.consultants(session)
        listed = queue(console, session, _shelf(found), current=found.number)
    answer = found.draft.answer if found.draft else None
    fields = dict(amending.fields_of(answer)) if answer else {}
    if refusal and answer and "headline" in refusal.fields:
        fields = dict(refusal.fields)
    values = {
        "case": found,
        "answer": answer,
        "fields": fields,
        "diagnoses": amending.rows(fields, "d", answer.diagnoses) if answer else [],
        "services": amending.rows(fields, "s", answer.services) if answer else [],
        "since_last": changes(found.previous.answer, found.draft.answer) if found.previous and found.draft else (),
        "marker": Marker(answer),
        "blocked": _blocked(found),
        "editable": found.state is CaseState.IN_REVIEW and answer is not None,
        "rendered": _rendered(console, visitor, number) if wanted == "preview" else None,
        "model": console.desk.settings.model.name if console.desk.settings.model else "",
        "view": wanted,
        "done": done,
        "refusal": refusal,
        "visitor": visitor,
        "number": number,
        "working": found.working,
        "onlookers": onlookers,
        "colleagues": colleagues,
    }
    policy = {"content-security-policy": headers.FRAMING_POLICY} if wanted == "preview" else None
    return console.page("case.html", refusal.status if refusal else 200, policy, **values, **listed)


def _shelf(case: CaseView) -> str:
    if case.snoozed_until:
        return Shelf.SNOOZED
    return next((shelf for shelf, states in STATES.items() if case.state in states), Shelf.REVIEW)


def _blocked(case: CaseView) -> tuple[str, ...]:
    """Sentences that stand between this draft and its approval."""
    newer = ("A newer mail came in than this draft has read. Ask for a redraft.",) if case.unread_mail else ()
    return (*newer, *(case.draft.answer.blocking if case.draft else ()))


def _rendered(console: Console, visitor: Visitor, number: str) -> tuple[str, str, str] | None:
    """Subject, HTML and text of the mail that an approval would send now; None when there is nothing to send."""
    from mailer.render import render  # the mail's templates and their inliner are loaded when first looked at

    with console.desk.database.reading() as session:
        try:
            letter = review.preview(console.desk, session, number, visitor.person)
        except NothingToReadError:
            return None
    if letter is None:
        return None
    settings = console.desk.settings
    mail = render(letter, service_name=settings.service_name, time_zone=settings.time_zone)
    return mail.subject, mail.html, mail.text
