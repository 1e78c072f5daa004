"""The assistant over the code sets as they are now."""

from collections.abc import Collection

from assistant.advising import Advisor
from assistant.drafting import Assistant
from assistant.redaction import RefusedError, redact
from codesets import CurrentCatalogue
from consultations.answers import Answer
from consultations.ports import UnsureError
from consultations.records import CaseRecord


class CurrentAssistant:
    """Drafts and checks (`consultations.ports.Assistant`); each call sees the releases that are loaded by then."""

    def __init__(self, current: CurrentCatalogue, advisor: Advisor | None = None) -> None:
        """Keep what knows the catalogue of the moment, and who reads along."""
        self._current = current
        self._advisor = advisor

    def draft(self, record: CaseRecord) -> Answer:
        """Compose an answer from the record, all of it by one state of the code sets."""
        return Assistant(self._current.catalogue(), self._advisor).draft(record)

    def verify(self, answer: Answer, record: CaseRecord) -> Answer:
        """The same answer with its code lines and checks looked at afresh."""
        return Assistant(self._current.catalogue()).verify(answer, record)

    def redacted(self, text: str, known: Collection[str]) -> str:
        """The text without identifiers and dates (`consultations.ports.Gate`); raises UnsureError."""
        try:
            return redact(text, known, self._current.catalogue().knows).text
        except RefusedError as error:
            raise UnsureError(str(error)) from None
