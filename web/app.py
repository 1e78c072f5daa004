"""The console as an application: routes, static files, and a page for everything that can go wrong."""

from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from consultations import repository
from consultations.desk import Desk
from consultations.ports import Assistant
from consultations.repository import NotFoundError
from web import arranging, case_page, client_cases, decisions, events, headers, held, people, review_queue
from web.account import authenticator, keys
from web.account import page as account_page
from web.console import STATIC, Console, TheConsole, open_console
from web.forgery import ForgedError
from web.signing_in import ANYBODY, NotSignedInError, links, pages, passkey, proving, second
from web.signing_in.visiting import MustEnrolError, ProveAgainError
from web.signing_in.ways import ACCOUNT, see, to_sign_in

log = structlog.get_logger()

_TITLES = {
    403: "This form was not accepted",
    404: "There is nothing here",
    405: "This address takes no such request",
    413: "That was too much",
    415: "This form cannot be read",
}
_NOT_FOUND = "No case and no page goes by this address. The queue shows the open cases."


ROOMS = (
    *(pages, second, passkey, proving, links),
    *(account_page, authenticator, keys, people, client_cases),
    *(events, review_queue, arranging, case_page, decisions, held),
)


def make_app(desk: Desk, assistant: Assistant) -> FastAPI:
    """The review console for this desk. Every route is a plain function, run in a thread."""
    app = FastAPI(title=desk.settings.service_name, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.console = open_console(desk, assistant)
    app.state.pulse = events.Pulse()
    app.add_middleware(headers.SafeHeaders)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.get("/healthz", dependencies=[ANYBODY])(healthz)
    for room in ROOMS:
        app.include_router(room.router)
    _show_problems(app)
    return app


def healthz(console: TheConsole) -> Response:
    """Whether the database answers: for whatever watches the service."""
    try:
        with console.desk.database.reading() as session:
            repository.is_there(session)
    except SQLAlchemyError as error:
        log.warning("database_away", error=type(error).__name__)
        return PlainTextResponse("the database does not answer", HTTPStatus.SERVICE_UNAVAILABLE)
    return PlainTextResponse("ok")


def _show_problems(app: FastAPI) -> None:
    """Every error is a page with a sentence; none shows what is inside."""

    @app.exception_handler(NotSignedInError)
    def _sign_in_first(request: Request, _error: Exception) -> Response:
        return to_sign_in(request)

    @app.exception_handler(MustEnrolError)
    def _enrol_first(_request: Request, _error: Exception) -> Response:
        return see(ACCOUNT)

    @app.exception_handler(ProveAgainError)
    def _prove_again(_request: Request, _error: Exception) -> Response:
        return see("/prove")

    @app.exception_handler(ForgedError)
    def _forged(request: Request, error: Exception) -> Response:
        log.warning("form_refused", path=request.url.path)
        return _problem(request, HTTPStatus.FORBIDDEN, str(error))

    @app.exception_handler(NotFoundError)
    @app.exception_handler(RequestValidationError)
    def _unknown(request: Request, _error: Exception) -> Response:
        return _problem(request, HTTPStatus.NOT_FOUND, _NOT_FOUND)

    @app.exception_handler(HTTPException)
    def _refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.BAD_REQUEST
        sentence = str(error.detail) if isinstance(error, HTTPException) else ""
        response = _problem(request, status, _NOT_FOUND if status == HTTPStatus.NOT_FOUND else sentence)
        response.headers.update(getattr(error, "headers", None) or {})
        return response

    @app.exception_handler(Exception)
    def _broken(request: Request, _error: Exception) -> Response:
        # Starlette calls this one outside the middleware, then raises the error again for the log.
        sentence = "Something went wrong here, and nothing was changed. Try again; if it stays, look at the log."
        response = _problem(request, HTTPStatus.INTERNAL_SERVER_ERROR, sentence)
        response.headers.update(headers.ALWAYS)
        return response


def _problem(request: Request, status: int, sentence: str) -> Response:
    console: Console = request.app.state.console
    return console.page("problem.html", status, title=_TITLES.get(status, "That did not work"), sentence=sentence)
