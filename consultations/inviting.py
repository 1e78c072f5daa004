"""Letting people in by mail: an invitation, the same once more, and a new password for who forgot theirs.

The letter holds a link that opens a page; the page's form sets the password. What the link's secret is stands nowhere
but in that letter, which lies sealed in the outbox.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from accounts import mailed_links, people
from accounts.attempts import is_locked
from accounts.mailed_links import LASTS
from accounts.models import Organisation, Person
from accounts.people import PersonError
from accounts.roles import Role
from accounts.sign_in_models import LinkPurpose
from config.sections import ADDRESS
from config.settings import SettingsError
from consultations import audit, outbox
from consultations.desk import Desk
from consultations.letters import InvitationLetter, NewPasswordLetter
from consultations.messages import Address
from consultations.models import OutKind
from consultations.outbox import NOTHING, Headers

ONCE_IN = timedelta(minutes=15)
"""A person who waits for the mail asks again; a machine that asks in their name fills no mailbox."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is to be invited; a client, and nobody else, with their organisation."""

    name: str
    email: str
    role: Role
    credential: str = ""
    organisation: Organisation | None = None


def invite(desk: Desk, session: Session, guest: Guest, actor: str) -> Person:
    """Make a person and mail them the way in; raises PersonError, or SettingsError where no link can be written."""
    if not ADDRESS.fullmatch(guest.email):
        raise PersonError("That is no mail address. Write it plain, such as lea@example.org.")
    _public_address(desk)
    person = people.add_person(
        session,
        guest.name,
        guest.email,
        None,
        credential=guest.credential,
        role=guest.role,
        organisation=guest.organisation,
    )
    audit.record(session, "people", "person_invited", actor, desk.clock(), person=person.id, role=guest.role)
    _mail_invitation(desk, session, person)
    return person


def invite_again(desk: Desk, session: Session, email: str, actor: str) -> Person:
    """Mail a new link; the earlier one is dead. Raises PersonError for somebody locked, or who signs in already."""
    person = people.known(session, email)
    if is_locked(person):
        raise PersonError(f"{person.email} is locked. Unlock them first.")
    if person.password_hash:
        raise PersonError(f"{person.email} has a password. Who forgot theirs asks for a new one on the sign-in page.")
    _mail_invitation(desk, session, person)
    audit.record(session, "people", "person_invited_again", actor, desk.clock(), person=person.id)
    return person


def forgotten(desk: Desk, session: Session, email: str) -> None:
    """Mail a way to a new password, if there is such a person, and none was mailed a moment ago. Tells nobody which.

    The password of before is good until the form is sent.
    """
    person = people.person_by_email(session, email)
    if person is None or is_locked(person) or not desk.settings.web.public_url:
        return
    if outbox.had_lately(desk, session, person.email, NewPasswordLetter.template, ONCE_IN):
        return
    link = _link(desk, session, person, LinkPurpose.NEW_PASSWORD)
    hours = round(LASTS[LinkPurpose.NEW_PASSWORD] / timedelta(hours=1))
    _post(desk, session, person, NewPasswordLetter(_greeting(person), link, hours))
    audit.record(session, "people", "new_password_asked_for", audit.SERVICE, desk.clock(), person=person.id)


def _mail_invitation(desk: Desk, session: Session, person: Person) -> None:
    link = _link(desk, session, person, LinkPurpose.INVITATION)
    hours = round(LASTS[LinkPurpose.INVITATION] / timedelta(hours=1))
    if not _post(desk, session, person, InvitationLetter(_greeting(person), person.email, link, hours)):
        raise PersonError(f"{person.email} was sent too many mails within the hour. Try again later.")


def _post(desk: Desk, session: Session, person: Person, letter: InvitationLetter | NewPasswordLetter) -> bool:
    headers = Headers(to=Address(name=person.name, addr=person.email))
    return outbox.post_automatic(desk, session, OutKind.NOTICE, letter, headers, NOTHING) is not None


def _link(desk: Desk, session: Session, person: Person, purpose: LinkPurpose) -> str:
    secret = mailed_links.issue(session, person, purpose, desk.clock())
    return f"{_public_address(desk)}/link/{secret}"


def _public_address(desk: Desk) -> str:
    if not desk.settings.web.public_url:
        raise SettingsError(
            "Setting web.public_url (CASECONSULTANT_WEB__PUBLIC_URL) is empty, so no link can be mailed. "
            "Set it to the address by which people reach the console, such as https://desk.example.org."
        )
    return desk.settings.web.public_url


def _greeting(person: Person) -> str:
    return f"Hi {person.name.split()[0]},"
