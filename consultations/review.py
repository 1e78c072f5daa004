"""A person's decisions: amend, approve, undo, decline, ask, redraft. Each is one transaction with its audit event."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from accounts import quota
from accounts.clients import known_address
from accounts.models import Organisation, Person
from consultations import audit, cases, claims, drafting, outbox, repository, statuses
from consultations.answers import Answer
from consultations.desk import Desk
from consultations.drafting import Reading
from consultations.letters import AnswerLetter, CameBack, DeclinedLetter, Letter, QuestionLetter
from consultations.lifecycle import CaseState
from consultations.models import Approval, Consultation, Draft, OutboundMail, OutKind
from consultations.ports import Assistant
from consultations.refusals import ChangedError, DecisionError
from consultations.standing import greeting, standing


@dataclass(frozen=True, slots=True)
class Seen:
    """What the person was looking at when deciding. Anything newer refuses the decision."""

    draft_id: int
    sha256: str


def amend(
    desk: Desk, session: Session, number: str, person: Person, answer: Answer, seen: Seen, assistant: Assistant
) -> Draft:
    """File the person's version, checked afresh, and have the case claimed: whoever amends works on it.

    Raises DecisionError when somebody amended, mailed or claimed meanwhile.
    """
    consultation = repository.consultation(session, number, lock=True)
    _may_decide(desk, session, consultation, person)
    claims.claim(desk, session, number, person)
    _unchanged(session, consultation, seen)
    reading = drafting.read(desk, session, consultation)
    checked = assistant.verify(answer, reading.record)
    return drafting.file_draft(desk, session, consultation, checked, reading, person.email)


def approve(desk: Desk, session: Session, number: str, person: Person, seen: Seen, reason: str = "") -> OutboundMail:
    """Approve exactly the draft that was seen, and put the answer into the outbox.

    Raises DecisionError when the case is not in review, anything changed since, a check fails, or a code that could
    not be checked is approved without a reason.
    """
    consultation = repository.consultation(session, number, lock=True)
    _may_decide(desk, session, consultation, person)
    draft = _unchanged(session, consultation, seen)
    answer = drafting.open_draft(desk, consultation, draft)
    if answer.blocking:
        raise DecisionError("This draft cannot be approved until it is amended. " + " ".join(answer.blocking))
    if answer.unchecked_lines and not reason.strip():
        codes = ", ".join(line.code for line in answer.unchecked_lines)
        raise DecisionError(f"{codes} could not be checked on the date of service. Give your reason to approve it.")
    _says_something_new(desk, session, consultation, draft, answer)
    reading = drafting.read(desk, session, consultation)
    approval = _record_approval(desk, session, consultation, draft, person, reason.strip())
    _charge(desk, session, consultation)
    letter = _answer_letter(desk, session, consultation, person, answer, reading, approval.at)
    mail = _post(
        desk,
        session,
        consultation,
        OutKind.ANSWER,
        letter,
        reading,
        approval_id=approval.id,
        not_before=desk.clock() + timedelta(seconds=desk.settings.undo_seconds),
    )
    cases.move(
        desk,
        session,
        consultation,
        CaseState.APPROVED,
        "approved",
        person.email,
        draft=draft.id,
        sha256=draft.sha256,
        outbound=mail.id,
    )
    return mail


def preview(desk: Desk, session: Session, number: str, person: Person) -> AnswerLetter | None:
    """The letter that this person's approval would send now; None before the first draft."""
    consultation = repository.consultation(session, number)
    draft = repository.latest_draft(session, consultation.id)
    if draft is None:
        return None
    answer = drafting.open_draft(desk, consultation, draft)
    reading = drafting.read(desk, session, consultation)
    return _answer_letter(desk, session, consultation, person, answer, reading, desk.clock())


