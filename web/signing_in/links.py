"""The pages behind mailed links, and the one that asks for such a mail. Opening them changes nothing."""

from http import HTTPStatus

from fastapi import APIRouter, BackgroundTasks, Request
from fastapi.responses import Response

from accounts import mailed_links, people
from accounts.passwords import SHORTEST_PASSWORD, PersonError
from consultations import audit, inviting
from consultations.desk import Desk
from web import forgery
from web.console import Console, TheConsole
from web.forms import Posted
from web.signing_in.visiting import ANYBODY
from web.signing_in.ways import see

router = APIRouter()

OVER = "This link is over, was used already, or a newer one was mailed. Ask for another one."
ASKED = (
    "If somebody here signs in with that address, a mail with a link is on its way to it. At most one goes out in a "
    "quarter of an hour."
)


@router.get("/link/{token}", dependencies=[ANYBODY])
def link_page(console: TheConsole, token: str) -> Response:
    """The form for a password."""
    return _show(console, token)


@router.post("/link/{token}", dependencies=[ANYBODY])
def use_link(request: Request, console: TheConsole, token: str, form: Posted) -> Response:
    """Set the password; the link is used up, and every session of before is over. Signing in comes next, with the
    second factor of whoever has one.
    """
    desk, password = console.desk, form.get("password", "")
    forgery.check_origin(desk, request.headers)
    forgery.check_token(desk, token, form.get(forgery.FIELD, ""))
    if password != form.get("again", ""):
        return _show(console, token, HTTPStatus.UNPROCESSABLE_ENTITY, "The two passwords are not the same.")
    try:
        with desk.transaction() as session:
            person = mailed_links.use(session, token, desk.clock())
            if person is not None:
                people.change_password(session, person.email, password)
                audit.record(session, "people", "password_chosen", person.email, desk.clock(), person=person.id)
    except PersonError as error:  # the transaction is rolled back, so the link is good still
        return _show(console, token, HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
    return see("/sign-in", news="new_password") if person else _show(console, token)


@router.get("/forgotten", dependencies=[ANYBODY])
def forgotten_page(console: TheConsole) -> Response:
    """The form for an address."""
    return console.page("forgotten.html", asked="", can=bool(console.desk.settings.web.public_url))


@router.post("/forgotten", dependencies=[ANYBODY])
def forgotten(request: Request, console: TheConsole, form: Posted, later: BackgroundTasks) -> Response:
    """The same page for every address, before anything is looked up: neither words nor time tell who signs in here."""
    forgery.check_origin(console.desk, request.headers)
    later.add_task(_mail_a_link, console.desk, form.get("email", ""))
    response = console.page("forgotten.html", asked=ASKED, can=bool(console.desk.settings.web.public_url))
    response.background = later
    return response


def _mail_a_link(desk: Desk, email: str) -> None:
    with desk.transaction() as session:
        inviting.forgotten(desk, session, email)


def _show(console: Console, token: str, status: int = 200, problem: str = "") -> Response:
    with console.desk.database.reading() as session:
        person = mailed_links.holder(session, token, console.desk.clock())
    if person is None:
        title = "This link opens nothing"
        return console.page("problem.html", HTTPStatus.NOT_FOUND, title=title, sentence=OVER)
    return console.page(
        "choose_password.html",
        status,
        problem=problem,
        person=person,
        link=token,
        form_token=forgery.token(console.desk, token),
        shortest=SHORTEST_PASSWORD,
    )
