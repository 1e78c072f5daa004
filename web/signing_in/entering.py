"""From proofs that were checked to a session: at once, or after the second factor that this person has."""

from fastapi import Request
from fastapi.responses import Response

from accounts import second_factor, sessions, steps
from accounts.attempts import must_wait
from accounts.models import Person
from accounts.sessions import SESSION_LENGTH
from accounts.sign_in_models import Method, StepKind
from consultations import audit
from web.console import Console
from web.signing_in import cookies
from web.signing_in.devices import device_of
from web.signing_in.ways import kept, landing, see


def enter(
    console: Console, request: Request, person_id: int, method: Method, *, strong: bool = False, then: str = ""
) -> Response | None:
    """Open a session, or ask for the second factor; None for somebody who is locked.

    `strong`: two factors were shown already.
    """
    desk, now = console.desk, console.desk.clock()
    with desk.transaction() as session:
        person = session.get(Person, person_id, with_for_update=True, populate_existing=True)
        if person is None or must_wait(person, now):
            return None
        if not strong and second_factor.enrolled(session, person.id).any:
            step = steps.begin(session, StepKind.SECOND_FACTOR, now, person_id=person.id, method=method)
            response: Response = see("/sign-in/second", then=kept(then))
            cookies.give(response, desk, cookies.STEP, step, steps.LASTS)
            return response
        device = device_of(request.headers.get("user-agent", ""))
        secret = sessions.begin(session, person.id, now, method, strong=strong, device=device)
        if secret is None:
            return None
        audit.record(session, "people", "signed_in", person.email, now, person=person.id, method=method)
    response = see(landing(person.role, then))
    cookies.give(response, desk, cookies.SESSION, secret, SESSION_LENGTH)
    for kind in (cookies.STEP, cookies.PASSKEY, cookies.PROVIDER):
        if cookies.read(request, desk, kind):
            cookies.take_back(response, desk, kind)
    return response
