"""Who may open a page or send a form. Each route has exactly one of these as a dependency, or no test passes."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from accounts import sessions
from accounts.models import Person
from accounts.roles import May, may
from accounts.second_factor import must_enrol
from accounts.sessions import Presence
from consultations.repository import NotFoundError
from web import forgery
from web.console import Console, TheConsole
from web.forms import Posted
from web.signing_in.cookies import session_secret


class NotSignedInError(Exception):
    """Nobody is signed in; the visitor is sent to the sign-in page."""


class MustEnrolError(Exception):
    """They are signed in, but get nowhere before they have a second factor."""


class ProveAgainError(Exception):
    """They must show once more that it is them, before they change how they sign in."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is asking, how their session stands, and the token for the forms that they are shown."""

    person: Person
    token: str = field(repr=False)
    presence: Presence


@dataclass(frozen=True, slots=True)
class Anybody:
    """Strangers too."""

    def __call__(self) -> None:
        """Nothing is asked."""


@dataclass(frozen=True, slots=True)
class Opens:
    """Whoever may do `act` opens the page; for everybody else who is signed in there is nothing here (404).

    `unenrolled`: also those who must set up a second factor first.
    """

    act: May
    unenrolled: bool = False

    def __call__(self, request: Request, console: TheConsole) -> Visitor:
        """Who is asking; raises NotSignedInError, NotFoundError or MustEnrolError."""
        return _allowed(request, console, self.act, unenrolled=self.unenrolled)


@dataclass(frozen=True, slots=True)
class Sends:
    """Whoever may do `act` sends the form, from a page of ours that they were shown in this session.

    `refusal` is told to those who may look at the page that it stands on, and not send it. With `proved`, they have
    shown within the last minutes that it is them.
    """

    act: May
    refusal: str = ""
    proved: bool = False
    unenrolled: bool = False

    def __call__(self, request: Request, console: TheConsole, form: Posted) -> Visitor:
        """Who is asking; raises NotSignedInError, NotFoundError, MustEnrolError, ForgedError, ProveAgainError, 403."""
        visitor = _allowed(request, console, self.act, unenrolled=self.unenrolled, refusal=self.refusal)
        forgery.check_origin(console.desk, request.headers)
        forgery.check_token(console.desk, session_secret(request, console.desk), form.get(forgery.FIELD, ""))
        if self.proved and not visitor.presence.proved_lately(console.desk.clock()):
            raise ProveAgainError
        return visitor


ANYBODY = Depends(Anybody())
Signed = Annotated[Visitor, Depends(Opens(May.LOOK))]
Deciding = Annotated[Visitor, Depends(Sends(May.SORT_MAIL))]
Consultant = Annotated[
    Visitor, Depends(Sends(May.DECIDE, refusal="Only a consultant decides about cases. Ask one, or sign in as one."))
]


def idle(console: Console) -> timedelta:
    """After how long without use a session is over."""
    return timedelta(minutes=console.desk.settings.sign_in.idle_minutes)


def needs_factor(console: Console, presence: Presence) -> bool:
    """Whether the settings want a second factor of this role, and none was shown."""
    required = console.desk.settings.sign_in.require_second_factor
    return must_enrol(presence.person, required, strong=presence.strong)


def _allowed(request: Request, console: Console, act: May, *, unenrolled: bool, refusal: str = "") -> Visitor:
    visitor = _visitor(request, console)
    role = visitor.person.role
    if not may(role, act):
        if refusal and may(role, May.LOOK):
            raise HTTPException(403, refusal)
        raise NotFoundError("There is nothing here for this role.")
    if needs_factor(console, visitor.presence) and not unenrolled:
        raise MustEnrolError
    return visitor


def _visitor(request: Request, console: Console) -> Visitor:
    desk, now = console.desk, console.desk.clock()
    secret = session_secret(request, desk)
    with desk.database.reading() as session:
        presence = sessions.signed_in(session, secret, now, idle(console)) if secret else None
    if presence is None:
        raise NotSignedInError
    if now - presence.seen_at >= sessions.SEEN_AGAIN and not _refreshes_itself(request):
        with desk.transaction() as session:
            sessions.note_use(session, presence.session_id, now)
    return Visitor(presence.person, forgery.token(desk, secret), presence)


def _refreshes_itself(request: Request) -> bool:
    """A page that asks for news every some seconds, with nobody before it, must not keep its session open."""
    asked = request.headers
    if request.method == "GET":
        return asked.get("hx-request") == "true" or asked.get("accept", "").startswith("text/event-stream")
    return asked.get("asks-by-itself") == "true"
