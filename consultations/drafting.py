"""From the record to a draft: what the assistant may read, and filing what it wrote as an immutable version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session

from accounts.models import ClientAddress, Organisation
from config.columns import new_row_id
from config.errors import CaseConsultantError
from consultations import answers, attaching, audit, cases, jobs, precedents, repository
from consultations.answers import Answer, Result
from consultations.desk import Desk
from consultations.filing import FiledMail, open_filed
from consultations.lifecycle import CASE, CaseState
from consultations.messages import Address
from consultations.models import Consultation, Draft, JobKind
from consultations.records import CaseRecord, Document


class NothingToReadError(CaseConsultantError):
    """A case has no mail that can be read; a person must look at it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a draft rests on: the record, who is answered, and how the newest mail in it is."""

    record: CaseRecord
    client: Address
    newest_filing: int
    message_id: str | None
    references: tuple[str, ...]


def read(desk: Desk, session: Session, consultation: Consultation) -> Reading:
    """Gather the client's words on a case, newest first; raises NothingToReadError when there are none."""
    mails = repository.client_mails_of(session, consultation.id)
    opened = [(mail, filed) for mail in reversed(mails) if (filed := open_filed(desk.vault, mail))]
    if not opened:
        raise NothingToReadError(f"{consultation.number} has no mail that can be read.")
    zone = ZoneInfo(desk.settings.time_zone)
    documents: list[Document] = []
    unread: list[str] = []
    for mail, filed in opened:
        day = mail.received_at.astimezone(zone).date()
        documents += _documents(filed, day)
        unread += [attachment.unread for attachment in filed.attachments if attachment.unread]
    newest, newest_filed = opened[0]
    record = CaseRecord(
        received_on=opened[-1][0].received_at.astimezone(zone).date(),
        documents=tuple(documents),
        unread=tuple(unread),
        subject=opened[-1][1].subject,
        people=_people(session, consultation, [filed for _, filed in opened]),
        case=consultation.number,
    )
    return Reading(
        record=record,
        client=addressee(session, consultation, [filed for _, filed in opened]),
        newest_filing=newest.filing or 0,
        message_id=newest_filed.message_id,
        references=newest_filed.references,
    )


def addressee(session: Session, consultation: Consultation, newest_first: Sequence[FiledMail]) -> Address:
    """Whoever wrote the newest mail, or the address of the same client's that a person chose instead."""
    chosen = session.get(ClientAddress, consultation.answer_to) if consultation.answer_to else None
    if chosen is None or chosen.organisation_id != consultation.organisation_id:
        return newest_first[0].sender
    named = (filed.sender for filed in newest_first if filed.sender.addr.lower() == chosen.addr)
    return next(named, Address("", chosen.addr))


def _people(session: Session, consultation: Consultation, mails: list[FiledMail]) -> tuple[str, ...]:
    """Who wrote, to whom else, and for which organisation."""
    organisation = session.get(Organisation, consultation.organisation_id)
    everyone = [person for mail in mails for person in (mail.sender, *mail.others)]
    named = [words for person in everyone for words in (person.name, person.addr)]
    return tuple(dict.fromkeys(filter(None, [*named, organisation.name if organisation else ""])))


def mail_name(day: date) -> str:
    """How evidence names a client's mail: by the local day on which it came."""
    return f"your mail of {day.day} {day:%b %Y}"


def below_name(mail: str) -> str:
    """How evidence names what was passed on in that mail."""
    return f"the message below {mail}"


def _documents(filed: FiledMail, day: date) -> list[Document]:
    mail = Document(name=mail_name(day), text=filed.reply_text)  # the subject is CaseRecord.subject
    below = [Document(below_name(mail.name), filed.forwarded)] if filed.forwarded else []
    return [mail, *below, *(document for part in filed.attachments for document in part.documents)]


