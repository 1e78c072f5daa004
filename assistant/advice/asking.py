"""Asks the model for one draft: through the gate, within the budget, and only after what leaves has been recorded."""

from collections.abc import Iterator
from typing import TypeVar

import structlog
from pydantic import BaseModel

from assistant.advice.questions import material
from assistant.model import Model, ModelError, Usage, estimate
from assistant.redaction import Redacted, RefusedError, redact
from assistant.redaction.people import Knows
from config.sections import LanguageModel
from consultations.ports import Departure, ModelLedger
from consultations.records import CaseRecord

log = structlog.get_logger()
T = TypeVar("T", bound=BaseModel)
_MILLION = 1_000_000


class NotAskedError(Exception):
    """The model was not asked, or gave nothing that can be used; the message says why, in a sentence."""


class Asking:
    """The questions of one draft. After the first failure none is asked any more: the draft must not wait for it."""

    def __init__(self, model: Model, ledger: ModelLedger, record: CaseRecord, knows: Knows) -> None:
        """Nothing leaves before the first question."""
        self._model = model
        self._ledger = ledger
        self._record = record
        self._knows = knows
        self.failure = ""

    def shown(self, text: str) -> Redacted:
        """What the model may see of a text, line by line; raises NotAskedError where the gate refuses."""
        if not self._model.settings.external:
            return Redacted(text, {})
        try:
            return redact(text, self._record.people, self._knows)
        except RefusedError as refused:
            raise self._failed(str(refused)) from None

    def ask(self, purpose: str, instructions: str, data: dict[str, object], shape: type[T]) -> T:
        """One question about data that went through `shown`; raises NotAskedError."""
        text = material(data)
        entry = self._recorded(purpose, instructions, text)
        try:
            asked = self._model.ask(instructions, text, shape)
        except ModelError as error:
            self._ledger.returned(entry, str(error), estimate(instructions + text), 0)
            raise self._failed(str(error)) from None
        self._ledger.returned(entry, "answered", asked.usage.sent, asked.usage.answered)
        return asked.answer

    def stream(self, purpose: str, instructions: str, data: dict[str, object]) -> Iterator[str]:
        """The same, in words as they come; raises NotAskedError, also after the first of them."""
        text = material(data)
        entry = self._recorded(purpose, instructions, text)
        told, outcome = 0, "stopped listening"
        try:
            for piece in self._model.stream(instructions, text):
                told += len(piece)
                yield piece
            outcome = "answered"
        except ModelError as error:
            outcome = str(error)
            raise self._failed(outcome) from None
        finally:
            self._ledger.returned(entry, outcome, estimate(instructions + text), told // 3)

    def _recorded(self, purpose: str, instructions: str, text: str) -> int:
        """Commit what is about to leave, within the budget; returns the entry of the ledger."""
        if self.failure:
            raise NotAskedError(self.failure)
        settings = self._model.settings
        try:
            self._within_budget(instructions + text)
            departure = Departure(self._record.case, purpose, f"{settings.provider}/{settings.name}", text)
            return self._ledger.leaving(departure)
        except NotAskedError:
            raise
        except Exception as error:  # fail closed: what can't be recorded does not leave
            log.exception("model ledger", case=self._record.case)
            raise self._failed(f"What leaves could not be recorded ({type(error).__name__}).") from None

    def _within_budget(self, text: str) -> None:
        settings = self._model.settings
        spent = self._ledger.spent(self._record.case)
        ahead = Usage(spent.sent + estimate(text), spent.answered + settings.answer_tokens)
        if ahead.sent + ahead.answered > settings.budget_tokens:
            raise self._failed("The budget of tokens for this case is used up.")
        if settings.budget_cents and cost(ahead, settings) > settings.budget_cents:
            raise self._failed("The budget of money for this case is used up.")

    def _failed(self, why: str) -> NotAskedError:
        self.failure = why
        return NotAskedError(why)


def cost(usage: Usage, settings: LanguageModel) -> int:
    """What tokens cost by the prices of the settings, in whole US cents, rounded up."""
    millionths = usage.sent * settings.input_price + usage.answered * settings.output_price
    return -(-millionths // _MILLION)
