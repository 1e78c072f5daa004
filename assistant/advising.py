"""What a second reader may add to a draft, as drafting sees it. Without a model there is none, and nothing changes."""

from collections.abc import Collection
from datetime import date
from typing import Protocol

from assistant.diagnoses.findings import Finding
from assistant.reading.passages import Passage
from codesets import Catalogue
from consultations.answers import Answer, Evidence
from consultations.records import CaseRecord


class Counsel(Protocol):
    """Advice on one record. It never fails: where the second reader can't be asked, it has nothing to add."""

    def findings(self, found: list[Finding], catalogue: Catalogue, on: date) -> list[Finding]:
        """Conditions that the rules missed: words of the record, verbatim, each with a code that `catalogue` found."""
        ...

    def questions(self, asked: Collection[str]) -> tuple[Evidence, ...]:
        """Questions of the client that the rules missed, verbatim; `asked` are those that they found."""
        ...

    def finished(self, answer: Answer) -> Answer:
        """The answer, worded better where that is allowed, with a check that says what part the second reader had."""
        ...


class Advisor(Protocol):
    """A second reader."""

    def on(self, record: CaseRecord, passages: list[Passage], catalogue: Catalogue) -> Counsel:
        """Its counsel on a record, of which `passages` is all that it may see."""
        ...


class Alone:
    """No second reader: the rules draft alone."""

    def on(self, record: CaseRecord, passages: list[Passage], catalogue: Catalogue) -> Counsel:
        """Nobody to ask."""
        del record, passages, catalogue
        return _NOTHING


class _Nothing:
    def findings(self, found: list[Finding], catalogue: Catalogue, on: date) -> list[Finding]:
        del found, catalogue, on
        return []

    def questions(self, asked: Collection[str]) -> tuple[Evidence, ...]:
        del asked
        return ()

    def finished(self, answer: Answer) -> Answer:
        return answer


_NOTHING = _Nothing()