def _answer_letter(
    desk: Desk,
    session: Session,
    consultation: Consultation,
    person: Person,
    answer: Answer,
    reading: Reading,
    at: datetime,
) -> AnswerLetter:
    organisation = _organisation(session, consultation)
    before = repository.came_back(session, [consultation.id]).get(consultation.id)
    return AnswerLetter(
        case_number=consultation.number,
        greeting=greeting(reading.client),
        answer=answer,
        reviewer=person.name,
        credential=person.credential,
        approved_at=at,
        standing=standing(desk, session, organisation),
        follow_up_days=desk.plan(organisation.plan).follow_up_days,
        came_back=CameBack(before.created_at, statuses.told_to_client(before.status)) if before else None,
    )


def readdress(desk: Desk, session: Session, number: str, person: Person, addr: str, seen: Seen) -> Draft:
    """Let the answer go to another address of the same client, until the client's next mail; give the draft for it.

    It is the draft that was seen, bound to the new recipient: approving it is another decision. Raises DecisionError
    when the case is not in review, anything changed since, or the address is not registered for this client.
    """
    consultation = repository.consultation(session, number, lock=True)
    _may_decide(desk, session, consultation, person)
    seen_draft = _unchanged(session, consultation, seen)
    chosen = known_address(session, consultation.organisation_id, addr)
    if chosen is None:
        name = _organisation(session, consultation).name
        raise DecisionError(f"{addr} is no address of {name}. `caseconsultant accounts add-address` registers one.")
    consultation.answer_to = chosen.id
    answer = drafting.open_draft(desk, consultation, seen_draft)
    reading = drafting.read(desk, session, consultation)
    audit.record(session, consultation.number, "readdressed", person.email, desk.clock(), address=chosen.id)
    return drafting.file_draft(desk, session, consultation, answer, reading, seen_draft.author)


def undo(desk: Desk, session: Session, number: str, person: Person) -> None:
    """Take an approved answer back while it has not left; raises DecisionError when it has."""
    consultation = repository.consultation(session, number, lock=True)
    taken_back = consultation.state is CaseState.APPROVED and cases.take_back(
        desk, session, consultation, "approval_undone", person.email
    )
    if not taken_back:
        raise ChangedError(f"{number} has no answer that could still be taken back.")


def ask(desk: Desk, session: Session, number: str, person: Person, question: str) -> OutboundMail:
    """Send the client a question; the case waits for the reply. Raises DecisionError for an empty question."""
    consultation = repository.consultation(session, number, lock=True)
    _may_decide(desk, session, consultation, person)
    if not question.strip():
        raise DecisionError("Write the question that the client should answer.")
    reading = drafting.read(desk, session, consultation)
    letter = QuestionLetter(
        case_number=consultation.number,
        greeting=greeting(reading.client),
        question=question.strip(),
        reviewer=person.name,
        credential=person.credential,
    )
    mail = _post(desk, session, consultation, OutKind.QUESTION, letter, reading)
    cases.move(
        desk, session, consultation, CaseState.WAITING_FOR_CLIENT, "asked_client", person.email, outbound=mail.id
    )
    return mail


def decline(desk: Desk, session: Session, number: str, person: Person, reason: str) -> OutboundMail:
    """Decline the case with a reason for the client, and refund it. Raises DecisionError for an empty reason."""
    consultation = repository.consultation(session, number, lock=True)
    _may_decide(desk, session, consultation, person)
    if not reason.strip():
        raise DecisionError("Write the reason; the client reads it.")
    reading = drafting.read(desk, session, consultation)
    paid_for = quota.is_settled(session, consultation.quota_reference)
    if not paid_for or repository.answered_draft(session, consultation.id) is None:  # what was answered stays paid for
        quota.refund(session, consultation.quota_reference, desk.clock())
    letter = DeclinedLetter(
        case_number=consultation.number,
        greeting=greeting(reading.client),
        reason=reason.strip(),
        reviewer=person.name,
        credential=person.credential,
        standing=standing(desk, session, _organisation(session, consultation)),
    )
    mail = _post(desk, session, consultation, OutKind.NOTICE, letter, reading)
    cases.move(desk, session, consultation, CaseState.DECLINED, "declined", person.email, outbound=mail.id)
    return mail


