"""A person joins two cases that are one question, or parts a mail from a case that it does not belong to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from accounts import quota
from accounts.models import Organisation, Person
from config.columns import new_row_id
from consultations import audit, cases, repository, threads
from consultations.desk import Desk
from consultations.filing import open_filed
from consultations.lifecycle import CaseState
from consultations.models import Consultation, InboundMail
from consultations.refusals import DecisionError

STILL_OPEN = frozenset({CaseState.IN_REVIEW, CaseState.WAITING_FOR_CLIENT, CaseState.FAILED})
"""Nothing of such a case is being drafted or sent."""

SUGGESTED = 5
"""Other cases that look alike, at most: more would be a common subject, which says nothing."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Another case of the same organisation that may be the same question, and why we think so."""

    number: str
    topic: str
    state: CaseState
    why: str


def alike(desk: Desk, session: Session, consultation: Consultation) -> tuple[Alike, ...]:
    """Suggestions for `merge`, the newest first; nothing is ever merged by itself."""
    opened = (open_filed(desk.vault, mail) for mail in repository.client_mails_of(session, consultation.id))
    filed = [mail for mail in opened if mail is not None]
    numbers = {number for mail in filed for number in threads.numbers_in(mail.subject)}
    linked = threads.cases_named(desk, session, filed, consultation.organisation_id)
    found = session.exec(
        select(Consultation)
        .where(
            Consultation.organisation_id == consultation.organisation_id,
            Consultation.id != consultation.id,
            col(Consultation.merged_into).is_(None),
            col(Consultation.id).in_(linked)
            | col(Consultation.number).in_(numbers)
            | ((Consultation.subject_hash == consultation.subject_hash) & (Consultation.subject_hash != "")),
        )
        .order_by(col(Consultation.id).desc())
        .limit(SUGGESTED)
    ).all()
    return tuple(Alike(case.number, case.topic, case.state, _why(case, linked, numbers)) for case in found)


def _why(case: Consultation, linked: Collection[int], numbers: Collection[str]) -> str:
    if case.id in linked:
        return "a mail answers mails of both"
    return "a mail names its number" if case.number in numbers else "the same subject"


def merge(desk: Desk, session: Session, number: str, into: str, person: Person) -> Consultation:
    """Move every mail of the case into another one of the same organisation, and close it; give that other one.

    A consultation is given back where the other case may still be followed up for nothing. Raises DecisionError.
    """
    ids = sorted(repository.consultation(session, each).id for each in (number, into))
    locked = {row.number: row for row in (repository.locked(session, row) for row in ids)}  # one order: no deadlock
    gone, kept = locked[number.strip().upper()], locked[into.strip().upper()]
    if gone is kept:
        raise DecisionError(f"{kept.number} cannot be merged into itself; name another case.")
    if gone.organisation_id != kept.organisation_id:
        raise DecisionError(f"{gone.number} and {kept.number} are of different clients; such cases stay apart.")
    _open(gone, "merged")
    if repository.answered_draft(session, gone.id) is not None:
        raise DecisionError(f"{gone.number} was answered already; merge the newer case into it, not the other way.")
    if kept.merged_into is not None:
        raise DecisionError(f"{kept.number} is {_words(kept)} itself; name that one.")
    _carry_over_quota(desk, session, gone, kept)
    _refile(session, (*repository.mails_of(session, gone.id), *repository.mails_of(session, kept.id)), kept)
    gone.merged_into = kept.id
    cases.move(desk, session, gone, CaseState.CLOSED, "merged_away", person.email, into=kept.number)
    audit.record(session, kept.number, "merged_in", person.email, desk.clock(), merged=gone.number)
    cases.take_up(desk, session, kept)
    return kept


def split(desk: Desk, session: Session, number: str, mail_id: int, person: Person) -> Consultation:
    """Take one mail out of the case and open a case of its own for it, which costs a consultation; give the new case.

    Raises DecisionError, also where the plan has none left.
    """
    case = repository.consultation(session, number, lock=True)
    _open(case, "parted")
    mails = repository.client_mails_of(session, case.id)
    mail = next((mail for mail in mails if mail.id == mail_id), None)
    filed = open_filed(desk.vault, mail) if mail else None
    if mail is None or filed is None:
        raise DecisionError(
            f"{case.number} has no mail {mail_id}. `caseconsultant review show {case.number}` has them."
        )
    if len(mails) == 1:
        raise DecisionError(f"It is the only mail of {case.number}; there is nothing to part it from.")
    organisation = session.get_one(Organisation, case.organisation_id)
    reference = f"mail:{mail.id}:parted"
    if not quota.reserve(session, organisation.id, desk.plan(organisation.plan), reference, desk.clock()):
        raise DecisionError(f"The plan of {organisation.name} is used up: `caseconsultant accounts change-plan` first.")
    parted = cases.open_case(desk, session, mail, organisation, reference)
    parted.subject_hash = threads.subject_hash(desk, filed.subject)
    mail.consultation_id, mail.filing = parted.id, new_row_id()
    session.add_all([mail, parted])
    session.flush()
    threads.claim(desk, session, filed.message_id, parted)
    audit.record(session, case.number, "mail_parted", person.email, desk.clock(), mail=mail.id, case=parted.number)
    _go_on_without(desk, session, case, person)
    cases.want_draft(desk, session, parted)
    return parted


def _carry_over_quota(desk: Desk, session: Session, gone: Consultation, kept: Consultation) -> None:
    """Two mails that are one question cost one consultation, unless the other case is long answered."""
    organisation = session.get_one(Organisation, kept.organisation_id)
    if cases.follow_up_is_free(desk, kept, organisation):
        quota.refund(session, gone.quota_reference, desk.clock())
    else:
        kept.quota_reference, kept.answered_at = gone.quota_reference, None


def _refile(session: Session, mails: Sequence[InboundMail], case: Consultation) -> None:
    """File them in the order in which they came, so that the answer goes to whoever wrote the newest.

    What came before the first of the moved ones stays as it was filed: an answer may have read it.
    """
    in_order = sorted(mails, key=lambda mail: (mail.received_at, mail.id))
    first_moved = next(place for place, mail in enumerate(in_order) if mail.consultation_id != case.id)
    for mail in in_order[first_moved:]:
        mail.consultation_id = case.id
        mail.filing = new_row_id() if mail.filing is not None else None
        session.add(mail)
    session.flush()


def _go_on_without(desk: Desk, session: Session, case: Consultation, person: Person) -> None:
    """Draft anew without the mail; where all that is left was answered before, the case is answered again."""
    sent = repository.answered_draft(session, case.id)
    left = repository.client_mails_of(session, case.id)
    if sent is not None and left[-1].filing is not None and left[-1].filing <= sent.newest_filing:
        if case.state is CaseState.IN_REVIEW:
            cases.move(desk, session, case, CaseState.ANSWERED, "nothing_new_left", person.email)
        return
    cases.take_up(desk, session, case)


def _open(case: Consultation, done: str) -> None:
    if case.state not in STILL_OPEN:
        raise DecisionError(f"{case.number} is {_words(case)}; only a case in review, waiting or failed can be {done}.")


def _words(case: Consultation) -> str:
    return "merged into another case" if case.merged_into is not None else case.state.replace("_", " ")
