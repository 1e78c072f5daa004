"""The decisions as forms: each POST calls one use case in one transaction, then shows the case again."""

from collections.abc import Callable
from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from consultations import drafting, joining, repository, review
from consultations.case_view import Version, case_view, version
from consultations.drafting import NothingToReadError
from consultations.lifecycle import TransitionError
from consultations.records import Document
from consultations.refusals import ChangedError, DecisionError
from consultations.repository import NotFoundError
from consultations.review import Seen
from web.amending import FormError, amended, differs, entered
from web.case_number import CaseNumber
from web.case_page import Refusal, show
from web.changes import Change, changes
from web.console import Console, TheConsole
from web.forms import Form, Posted
from web.held import MailId
from web.signing_in import Consultant, Visitor

router = APIRouter()

_DIGITS_OF_A_ROW_ID = 19


@router.post("/review/{number}/amend")
def amend(console: TheConsole, visitor: Consultant, number: CaseNumber, form: Posted) -> Response:
    """File what the form has as a new version, checked afresh; a form that changes nothing makes no version."""

    def act(session: Session) -> str:
        draft = _seen(console, session, number, form)
        documents = _documents(console, session, number)
        if not differs(draft.answer, form, documents):
            return "same"
        answer = amended(draft.answer, form, documents)
        review.amend(
            console.desk, session, number, visitor.person, answer, Seen(draft.draft_id, draft.sha256), console.assistant
        )
        return "amended"

    return _decide(console, visitor, number, form, act, "amend")


@router.post("/review/{number}/approve")
def approve(console: TheConsole, visitor: Consultant, number: CaseNumber, form: Posted) -> Response:
    """Approve the draft that was seen. What was typed and not saved is not part of it, so that refuses."""

    def act(session: Session) -> str:
        draft = _seen(console, session, number, form)
        if "headline" in form and differs(draft.answer, form, _documents(console, session, number)):
            raise DecisionError(
                "You changed the draft. Save the changes first, so that they are checked, then approve."
            )
        seen = Seen(draft.draft_id, draft.sha256)
        review.approve(console.desk, session, number, visitor.person, seen, form.get("reason", ""))
        return "approved"

    return _decide(console, visitor, number, form, act, "approve")


@router.post("/review/{number}/decline")
def decline(console: TheConsole, visitor: Consultant, number: CaseNumber, form: Posted) -> Response:
    """Decline with a reason for the client."""

    def act(session: Session) -> str:
        review.decline(console.desk, session, number, visitor.person, form.get("decline_reason", ""))
        return "declined"

    return _decide(console, visitor, number, form, act, "decline")


@router.post("/review/{number}/ask")
def ask(console: TheConsole, visitor: Consultant, number: CaseNumber, form: Posted) -> Response:
    """Ask the client."""

    def act(session: Session) -> str:
        review.ask(console.desk, session, number, visitor.person, form.get("question", ""))
        return "asked"

    return _decide(console, visitor, number, form, act, "ask")


@router.post("/review/{number}/redraft")
def redraft(console: TheConsole, visitor: Consultant, number: CaseNumber, form: Posted) -> Response:
    """Let the assistant draft again."""

    def act(session: Session) -> str:
        review.redraft(console.desk, session, number, visitor.person)
        return "redrafting"

    return _decide(console, visitor, number, form, act, "redraft")


@router.post("/review/{number}/undo")
def undo(console: TheConsole, visitor: Consultant, number: CaseNumber, form: Posted) -> Response:
    """Take an approval back while the answer is here."""

    def act(session: Session) -> str:
        review.undo(console.desk, session, number, visitor.person)
        return "undone"

    return _decide(console, visitor, number, form, act, "undo")


@router.post("/review/{number}/readdress")
def readdress(console: TheConsole, visitor: Consultant, number: CaseNumber, form: Posted) -> Response:
    """Let the answer go to another address of the client."""

    def act(session: Session) -> str:
        draft = _seen(console, session, number, form)
        seen = Seen(draft.draft_id, draft.sha256)
        review.readdress(console.desk, session, number, visitor.person, form.get("addr", ""), seen)
        return "readdressed"

    return _decide(console, visitor, number, form, act, "readdress")


@router.post("/review/{number}/merge")
def merge(console: TheConsole, visitor: Consultant, number: CaseNumber, form: Posted) -> Response:
    """Move the case's mails into another case, and close it."""

    def act(session: Session) -> str:
        try:
            joining.merge(console.desk, session, number, form.get("into", ""), visitor.person)
        except NotFoundError as error:
            raise DecisionError(str(error)) from None
        return "merged"

    return _decide(console, visitor, number, form, act, "merge")


@router.post("/review/{number}/split/{mail_id}")
def split(console: TheConsole, visitor: Consultant, number: CaseNumber, mail_id: MailId, form: Posted) -> Response:
    """Take one mail out; it becomes a case of its own."""

    def act(session: Session) -> str:
        joining.split(console.desk, session, number, mail_id, visitor.person)
        return "parted"

    return _decide(console, visitor, number, form, act, "split")


def _decide(
    console: Console, visitor: Visitor, number: str, form: Form, act: Callable[[Session], str], during: str
) -> Response:
    """Do it in one transaction and show the case, or show it with the reason why not and all that was entered."""
    try:
        with console.desk.transaction() as session:
            done = act(session)
    except ChangedError as error:
        return show(console, visitor, number, refusal=_overtaken(console, number, form, str(error), during))
    except (DecisionError, FormError) as error:
        return show(console, visitor, number, refusal=Refusal(str(error), during, form))
    except (NothingToReadError, TransitionError) as error:
        return show(console, visitor, number, refusal=Refusal(str(error), during, form, status=HTTPStatus.CONFLICT))
    return RedirectResponse(f"/review/{number}?done={done}", HTTPStatus.SEE_OTHER)


def _documents(console: Console, session: Session, number: str) -> tuple[Document, ...]:
    """The client's words, which quotes are taken from."""
    return drafting.read(console.desk, session, repository.consultation(session, number)).record.documents


def _seen(console: Console, session: Session, number: str, form: Form) -> Version:
    """The version that the form was made from; raises ChangedError when the case has no such version."""
    draft = _version(console, session, number, form)
    if draft is None or draft.sha256 != form.get("sha256"):
        raise ChangedError(f"The draft that this form shows is not one of {number}. Look at the newest, then decide.")
    return draft


def _version(console: Console, session: Session, number: str, form: Form) -> Version | None:
    given = form.get("draft", "")
    if not (given.isascii() and given.isdigit() and len(given) <= _DIGITS_OF_A_ROW_ID):
        return None
    return version(console.desk, session, number, int(given))


def _overtaken(console: Console, number: str, form: Form, sentence: str, during: str) -> Refusal:
    """What changed between the draft that was seen and the newest one, and the words that found no place."""
    with console.desk.database.reading() as session:
        seen = _version(console, session, number, form)
        newest = case_view(console.desk, session, number).draft
    since: tuple[Change, ...] = ()
    if seen is not None and newest is not None:
        since = changes(seen.answer, newest.answer)
    kept = {name: form[name] for name in ("question", "decline_reason", "reason") if form.get(name)}
    unsaved = entered(seen.answer, form) if seen is not None else ()
    return Refusal(sentence, during, fields=kept, since=since, unsaved=unsaved, status=HTTPStatus.CONFLICT)
