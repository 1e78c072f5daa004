"""What a composer is given, and what it says."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from assistant.material import Material
from assistant.services.known import KnownTables
from assistant.services.plan import Plan
from assistant.services.written import SERVICES
from codesets.claims.code_kinds import is_visit
from consultations.answers import CodeLine, Facts, Source, System


@dataclass(frozen=True, slots=True)
class Named:
    """A code that a question concerns, and the set it is taken for."""

    code: str
    system: System
    units: int = 1
    modifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the client's words, where they stand, and the codes it is about.

    `own` are those that its own words name; `codes` fall back to the mail's where it names none ("can they go
    together?"). `context` is the question with the words around it, and `heard` what it is judged by where its own say
    too little.
    """

    asked: str
    document: str
    own: tuple[Named, ...]
    codes: tuple[Named, ...]
    context: str
    heard: str = ""

    def in_context(self) -> "Question":
        """The same question, judged by the words around it as well."""
        return replace(self, heard=self.context)

    def says(self, pattern: re.Pattern[str]) -> bool:
        """Whether its words, not those around it, match."""
        return bool(pattern.search(self.heard or self.asked))

    @property
    def services(self) -> tuple[str, ...]:
        """The procedures, drugs and supplies it is about."""
        return tuple(one.code for one in self.codes if one.system in SERVICES)

    @property
    def own_services(self) -> tuple[str, ...]:
        """Those that its own words name."""
        return tuple(one.code for one in self.own if one.system in SERVICES)

    @property
    def diagnoses(self) -> tuple[str, ...]:
        """The diagnoses it is about."""
        return tuple(one.code for one in self.codes if one.system is System.ICD10CM)

    @property
    def visits(self) -> tuple[str, ...]:
        """Those of the services that are visits."""
        return tuple(code for code in self.services if is_visit(code))

    def asks_modifier(self, *modifiers: str) -> bool:
        """Whether one of the modifiers stands in it as one: no age, dose, date or count is meant."""
        text = _DAY.sub(" ", self.heard or self.asked)
        found = (match[0].upper() for match in _MODIFIER.finditer(text))
        return any(one in modifiers for one in found)


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of the case when its questions are answered."""

    material: Material
    plan: Plan
    tables: KnownTables
    diagnoses: tuple[CodeLine, ...]
    headline: str
    text: str

    @property
    def facts(self) -> Facts:
        """Date, payer, state and setting."""
        return self.material.facts

    @property
    def day(self) -> date:
        """The date of service."""
        return self.material.facts.date_of_service

    def says(self, pattern: re.Pattern[str]) -> bool:
        """Whether the record matches, questions included."""
        return bool(pattern.search(self.text))


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: `short` in one sentence without its full stop, `reasons` after it, each a sentence or two.

    `asks` are what we need to know from the client. `codes` are codes that the question led to and that a loaded
    release holds: they become lines.
    """

    short: str
    reasons: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    asks: tuple[str, ...] = ()
    codes: tuple[Named, ...] = field(default=())


class Topic(Protocol):
    """One kind of question."""

    def fits(self, question: Question, case: Case) -> bool:
        """Whether it is of this kind."""
        ...

    def reply(self, question: Question, case: Case) -> Said:
        """The answer, from the tables and the record; what could not be checked is said."""
        ...


_DAY = re.compile(
    r"\b[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{2,4})?\b|\b20[0-9]{2}-[0-9]{2}-[0-9]{2}\b"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? [0-9]{1,2}\b|\b[0-9]{1,2} (?:jan|feb|mar"
    r"|apr|may|jun|jul"
    r"|aug|sep|oct|nov|dec)[a-z]*\b",
    re.IGNORECASE,
)
_MODIFIER = re.compile(
    r"(?<![\w.$/])(?:[0-9]{2}|[A-Z]{2}|X[EPSU])\b"
    r"(?![\s-]?(?:mg|mcg|ml|min|units?|y/?o|yrs?|years?|days?|weeks?|wks?|months?|lbs?|kg|cm|mm|times"
    r"|lesions?)\b|\s?[%:/]|[.][0-9])"
)
CONSULTANT = "A consultant decides this from the record."
"""What ends an answer that no table can give."""


def words(pattern: str) -> re.Pattern[str]:
    """A pattern of words, in either case."""
    return re.compile(rf"\b(?:{pattern})", re.IGNORECASE)
