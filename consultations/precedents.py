"""What approved answers reported, found again for later drafts by codes, topic and words.

Kept of an answer are its topic, its codes, and a headline that passed the gate: no identifier, no date of service.
What is looked up are keyed hashes. A precedent is a hint: it is no evidence, and no code line rests on it.
`learning.py` makes them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pydantic import TypeAdapter
from sqlmodel import Session, col, or_, select

from accounts.models import Organisation
from consultations.answers import Answer, Check, CodeLine, Result
from consultations.desk import Desk
from consultations.models import Consultation, Precedent, PrecedentTerm
from consultations.records import CaseRecord
from consultations.sealing import Safe, SealError, Vault

RULE = "precedent"
TABLE = "precedent"
_PLACEHOLDER = re.compile(r"\[[A-Z]+-[0-9]+\]")
_WORD = re.compile(r"[a-z]{5,30}")
_MOST_WORDS = 300
"""Different words of a record that are looked for: the first pages say what a case is about."""
_WEIGHTS = {"code": 20, "topic": 3, "word": 1}
_ALIKE = 20
"""The least weight of what two cases share: a code, or the topic and many words."""
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What is kept of an answer. `codes` are written as on a claim: "J0881-EC"."""

    topic: str
    codes: tuple[str, ...]
    headline: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A precedent as the consultant sees it. Of another client's there is neither number nor headline nor day."""

    told: Told
    case_number: str = ""
    at: datetime | None = None


TOLD = TypeAdapter(Told)


def similar(
    desk: Desk, session: Session, consultation: Consultation, answer: Answer, record: CaseRecord
) -> tuple[Earlier, ...]:
    """The precedents most like this case, of its own client and of those who share theirs; the best first."""
    codes = [*map(on_a_claim, answer.code_lines), *(mention.code for mention in answer.mentions)]
    wanted = terms(desk.vault, answer.topic, codes, text_of(record))
    matches = session.exec(
        select(PrecedentTerm.precedent_id, PrecedentTerm.term)
        .join(Precedent, col(PrecedentTerm.precedent_id) == Precedent.id)
        .join(Organisation, col(Precedent.organisation_id) == Organisation.id)
        .where(
            col(PrecedentTerm.term).in_(wanted),
            Precedent.consultation_id != consultation.id,
            or_(
                col(Precedent.organisation_id) == consultation.organisation_id,
                col(Organisation.shares_precedents).is_(True),
            ),
        )
    ).all()
    weights: Counter[int] = Counter()
    for precedent_id, term in matches:
        weights[precedent_id] += wanted[term]
    best = sorted((-weight, -row) for row, weight in weights.items() if weight >= _ALIKE)[:_SHOWN]
    found = (_earlier(desk, session, consultation, -row) for _, row in best)
    return tuple(earlier for earlier in found if earlier is not None)


def mentioned(desk: Desk, session: Session, consultation: Consultation, answer: Answer, record: CaseRecord) -> Answer:
    """The answer with a word about each earlier answer to the same client that reported codes which stand in it now.

    Only those codes are named: any other would be a code that nobody checked.
    """
    valid = {on_a_claim(line): line.code for line in answer.code_lines if line.result is Result.PASS}
    checks = []
    for earlier in similar(desk, session, consultation, answer, record):
        again = [code for code in earlier.told.codes if code in valid]
        if earlier.case_number and again:
            said = f"an earlier answer to you ({earlier.case_number}) reported {', '.join(again)}"
            codes = tuple(valid[code] for code in again)
            checks.append(Check(RULE, Result.PASS, said, "It is told for comparison, and is no reason.", codes=codes))
    kept = (check for check in answer.checks if check.rule != RULE)
    return replace(answer, checks=(*kept, *checks))


def open_told(desk: Desk, session: Session, precedent: Precedent) -> Told:
    """What a precedent says."""
    case = session.get_one(Consultation, precedent.consultation_id)
    return TOLD.validate_json(safe_of(desk, case).open(TABLE, precedent.id, "told", precedent.told))


def _earlier(desk: Desk, session: Session, consultation: Consultation, row: int) -> Earlier | None:
    precedent = session.get_one(Precedent, row)
    try:
        told = open_told(desk, session, precedent)
    except SealError:  # its case was disposed of; that must not hold up this one
        return None
    if precedent.organisation_id != consultation.organisation_id:
        return Earlier(replace(told, headline=""))
    case = session.get_one(Consultation, precedent.consultation_id)
    return Earlier(told, case.number, precedent.at)


def terms(vault: Vault, topic: str, codes: Iterable[str], text: str) -> Mapping[str, int]:
    """Keyed hashes of what a case is found by, each with its weight."""
    words = dict.fromkeys(_WORD.findall(_PLACEHOLDER.sub(" ", text).lower()))
    named = [("topic", topic), *(("code", code.partition("-")[0]) for code in codes)]
    named += [("word", word) for word in list(words)[:_MOST_WORDS]]
    return {vault.keyed_hash("precedent", f"{kind}:{value}"): _WEIGHTS[kind] for kind, value in named}


def text_of(record: CaseRecord) -> str:
    """All words of a record."""
    return "\n".join((record.subject, *(document.text for document in record.documents)))


def on_a_claim(line: CodeLine) -> str:
    """A code with its modifiers."""
    return "-".join((line.code, *line.modifiers))


def safe_of(desk: Desk, case: Consultation) -> Safe:
    """What seals the precedents of a case: they die with its key."""
    return desk.vault.safe("consultation", case.id, case.data_key)


def every(session: Session, limit: int) -> Sequence[tuple[Precedent, Consultation, Organisation]]:
    """The newest precedents with their cases and clients."""
    return session.exec(
        select(Precedent, Consultation, Organisation)
        .join(Consultation, col(Precedent.consultation_id) == Consultation.id)
        .join(Organisation, col(Precedent.organisation_id) == Organisation.id)
        .order_by(col(Precedent.id).desc())
        .limit(limit)
    ).all()
