"""People: making, changing and locking them. A change of what somebody may do ends their sessions at once."""

from collections.abc import Collection

from sqlalchemy import delete
from sqlmodel import Session, col, select

from accounts import sessions
from accounts.attempts import LOCKED, forgive, is_locked
from accounts.models import Organisation, Person
from accounts.passwords import PersonError, hashed
from accounts.roles import DECIDING, Role
from accounts.sign_in_models import MailedLink

__all__ = ["PersonError", "is_locked"]


def add_person(
    session: Session,
    name: str,
    email: str,
    password: str | None,
    *,
    credential: str = "",
    role: Role,
    organisation: Organisation | None = None,
) -> Person:
    """Make a person; without a password, one who cannot sign in until they chose one.

    Raises PersonError for a taken address, a short password, or a client without an organisation.
    """
    address, password_hash = email.strip().lower(), "" if password is None else hashed(password)
    if not name.strip():
        raise PersonError("A person needs a name.")
    if (role is Role.CLIENT) != (organisation is not None):
        raise PersonError("A client belongs to an organisation, and nobody else does. Name it for a client only.")
    if person_by_email(session, address):
        raise PersonError(f"There is a person with the address {address} already.")
    person = Person(
        name=name.strip(),
        email=address,
        credential=credential.strip(),
        role=role,
        organisation_id=organisation.id if organisation else None,
        password_hash=password_hash,
    )
    session.add(person)
    session.flush()
    return person


def change_password(session: Session, email: str, password: str, *, but: int | None = None) -> Person:
    """Give a person another password and end their sessions, but for one; raises PersonError. A person's lock stays."""
    person = known(session, email)
    person.password_hash = hashed(password)
    if not is_locked(person):
        forgive(session, person)
    session.add(person)
    sessions.end_all(session, person.id, but=but)
    session.execute(delete(MailedLink).where(col(MailedLink.person_id) == person.id))
    return person


def lock_person(session: Session, email: str) -> Person:
    """Let a person sign in no more, and end their sessions at once; raises PersonError for one we do not know."""
    person = known(session, email)
    person.locked_until = LOCKED
    session.add(person)
    sessions.end_all(session, person.id)
    session.execute(delete(MailedLink).where(col(MailedLink.person_id) == person.id))
    return person


def unlock_person(session: Session, email: str) -> Person:
    """Let a person sign in again, also after too many wrong passwords; raises PersonError for one we do not know."""
    person = known(session, email)
    forgive(session, person)
    return person


def change_role(session: Session, email: str, role: Role) -> Person:
    """Let a person of ours do something else from now on, and end their sessions; raises PersonError.

    Links that were mailed for the old role are dead. A client stays one: what they saw was their organisation's.
    """
    person = known(session, email)
    if Role.CLIENT in {role, person.role} and role is not person.role:
        raise PersonError("A client stays a client, and nobody becomes one. Invite them with another address.")
    if role is not person.role:
        person.role = role
        session.add(person)
        sessions.end_all(session, person.id)
    return person


def known(session: Session, email: str) -> Person:
    """The person, locked for the transaction: a sign-in that is under way comes before or after, never between."""
    person = session.exec(select(Person).where(Person.email == email.strip().lower()).with_for_update()).first()
    if person is None:
        raise PersonError(f"There is no person with the address {email}. `caseconsultant people list` shows them.")
    return person


def person_by_email(session: Session, email: str) -> Person | None:
    """The person of that address, or None."""
    return session.exec(select(Person).where(Person.email == email.strip().lower())).first()


def names(session: Session, emails: Collection[str]) -> dict[str, str]:
    """The names of those who have these addresses, by address."""
    found = session.exec(select(Person).where(col(Person.email).in_(emails))).all()
    return {person.email: person.name for person in found}


def consultants(session: Session) -> list[Person]:
    """Everybody who may decide about cases; nobody who is locked."""
    deciding = session.exec(select(Person).where(col(Person.role).in_(DECIDING)))
    return [person for person in deciding if not is_locked(person)]


def everybody(session: Session) -> list[Person]:
    """All people, by name."""
    return list(session.exec(select(Person).order_by(Person.name)))
