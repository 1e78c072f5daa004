"""One case as a screen shows it: everything opened, nothing that can change it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from accounts import people
from accounts.clients import addresses_of
from accounts.models import Organisation, Person
from consultations import audit, claims, drafting, model_use, notes, outbox, precedents, repository
from consultations.answers import Answer
from consultations.claims import Working
from consultations.desk import Desk
from consultations.filing import FiledMail, open_filed
from consultations.joining import STILL_OPEN, Alike, alike
from consultations.letters import Standing, UndeliveredLetter
from consultations.lifecycle import CaseState, OutState
from consultations.messages import Address
from consultations.model_use import Left
from consultations.models import Consultation, Draft, OutboundMail, OutKind
from consultations.notes import Note
from consultations.precedents import Earlier
from consultations.standing import standing


@dataclass(frozen=True, slots=True)
class MailView:
    """A mail of the case. `name` is what evidence calls it; `machine` says what kind of machine wrote it, or is empty.

    `mail_id` is its row. `filed` is None for a mail that could never be read.
    """

    mail_id: int
    name: str
    received_at: datetime
    verdict: str
    released_by: str
    machine: str
    filed: FiledMail | None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the draft, opened."""

    draft_id: int
    number: int
    author: str
    sha256: str
    created_at: datetime
    answer: Answer = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What we wrote about the case, to whom, and what became of it; `detail` is the last server's word."""

    kind: OutKind
    state: OutState
    to: str
    created_at: datetime
    sent_at: datetime | None
    detail: str

    @property
    def reason(self) -> str:
        """The detail as a sentence."""
        return f"{self.detail[:1].upper()}{self.detail[1:].removesuffix('.')}." if self.detail else ""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the audit trail. `who` is a name, or `assistant` or `service`; `email` tells people apart."""

    at: datetime
    email: str
    who: str
    action: str
    details: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with its record, newest mail first, its two newest drafts, its mail out, and its history, newest first.

    `client` is who an answer would go to, `elsewhere` the client's other addresses. `came_back` is what we wrote last,
    where it did not arrive, and `told` who was told so. `earlier` are answers to cases like this one; `left` is what
    language models were asked, oldest first. `unread_mail` is True when a mail came that the draft has not read.
    `working` has claimed it now, `assigned` is the address of who should answer it.
    """

    number: str
    topic: str
    state: CaseState
    received_at: datetime
    due_at: datetime
    organisation: str
    standing: Standing
    client: Address | None
    mails: tuple[MailView, ...]
    draft: Version | None
    previous: Version | None
    unread_mail: bool
    earlier: tuple[Earlier, ...]
    left: tuple[Left, ...]
    outgoing: tuple[Outgoing, ...]
    history: tuple[Event, ...]
    alike: tuple[Alike, ...] = ()
    merged_into: str = ""
    working: Working | None = None
    assigned: str = ""
    snoozed_until: datetime | None = None
    notes: tuple[Note, ...] = ()
    elsewhere: tuple[str, ...] = ()
    came_back: Outgoing | None = None
    told: tuple[str, ...] = ()

    @property
    def can_part(self) -> bool:
        """Whether a mail can be taken out: there is another one, and nothing is being drafted or sent."""
        return self.can_merge and sum(not mail.machine for mail in self.mails) > 1

    @property
    def can_merge(self) -> bool:
        """Whether its mails can go to another case."""
        return self.state in STILL_OPEN

    @property
    def subject(self) -> str:
        """What the client called the case in the first mail; empty when that had no subject."""
        return next((mail.filed.subject for mail in reversed(self.mails) if mail.filed and not mail.machine), "")

    @property
    def can_undo(self) -> bool:
        """Whether an approved answer is still here."""
        return self.state is CaseState.APPROVED and any(
            mail.kind is OutKind.ANSWER and mail.state is OutState.PENDING for mail in self.outgoing
        )


