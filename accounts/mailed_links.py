"""Links that are mailed to people: for a first password, or for another one. The newest alone is good, and once."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from accounts.attempts import is_locked, locked_row
from accounts.models import Person
from accounts.sign_in_models import LinkPurpose, MailedLink
from accounts.tickets import hash_of, new_secret

LASTS = {
    LinkPurpose.INVITATION: timedelta(hours=72),  # over a weekend
    LinkPurpose.NEW_PASSWORD: timedelta(hours=2),  # whoever asks for it reads their mail now
}


def issue(session: Session, person: Person, purpose: LinkPurpose, now: datetime) -> str:
    """The secret of a new link for the person; every earlier one is dead."""
    session.execute(delete(MailedLink).where(col(MailedLink.person_id) == person.id))
    secret = new_secret()
    session.add(
        MailedLink(
            person_id=person.id,
            token_hash=hash_of(secret),
            purpose=purpose,
            role=person.role,
            expires_at=now + LASTS[purpose],
        )
    )
    session.flush()
    return secret


def holder(session: Session, secret: str, now: datetime) -> Person | None:
    """Whose link this is; None when it is over, was used, or is for a role that they have no more."""
    found = session.exec(select(MailedLink).where(MailedLink.token_hash == hash_of(secret))).first()
    person = session.get(Person, found.person_id) if found else None
    good = found is not None and person is not None and found.expires_at > now and found.role == person.role
    return person if person is not None and good and not is_locked(person) else None


def use(session: Session, secret: str, now: datetime) -> Person | None:
    """As `holder`, for one user alone: the link is dead from here on."""
    person = holder(session, secret, now)
    if person is None or locked_row(session, person.id) is None or holder(session, secret, now) is None:
        return None
    used = session.execute(
        delete(MailedLink).where(col(MailedLink.token_hash) == hash_of(secret)).returning(col(MailedLink.id))
    ).first()
    return person if used else None


def waiting(session: Session, now: datetime) -> set[int]:
    """The keys of the people who have a link that is good."""
    return set(session.exec(select(MailedLink.person_id).where(col(MailedLink.expires_at) > now)))
