"""Telling a client that our answer or question did not arrive, at an address where mail does.

Why so, and to whom: docs/decisions/0022.
"""

from collections.abc import Iterator

from sqlmodel import Session

from accounts.clients import contacts_of, known_address
from consultations import outbox, repository, statuses
from consultations.desk import Desk
from consultations.filing import FiledMail, open_filed
from consultations.letters import UndeliveredLetter
from consultations.messages import Address
from consultations.models import Consultation, OutboundMail, OutKind
from consultations.outbox import About, Headers
from consultations.standing import greeting

BY_PEOPLE = frozenset({OutKind.ANSWER, OutKind.QUESTION})
"""Nobody waits for an automatic mail; a notice that comes back is not followed by another one."""


def tell_the_client(desk: Desk, session: Session, consultation: Consultation, ours: OutboundMail) -> None:
    """Post one notice to each other address that wrote on the case, else to the contacts of the organisation.

    The address that it came back from is never written to, and of the case nothing is told but its number.
    """
    if ours.kind not in BY_PEOPLE:
        return
    _, sent = outbox.open_letter(ours, outbox.about(session, ours).safe(desk.vault))
    for headers in _reachable(desk, session, consultation, sent.to.addr.lower()):
        letter = UndeliveredLetter(
            case_number=consultation.number,
            greeting=greeting(headers.to),
            kind=ours.kind,
            written_at=ours.created_at,
            addr=sent.to.addr,
            why=statuses.told_to_client(ours.status),
            remedy=statuses.remedy(ours.status),
        )
        outbox.post_automatic(desk, session, OutKind.NOTICE, letter, headers, About(consultation, None))


def _reachable(desk: Desk, session: Session, consultation: Consultation, failed: str) -> list[Headers]:
    """How to write to whom: below the newest mail of who wrote on the case, or afresh to a contact."""
    newest_first: dict[str, Headers] = {}
    for mail in _written(desk, session, consultation):
        addr = mail.sender.addr.lower()
        if addr != failed and known_address(session, consultation.organisation_id, addr):
            newest_first.setdefault(addr, outbox.reply_headers(mail.sender, mail.message_id, mail.references))
    if newest_first:
        return list(newest_first.values())
    contacts = contacts_of(session, consultation.organisation_id)
    return [Headers(to=Address("", addr)) for addr in contacts if addr != failed]


def _written(desk: Desk, session: Session, consultation: Consultation) -> Iterator[FiledMail]:
    """What people wrote on the case, the newest first."""
    for mail in reversed(repository.client_mails_of(session, consultation.id)):
        if filed := open_filed(desk.vault, mail):
            yield filed