def file_draft(
    desk: Desk, session: Session, consultation: Consultation, answer: Answer, reading: Reading, author: str
) -> Draft:
    """Keep an answer as the next version. The case is locked by the caller; its state does not change here."""
    latest = repository.latest_draft(session, consultation.id)
    answer = precedents.mentioned(desk, session, consultation, answer, reading.record)
    row = new_row_id()
    safe = desk.vault.safe("consultation", consultation.id, consultation.data_key)
    draft = Draft(
        id=row,
        consultation_id=consultation.id,
        version=latest.version + 1 if latest else 1,
        author=author,
        sha256=answers.digest(answer, (reading.client.addr,)),
        newest_filing=reading.newest_filing,
        created_at=desk.clock(),
        failing=len(answer.blocking),
        warnings=_count(answer, Result.WARNING),
        unchecked=_count(answer, Result.NOT_RUN),
        codes=safe.seal("draft", row, "codes", " ".join(line.code for line in answer.code_lines)),
        answer=safe.seal("draft", row, "answer", answers.to_json(answer)),
    )
    consultation.topic = answer.topic
    session.add_all([draft, consultation])
    session.flush()
    audit.record(
        session,
        consultation.number,
        "draft_written",
        author,
        desk.clock(),
        draft=draft.id,
        version=draft.version,
        sha256=draft.sha256,
    )
    jobs.enqueue(session, JobKind.KEEP_WORDS, consultation.id, desk.clock())
    return draft


def _count(answer: Answer, result: Result) -> int:
    found = [line.result for line in answer.code_lines] + [check.result for check in answer.checks]
    return found.count(result)


def open_draft(desk: Desk, consultation: Consultation, draft: Draft) -> Answer:
    """The answer that a version holds."""
    safe = desk.vault.safe("consultation", consultation.id, consultation.data_key)
    return answers.from_json(safe.open("draft", draft.id, "answer", draft.answer))


def codes_of(desk: Desk, consultation: Consultation, draft: Draft) -> tuple[str, ...]:
    """The codes that a version recommends, without opening the whole answer where they stand beside it."""
    if draft.codes is None:
        return tuple(line.code for line in open_draft(desk, consultation, draft).code_lines)
    safe = desk.vault.safe("consultation", consultation.id, consultation.data_key)
    return tuple(safe.open("draft", draft.id, "codes", draft.codes).decode().split())


def begin(desk: Desk, session: Session, consultation_id: int) -> Reading | None:
    """Start on a case: what to read, or None when there is nothing to draft now.

    A case that was answered while a newer mail came in is taken up again here.
    """
    consultation = repository.locked(session, consultation_id)
    if has_unread_mail(session, consultation) and CaseState.DRAFTING in CASE[consultation.state]:
        cases.move(desk, session, consultation, CaseState.DRAFTING, "taken_up")
    if consultation.state is not CaseState.DRAFTING or attaching.under_way(session, consultation):
        return None  # what reads the attachments asks for the draft when it has done
    return read(desk, session, consultation)


def has_unread_mail(session: Session, consultation: Consultation) -> bool:
    """Whether something was filed on the case that its newest draft has not read."""
    draft = repository.latest_draft(session, consultation.id)
    mails = repository.client_mails_of(session, consultation.id)
    return bool(draft and mails and (mails[-1].filing or 0) > draft.newest_filing)


def drafted(desk: Desk, session: Session, consultation_id: int, answer: Answer, reading: Reading) -> None:
    """File the assistant's draft and hand the case to review. A case that moved on meanwhile keeps its state."""
    consultation = repository.locked(session, consultation_id)
    if consultation.state is not CaseState.DRAFTING:
        return
    file_draft(desk, session, consultation, answer, reading, audit.ASSISTANT)
    cases.move(desk, session, consultation, CaseState.IN_REVIEW, "ready_for_review")


def failed(desk: Desk, session: Session, consultation_id: int, reason: str) -> None:
    """No draft could be made; the case waits for a person."""
    consultation = repository.locked(session, consultation_id)
    if consultation.state is CaseState.DRAFTING:
        cases.move(desk, session, consultation, CaseState.FAILED, "draft_failed", reason=reason)
