"""Real implementations of ports, for tests: small, deterministic, and usable by hand."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from consultations.answers import Answer, Check, CodeLine, Evidence, Facts, Result, Source, System
from consultations.ports import Delivery, Grant, Outcome, Tokens, UnsureError
from consultations.records import CaseRecord

KNOWN = {"E11.22": "Type 2 diabetes mellitus with diabetic chronic kidney disease", "I10": "Essential hypertension"}


class TinyAssistant:
    """Knows two codes. It recommends those that the record names, and fails a line whose code it does not know."""

    def draft(self, record: CaseRecord) -> Answer:
        """Recommend each known code that stands in the record."""
        found = [(code, document.name) for document in record.documents for code in KNOWN if code in document.text]
        lines = tuple(
            CodeLine(
                system=System.ICD10CM,
                code=code,
                title=KNOWN[code],
                result=Result.PASS,
                evidence=(Evidence(code, name),),
                sources=(1,),
            )
            for code, name in dict(found).items()
        )
        answer = Answer(
            topic="Diagnosis coding",
            headline=f"Report {' and '.join(line.code for line in lines) or 'nothing yet'}.",
            summary="By a tiny assistant.",
            facts=Facts(date_of_service=record.received_on, date_assumed=True),
            diagnoses=lines,
            sources=(Source("A table of two codes", "2026"),),
        )
        return self.verify(answer, record)

    def verify(self, answer: Answer, record: CaseRecord) -> Answer:
        """Check every line against the two codes; a code that starts with U was not checked."""
        lines = tuple(self._checked(line) for line in answer.diagnoses)
        every = all(line.result is Result.PASS for line in lines)
        check = Check("known", Result.PASS if every else Result.WARNING, "Every code is known")
        return replace(answer, diagnoses=lines, checks=(check,))

    def _checked(self, line: CodeLine) -> CodeLine:
        if line.code in KNOWN:
            return replace(line, title=KNOWN[line.code], result=Result.PASS, reason="")
        if re.match("U", line.code):
            return replace(line, result=Result.NOT_RUN, reason="No table covers that date.")
        return replace(line, result=Result.FAILS, reason="No table holds this code.")


def take_names_out(text: str, known: Collection[str]) -> str:
    """A gate for tests: the known names and every date; unsure of "UNSURE"."""
    if "UNSURE" in text:
        raise UnsureError("The text says so.")
    for name in sorted(known, key=len, reverse=True):
        text = text.replace(name, "[NAME-1]") if name else text
    return re.sub(r"\b\d{1,2} [A-Z][a-z]{2,8} \d{4}\b|\d{1,2}/\d{1,2}/\d{2,4}|\d{4}-\d\d-\d\d", "[DATE-1]", text)


@dataclass
class MemoryTransport:
    """Keeps what it is given; `outcomes` scripts what it answers, then SENT."""

    outcomes: list[Outcome] = field(default_factory=list)
    delivered: list[tuple[bytes, tuple[str, ...]]] = field(default_factory=list)
    envelope_ids: list[str] = field(default_factory=list)
    repeatable: bool = False

    def send(
        self, content: bytes, mail_from: str, recipients: tuple[str, ...], journal: str | None, envelope_id: str = ""
    ) -> Delivery:
        """Deliver, unless the script says otherwise. UNCERTAIN delivers too: only the reply is lost."""
        outcome = self.outcomes.pop(0) if self.outcomes else Outcome.SENT
        if outcome in {Outcome.SENT, Outcome.UNCERTAIN}:
            self.delivered.append((content, recipients))
            self.envelope_ids.append(envelope_id)
        return Delivery(outcome, f"scripted {outcome}")


@dataclass
class MemoryTokens:
    """Keeps the tokens of sign-ins for one process, without locking."""

    grants: dict[str, Grant] = field(default_factory=dict)
    claimed: set[str] = field(default_factory=set)

    def load(self, name: str) -> Grant:
        """What is kept."""
        return self.grants.get(name, Grant())

    def claim(self, name: str, held: Tokens | None, seconds: float) -> bool:
        """Once, until it is kept or has failed."""
        if name in self.claimed or self.load(name).tokens != held:
            return False
        self.claimed.add(name)
        return True

    def keep(self, name: str, tokens: Tokens) -> None:
        """Replace them."""
        self.claimed.discard(name)
        self.grants[name] = Grant(tokens)

    def failed(self, name: str, reason: str, *, over: bool) -> None:
        """Note it."""
        self.claimed.discard(name)
        self.grants[name] = Grant(self.load(name).tokens, reason if over else "")


@dataclass
class MemoryJournal:
    """Holds the mails that a MemoryTransport delivered."""

    transport: MemoryTransport

    def holds(self, message_id: str) -> bool:
        """Look for the Message-ID header."""
        return any(f"Message-ID: {message_id}".encode() in content for content, _ in self.transport.delivered)


class Clock:
    """A clock that goes when told to."""

    def __init__(self, now: datetime = datetime(2026, 8, 20, 15, 0, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The moment it shows."""
        return self.now

    def pass_by(self, **span: float) -> None:
        """Move on: `clock.pass_by(days=3)`."""
        self.now += timedelta(**span)


@dataclass
class WakeBook:
    """Notes the job ids that were woken."""

    woken: list[int] = field(default_factory=list)

    def __call__(self, job_ids: Sequence[int]) -> None:
        """Note them."""
        self.woken.extend(job_ids)
