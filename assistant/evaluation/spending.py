"""Counts what the questions to a model take while they are asked."""

from assistant.advice.asking import cost
from assistant.model import Usage
from config.sections import LanguageModel
from consultations.ports import Departure, ModelLedger, Spent


class Spending:
    """A ledger (`consultations.ports.ModelLedger`) that hands everything on to another, and adds up the tokens."""

    def __init__(self, kept: ModelLedger) -> None:
        """`kept` is where what leaves is recorded."""
        self._kept = kept
        self._since = Spent(0, 0)

    def spent(self, case: str) -> Spent:
        """Tokens of all questions of a case, as the ledger behind knows them."""
        return self._kept.spent(case)

    def leaving(self, departure: Departure) -> int:
        """Record what leaves now."""
        return self._kept.leaving(departure)

    def returned(self, entry: int, outcome: str, sent: int, answered: int) -> None:
        """Record what became of it, and count it."""
        self._kept.returned(entry, outcome, sent, answered)
        self._since = Spent(self._since.sent + sent, self._since.answered + answered)

    def taken(self, model: LanguageModel) -> tuple[int, int]:
        """Tokens since this was asked last, and the cents that they cost by the prices of the model, rounded up."""
        since, self._since = self._since, Spent(0, 0)
        return since.sent + since.answered, cost(Usage(since.sent, since.answered), model)
