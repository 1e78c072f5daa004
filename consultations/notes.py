"""What the people of the desk tell each other about a case. No letter is ever made from it."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from accounts.models import Person
from config.columns import new_row_id
from consultations import audit
from consultations.desk import Desk
from consultations.desk_models import CaseNote
from consultations.models import Consultation
from consultations.refusals import DecisionError

LONGEST = 4_000
"""Characters: a page."""
_TABLE = "case_note"


@dataclass(frozen=True, slots=True)
class Note:
    """One note, opened."""

    at: datetime
    who: str
    text: str = field(repr=False)


def add(desk: Desk, session: Session, consultation: Consultation, text: str, person: Person) -> None:
    """Keep a note on the case; raises DecisionError for an empty or endless one."""
    words = text.strip()
    if not words:
        raise DecisionError("Write the note first.")
    if len(words) > LONGEST:
        raise DecisionError(f"The note has {len(words)} characters; {LONGEST} are the most.")
    row = new_row_id()
    safe = desk.vault.safe("consultation", consultation.id, consultation.data_key)
    session.add(
        CaseNote(
            id=row,
            consultation_id=consultation.id,
            person_id=person.id,
            at=desk.clock(),
            text=safe.seal(_TABLE, row, "text", words),
        )
    )
    audit.record(session, consultation.number, "note_added", person.email, desk.clock(), note=row)


def of_case(desk: Desk, session: Session, consultation: Consultation) -> tuple[Note, ...]:
    """The notes on the case, oldest first."""
    rows = session.exec(
        select(CaseNote, Person.name)
        .join(Person, col(CaseNote.person_id) == Person.id)
        .where(CaseNote.consultation_id == consultation.id)
        .order_by(col(CaseNote.id))
    ).all()
    safe = desk.vault.safe("consultation", consultation.id, consultation.data_key)
    return tuple(
        Note(note.at, name, str(safe.open(_TABLE, note.id, "text", note.text), "utf-8")) for note, name in rows
    )
