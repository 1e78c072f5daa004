"""A ledger in memory, for tests of what leaves for a model."""

from dataclasses import dataclass, field

from consultations.ports import Departure, Spent


@dataclass
class MemoryLedger:
    """Keeps what it is told; `broken` makes it fail, as a database that is down."""

    departures: list[Departure] = field(default_factory=list)
    outcomes: dict[int, str] = field(default_factory=dict)
    sent: int = 0
    answered: int = 0
    broken: bool = False

    def spent(self, case: str) -> Spent:
        """All of it, whatever the case."""
        del case
        return Spent(self.sent, self.answered)

    def leaving(self, departure: Departure) -> int:
        """Keep it, or fail."""
        if self.broken:
            raise OSError("the database is down")
        self.departures.append(departure)
        return len(self.departures)

    def returned(self, entry: int, outcome: str, sent: int, answered: int) -> None:
        """Count the tokens."""
        self.outcomes[entry] = outcome
        self.sent += sent
        self.answered += answered