def case_view(desk: Desk, session: Session, number: str) -> CaseView:
    """Open the case of that number; raises repository.NotFoundError."""
    case = repository.consultation(session, number)
    organisation = session.get_one(Organisation, case.organisation_id)
    mails = _mails(desk, session, case)
    written_by_people = [mail.filed for mail in mails if mail.filed and not mail.machine]
    client = drafting.addressee(session, case, written_by_people) if written_by_people else None
    outgoing = {mail.id: (mail, _outgoing(desk, case, mail)) for mail in repository.outbound_of(session, case.id)}
    failed = repository.came_back(session, [case.id]).get(case.id)
    drafts = repository.drafts_of(session, case.id)
    newest = [mail.filing or 0 for mail in repository.client_mails_of(session, case.id)][-1:]
    return CaseView(
        number=case.number,
        topic=case.topic,
        state=case.state,
        received_at=case.received_at,
        due_at=case.due_at,
        organisation=organisation.name,
        standing=standing(desk, session, organisation),
        client=client,
        mails=mails,
        draft=_version(desk, case, drafts[-1]) if drafts else None,
        previous=_version(desk, case, drafts[-2]) if len(drafts) > 1 else None,
        unread_mail=bool(drafts and newest and newest[0] > drafts[-1].newest_filing),
        earlier=_earlier(desk, session, case, drafts[-1]) if drafts and newest else (),
        left=model_use.of_case(desk, session, case.id),
        outgoing=tuple(shown for _, shown in outgoing.values()),
        history=_history(session, case),
        alike=alike(desk, session, case),
        merged_into=session.get_one(Consultation, case.merged_into).number if case.merged_into else "",
        working=claims.holder(desk, session, case.id),
        assigned=session.get_one(Person, case.assigned_to).email if case.assigned_to else "",
        snoozed_until=case.snoozed_until if case.snoozed_until and case.snoozed_until > desk.clock() else None,
        notes=notes.of_case(desk, session, case),
        elsewhere=tuple(
            addr for addr in addresses_of(session, organisation) if not client or addr != client.addr.lower()
        ),
        came_back=outgoing[failed.id][1] if failed else None,
        told=tuple(
            shown.to
            for mail, shown in outgoing.values()
            if failed and mail.id > failed.id and mail.template == UndeliveredLetter.template
        ),
    )


def _outgoing(desk: Desk, case: Consultation, mail: OutboundMail) -> Outgoing:
    safe = desk.vault.safe("consultation", case.id, case.data_key)
    return Outgoing(
        kind=mail.kind,
        state=mail.state,
        to=outbox.open_letter(mail, safe)[1].to.addr,
        created_at=mail.created_at,
        sent_at=mail.sent_at,
        detail=mail.detail,
    )


def version(desk: Desk, session: Session, number: str, draft_id: int) -> Version | None:
    """One version of this case's draft; None when the case has no such draft."""
    case = repository.consultation(session, number)
    return next(
        (_version(desk, case, draft) for draft in repository.drafts_of(session, case.id) if draft.id == draft_id), None
    )


def _mails(desk: Desk, session: Session, case: Consultation) -> tuple[MailView, ...]:
    zone = ZoneInfo(desk.settings.time_zone)
    return tuple(
        MailView(
            mail_id=mail.id,
            name=drafting.mail_name(mail.received_at.astimezone(zone).date()),
            received_at=mail.received_at,
            verdict=mail.verdict,
            released_by=mail.released_by,
            machine=mail.reason,
            filed=open_filed(desk.vault, mail),
        )
        for mail in reversed(repository.mails_of(session, case.id))
    )


def _earlier(desk: Desk, session: Session, case: Consultation, draft: Draft) -> tuple[Earlier, ...]:
    answer = drafting.open_draft(desk, case, draft)
    return precedents.similar(desk, session, case, answer, drafting.read(desk, session, case).record)


def _version(desk: Desk, case: Consultation, draft: Draft) -> Version:
    return Version(
        draft_id=draft.id,
        number=draft.version,
        author=draft.author,
        sha256=draft.sha256,
        created_at=draft.created_at,
        answer=drafting.open_draft(desk, case, draft),
    )


def _history(session: Session, case: Consultation) -> tuple[Event, ...]:
    events = audit.history(session, case.number)
    names = people.names(session, {event.actor for event in events})
    return tuple(
        Event(
            at=event.at,
            email=event.actor,
            who=names.get(event.actor, event.actor),
            action=event.action,
            details=json.loads(event.details),
        )
        for event in reversed(events)
    )
