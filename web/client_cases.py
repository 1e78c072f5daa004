"""What a client sees: how far the cases of their own organisation are."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from accounts.clients import organisation_names
from accounts.roles import May
from consultations.client_view import own_cases
from consultations.repository import NotFoundError
from web.console import TheConsole
from web.signing_in import Opens, Visitor
from web.signing_in.ways import CASES

router = APIRouter()


@router.get(CASES)
def cases(console: TheConsole, visitor: Annotated[Visitor, Depends(Opens(May.FOLLOW_OWN_CASES))]) -> Response:
    """Number, topic, state and times; nothing that was asked or answered."""
    organisation = visitor.person.organisation_id
    if organisation is None:
        raise NotFoundError("There is nothing here for this role.")
    with console.desk.database.reading() as session:
        listed = own_cases(session, organisation)
        name = organisation_names(session, [organisation])[organisation]
    return console.page("client_cases.html", visitor=visitor, cases=listed, organisation=name)