def redraft(desk: Desk, session: Session, number: str, person: Person) -> None:
    """Let the assistant read the record and draft again."""
    consultation = repository.consultation(session, number, lock=True)
    if consultation.state not in {CaseState.IN_REVIEW, CaseState.FAILED}:
        raise ChangedError(f"{number} is {_words(consultation.state)}, so it cannot be drafted again now.")
    claims.require_free(desk, session, consultation, person)
    cases.move(desk, session, consultation, CaseState.DRAFTING, "redraft_asked", person.email)
    cases.want_draft(desk, session, consultation)


def _may_decide(desk: Desk, session: Session, consultation: Consultation, person: Person) -> None:
    """The case is in review, and nobody else works on it."""
    if consultation.state is not CaseState.IN_REVIEW:
        raise ChangedError(
            f"{consultation.number} is {_words(consultation.state)}, not in review, so this decision cannot be taken."
        )
    claims.require_free(desk, session, consultation, person)


def _unchanged(session: Session, consultation: Consultation, seen: Seen) -> Draft:
    """The draft that was seen, if it is still the newest and has read every mail."""
    draft = repository.latest_draft(session, consultation.id)
    if draft is None:
        raise ChangedError(f"{consultation.number} has no draft yet.")
    if (draft.id, draft.sha256) != (seen.draft_id, seen.sha256):
        raise ChangedError(
            f"{consultation.number} changed: draft {draft.version} by {draft.author} is newer. Look at it, then decide."
        )
    if drafting.has_unread_mail(session, consultation):
        raise ChangedError(f"{consultation.number} has a newer mail than this draft has read. Ask for a redraft.")
    return draft


def _says_something_new(desk: Desk, session: Session, consultation: Consultation, draft: Draft, answer: Answer) -> None:
    """The assistant's own draft may be empty, or repeat what was answered; then a person has to put it right first."""
    if draft.author != audit.ASSISTANT:
        return
    if not answer.code_lines and not answer.mentions:
        raise DecisionError("The assistant found nothing to answer. Amend the draft, ask the client, or decline.")
    sent = repository.answered_draft(session, consultation.id)
    if sent is None or sent.newest_filing >= draft.newest_filing:
        return
    before = drafting.open_draft(desk, consultation, sent)
    if (before.headline, before.code_lines) == (answer.headline, answer.code_lines):
        raise DecisionError("A newer mail came, but the draft says what was answered already. Amend it, or ask.")


def _record_approval(
    desk: Desk, session: Session, consultation: Consultation, draft: Draft, person: Person, reason: str
) -> Approval:
    approval = Approval(
        consultation_id=consultation.id,
        draft_id=draft.id,
        draft_sha256=draft.sha256,
        person_id=person.id,
        at=desk.clock(),
    )
    if reason:
        safe = desk.vault.safe("consultation", consultation.id, consultation.data_key)
        approval.reason = safe.seal("approval", approval.id, "reason", reason)
    session.add(approval)
    session.flush()
    return approval


def _post(
    desk: Desk,
    session: Session,
    consultation: Consultation,
    kind: OutKind,
    letter: Letter,
    reading: Reading,
    **more: object,
) -> OutboundMail:
    headers = outbox.reply_headers(reading.client, reading.message_id, reading.references)
    return outbox.post(desk, session, kind, letter, headers, outbox.About(consultation, None), **more)


def _charge(desk: Desk, session: Session, consultation: Consultation) -> None:
    """Settle what was reserved. An answer that came back was refunded, so sending it again takes a consultation again;
    where the plan has none left by now, it goes out all the same: the client has paid for the first try.
    """
    if quota.is_refunded(session, consultation.quota_reference):
        organisation = _organisation(session, consultation)
        again = f"{consultation.quota_reference}:again"
        if quota.reserve(session, organisation.id, desk.plan(organisation.plan), again, desk.clock()):
            consultation.quota_reference = again
    quota.settle(session, consultation.quota_reference, desk.clock())


def _organisation(session: Session, consultation: Consultation) -> Organisation:
    return session.get_one(Organisation, consultation.organisation_id)


def _words(state: CaseState) -> str:
    return state.replace("_", " ")
