"""`caseconsultant review`: the consultant's decisions on the command line."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.arguments import SHOWN, Limit, mail_address
from commands.printing import table

if TYPE_CHECKING:
    from sqlmodel import Session

    from accounts.models import Person
    from consultations.answers import Answer
    from consultations.desk import Desk
    from consultations.models import Draft
    from consultations.review import Seen

app = typer.Typer(
    help="List, show, amend, approve, undo, decline, ask, redraft, readdress, merge or split.", no_args_is_help=True
)

Number = Annotated[str, typer.Argument(metavar="CASE", help="the case number, such as CC-7K3M9Q")]
As = Annotated[str, typer.Option("--as", help="your address; may be left out where there is only one consultant")]


@app.command("list")
def list_cases(*, limit: Limit = SHOWN) -> None:
    """Show the open cases, the one that is due first at the top."""
    from commands import reading_case
    from commands.composing import service_desk
    from consultations import queue_view, repository
    from consultations.lifecycle import CaseState
    from consultations.models import Consultation

    desk = service_desk()
    closed = {CaseState.ANSWERED, CaseState.CLOSED, CaseState.DECLINED}
    states = [state for state in CaseState if state not in closed]
    with desk.database.reading() as session:
        cases = repository.cases_in(session, *states, limit=limit)
        entries = queue_view.entries_of(desk, session, cases)
        total = repository.how_many(session, Consultation, *states)
    rows = [reading_case.row(entry, desk.settings.time_zone) for entry in entries]
    table(reading_case.HEADINGS, rows, empty="No case is open.", total=total)


@app.command()
def show(
    number: Number,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="the answer as JSON, to edit and give to `amend`")] = False,
) -> None:
    """Show a case: what the client wrote, the newest draft with its checks, and earlier answers like it."""
    from commands import reading_case
    from commands.composing import service_desk
    from consultations import answers
    from consultations.case_view import case_view

    desk = service_desk()
    with desk.database.reading() as session:
        if as_json:
            answer, _, _ = _newest(desk, session, number)
            typer.echo(json.dumps(json.loads(answers.to_json(answer)), indent=2))
            return
        typer.echo(reading_case.as_text(case_view(desk, session, number), desk.settings.time_zone))


@app.command()
def amend(
    number: Number,
    *,
    file: Annotated[Path | None, typer.Option(help="the whole answer, as `show --json` printed it, edited")] = None,
    headline: Annotated[str, typer.Option(help="a new headline")] = "",
    summary: Annotated[str, typer.Option(help="a new summary")] = "",
    add: Annotated[list[str] | None, typer.Option(help="add an ICD-10-CM code; may be given several times")] = None,
    remove: Annotated[list[str] | None, typer.Option(help="remove a code; may be given several times")] = None,
    person: As = "",
) -> None:
    """Write the next version of the draft. Every code in it is checked again."""
    from commands.composing import open_assistant, service_desk
    from commands.editing import edited
    from consultations import review

    desk = service_desk()
    assistant = open_assistant(desk.settings, typer.echo)
    with desk.database.reading() as session:
        answer, _, seen = _newest(desk, session, number)
    changed = edited(answer, file=file, headline=headline, summary=summary, add=add or [], remove=remove or [])
    with desk.transaction() as session:
        draft = review.amend(desk, session, number, _person(session, person), changed, seen, assistant)
        typer.echo(f"{number.upper()}: draft {draft.version} is filed.")


@app.command()
def approve(
    number: Number,
    *,
    reason: Annotated[str, typer.Option(help="why a code that could not be checked is right all the same")] = "",
    person: As = "",
) -> None:
    """Approve the newest draft; the answer leaves at once, or after the undo time."""
    from commands.composing import service_desk
    from consultations import review

    desk = service_desk()
    with desk.transaction() as session:
        _, draft, seen = _newest(desk, session, number)
        review.approve(desk, session, number, _person(session, person), seen, reason)
        typer.echo(f"{number.upper()}: draft {draft.version} is approved; the answer is in the outbox.")


@app.command()
def decline(
    number: Number, reason: Annotated[str, typer.Argument(help="the client reads it")], person: As = ""
) -> None:
    """Decline the case; the client is told why and gets the consultation back."""
    from commands.composing import service_desk
    from consultations import review

    desk = service_desk()
    with desk.transaction() as session:
        review.decline(desk, session, number, _person(session, person), reason)
        typer.echo(f"{number.upper()}: declined.")


@app.command()
def ask(number: Number, question: Annotated[str, typer.Argument(help="the client reads it")], person: As = "") -> None:
    """Ask the client; the case waits for the reply."""
    from commands.composing import service_desk
    from consultations import review

    desk = service_desk()
    with desk.transaction() as session:
        review.ask(desk, session, number, _person(session, person), question)
        typer.echo(f"{number.upper()}: the question is in the outbox.")


@app.command()
def undo(number: Number, person: As = "") -> None:
    """Take an approved answer back while it has not left."""
    from commands.composing import service_desk
    from consultations import review

    desk = service_desk()
    with desk.transaction() as session:
        review.undo(desk, session, number, _person(session, person))
        typer.echo(f"{number.upper()}: the answer is taken back; the case is in review.")


@app.command()
def redraft(number: Number, person: As = "") -> None:
    """Let the assistant draft again."""
    from commands.composing import service_desk
    from consultations import review

    desk = service_desk()
    with desk.transaction() as session:
        review.redraft(desk, session, number, _person(session, person))
        typer.echo(f"{number.upper()}: the assistant drafts again.")


@app.command()
def readdress(
    number: Number,
    address: Annotated[str, typer.Argument(parser=mail_address, metavar="ADDRESS", help="one of the same client's")],
    person: As = "",
) -> None:
    """Let the answer go to another address of the same client, such as after it came back; then approve it."""
    from commands.composing import service_desk
    from consultations import review

    desk = service_desk()
    with desk.transaction() as session:
        _, _, seen = _newest(desk, session, number)
        draft = review.readdress(desk, session, number, _person(session, person), address, seen)
        typer.echo(f"{number.upper()}: draft {draft.version} goes to {address}, once you approve it.")


@app.command()
def merge(
    number: Number,
    into: Annotated[str, typer.Argument(metavar="INTO", help="the case that goes on with the mails of both")],
    person: As = "",
) -> None:
    """Move every mail of a case into another one of the same client; the first case is closed."""
    from commands.composing import service_desk
    from consultations import joining

    desk = service_desk()
    with desk.transaction() as session:
        kept = joining.merge(desk, session, number, into, _person(session, person))
        typer.echo(f"{number.upper()} is merged into {kept.number}, which is drafted anew.")


@app.command()
def split(
    number: Number,
    mail: Annotated[int, typer.Argument(metavar="MAIL", help="the number of one of its mails, which `show` gives")],
    person: As = "",
) -> None:
    """Take one mail out of a case and open a case of its own for it, which costs a consultation."""
    from commands.composing import service_desk
    from consultations import joining

    desk = service_desk()
    with desk.transaction() as session:
        parted = joining.split(desk, session, number, mail, _person(session, person))
        typer.echo(f"Mail {mail} of {number.upper()} is now {parted.number}.")


def _newest(desk: "Desk", session: "Session", number: str) -> "tuple[Answer, Draft, Seen]":
    from consultations import drafting, repository
    from consultations.refusals import DecisionError
    from consultations.review import Seen

    case = repository.consultation(session, number)
    draft = repository.latest_draft(session, case.id)
    if draft is None:
        raise DecisionError(f"{case.number} has no draft yet; it is {case.state.replace('_', ' ')}.")
    return drafting.open_draft(desk, case, draft), draft, Seen(draft_id=draft.id, sha256=draft.sha256)


def _person(session: "Session", email: str) -> "Person":
    """Who decides: the person of that address, or the only consultant there is."""
    from accounts.people import PersonError, consultants, is_locked, person_by_email
    from accounts.roles import Role

    if email:
        person = person_by_email(session, email)
        if person is None:
            raise PersonError(f"There is no person with the address {email}. `caseconsultant people list` shows them.")
        if person.role is Role.OPERATOR:
            raise PersonError(f"{email} is an operator; only consultants and leads decide about cases.")
        if is_locked(person):
            raise PersonError(f"{email} is locked. `caseconsultant people unlock` lets them decide again.")
        return person
    several = consultants(session)
    if len(several) != 1:
        raise PersonError("Say who decides: --as ADDRESS. `caseconsultant people list` shows who may.")
    return several[0]
