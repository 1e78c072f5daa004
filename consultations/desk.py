"""What every use case needs at hand, and the transaction that wakes workers only after its commit."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from sqlmodel import Session

from config.database import Database
from config.plans import Plan, Plans
from config.settings import Settings, SettingsError
from consultations.jobs import take_woken
from consultations.sealing import Vault

log = structlog.get_logger()

Wake = Callable[[Sequence[int]], None]
"""Tells the workers of job ids that are ready. It is a hint: a job whose wake-up is lost is found by the sweeper."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The service's settings, database, keys, plans, clock and wake-up call."""

    settings: Settings
    database: Database
    vault: Vault
    plans: Plans
    wake: Wake
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One write transaction; what it made ready is woken after the commit."""
        with self.database.transaction() as session:
            yield session
        woken = take_woken(session)
        if not woken:
            return
        try:
            self.wake(woken)
        except Exception as error:  # noqa: BLE001 - brokers fail in many ways; the sweeper brings these jobs back
            log.warning("broker_away", jobs=len(woken), error=type(error).__name__)

    def plan(self, name: str) -> Plan:
        """The plan of that name; raises SettingsError when the plans file no longer has it."""
        try:
            return self.plans[name]
        except KeyError:
            raise SettingsError(f"The plans file has no plan called {name}; it has {', '.join(self.plans)}.") from None
