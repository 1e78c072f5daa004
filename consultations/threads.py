"""Which case a mail continues, who takes part in it, and which cases look alike. Only a person joins or parts them.

A mail belongs to the case of any mail that it names, in References or In-Reply-To, and of any mail that named it
before it came: the union over both, in whatever order mails arrive. What a stranger can guess or copy opens nothing:
a case is continued by those who have written on it, and by nobody else until a person lets them in.
"""

import re
from collections.abc import Collection, Sequence

from sqlmodel import Session, col, select

from accounts.models import Organisation
from consultations import outbox, repository
from consultations.desk import Desk
from consultations.filing import FiledMail, open_filed
from consultations.messages import InboundMessage
from consultations.models import Consultation, ThreadLink
from consultations.tokens import verify

CASE_NUMBER = re.compile(r"\bCC-[0-9A-HJKMNP-TV-Z]{6}\b", re.IGNORECASE)

_PREFIXES = re.compile(
    r"^(?:\s*(?:re|fwd?|aw|wg|sv|vs|antw|rv|tr|rif|res|enc|odp|pd|ynt|ilt)\s*+(?:\[\d+\]|\(\d+\))?\s*+:|\s*\[[^\]]{0,60}\])+",
    re.IGNORECASE,
)
"""What replies and lists put in front (RFC 5256, 2.1), in the languages of common mail programs."""


def case_of(desk: Desk, session: Session, message: InboundMessage, organisation: Organisation) -> Consultation | None:
    """The case of this organisation that the mail continues, locked: of the nearest mail that it names.

    A case of another organisation is never found, whatever the mail refers to.
    """
    key = desk.vault.token_key(outbox.TOKEN_PURPOSE)
    nearest_first = list(reversed(_ids(message)))
    linked = repository.cases_by_link(session, [_hash(desk, named) for named in nearest_first], organisation.id)
    for named in nearest_first:
        token = verify(named, key)
        found = _of_number(session, token.case_number) if token else linked.get(_hash(desk, named))
        if found is not None and found.organisation_id == organisation.id:
            return surviving(session, found)
    return None


def surviving(session: Session, consultation: Consultation) -> Consultation:
    """The case that this one was merged into, at the end of the chain, or itself; locked."""
    locked = repository.locked(session, _end_of(session, consultation).id)
    while locked.merged_into is not None:  # while we waited for the lock
        locked = repository.locked(session, _end_of(session, locked).id)
    return locked


def _end_of(session: Session, case: Consultation) -> Consultation:
    while case.merged_into is not None:
        case = session.get_one(Consultation, case.merged_into)
    return case


def link(
    desk: Desk, session: Session, message: InboundMessage, consultation: Consultation, *, nothing_known: bool
) -> None:
    """Remember the mail's own Message-ID and those that it names, so that mails join in any order of arrival.

    What belongs to another case of the client stays there: a mail may name mails of two. `nothing_known` spares
    asking where no case was found.
    """
    wanted = {_hash(desk, named) for named in _ids(message)}
    if not nothing_known:
        wanted -= set(repository.cases_by_link(session, sorted(wanted), consultation.organisation_id))
    for message_id_hash in sorted(wanted):
        session.add(ThreadLink(message_id_hash=message_id_hash, consultation_id=consultation.id))


def takes_part(desk: Desk, session: Session, addr: str, consultation: Consultation) -> bool:
    """Whether this address has written on the case. Who was only named in Cc has not."""
    filed = (open_filed(desk.vault, mail) for mail in repository.client_mails_of(session, consultation.id))
    return any(mail is not None and mail.sender.addr.lower() == addr.lower() for mail in filed)


def claim(desk: Desk, session: Session, message_id: str | None, consultation: Consultation) -> None:
    """Give a mail's Message-ID to this case alone: replies to it belong here from now on."""
    if message_id is None:
        return
    own = _hash(desk, message_id)
    cases = select(Consultation.id).where(Consultation.organisation_id == consultation.organisation_id)
    for row in session.exec(
        select(ThreadLink).where(ThreadLink.message_id_hash == own, col(ThreadLink.consultation_id).in_(cases))
    ):
        session.delete(row)
    session.flush()
    session.add(ThreadLink(message_id_hash=own, consultation_id=consultation.id))


def is_known(desk: Desk, session: Session, message_id: str | None) -> bool:
    """Whether this Message-ID belongs to a case of anybody's, as a mail's own or because one named it."""
    if message_id is None:
        return False
    wanted = select(ThreadLink.id).where(ThreadLink.message_id_hash == _hash(desk, message_id))
    return session.exec(wanted.limit(1)).first() is not None


def subject_hash(desk: Desk, subject: str) -> str:
    """The same for subjects that differ only in what replies put in front; empty for an empty one."""
    base = " ".join(_PREFIXES.sub("", CASE_NUMBER.sub("", subject)).casefold().split()).strip(" []")
    return desk.vault.keyed_hash("subject", base) if base else ""


def cases_named(desk: Desk, session: Session, mails: Sequence[FiledMail], organisation_id: int) -> set[int]:
    """The keys of the organisation's cases that the Message-IDs which these mails name belong to."""
    named = {_hash(desk, message_id) for mail in mails for message_id in mail.references}
    found = repository.cases_by_link(session, sorted(named), organisation_id).values()
    return {_end_of(session, case).id for case in found}


def numbers_in(subject: str) -> Collection[str]:
    """The case numbers that a subject names, as clients copy them from ours."""
    return {found.upper() for found in CASE_NUMBER.findall(subject)}


def _of_number(session: Session, number: str) -> Consultation | None:
    return session.exec(select(Consultation).where(Consultation.number == number)).first()


def _ids(message: InboundMessage) -> tuple[str, ...]:
    """The mails that it names, the oldest first, and itself last."""
    named = (*message.references, *((message.message_id,) if message.message_id else ()))
    return tuple(dict.fromkeys(named))


def _hash(desk: Desk, message_id: str) -> str:
    return desk.vault.keyed_hash("message-id", message_id.strip())
