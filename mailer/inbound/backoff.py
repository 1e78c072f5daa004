"""How long to wait after an error: twice as long each time, with jitter, never for ever."""

import random
import time
from dataclasses import dataclass, field

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 300.0
JITTER = 0.2
"""Each wait varies by a fifth, so that many mailboxes of one server do not knock at the same moment."""


@dataclass(slots=True)
class Backoff:
    """Counts failures in a row. There is no last attempt: a mailbox never switches itself off."""

    failures: int = 0

    def fail(self) -> float:
        """Count one more failure and return the seconds to wait before the next attempt."""
        wait = min(FIRST_SECONDS * float(2 ** min(self.failures, 20)), LONGEST_SECONDS)
        self.failures += 1
        return wait * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - spreads load, guards no secret

    def reset(self) -> None:
        """Something worked: the next failure waits briefly again."""
        self.failures = 0


@dataclass(slots=True)
class Postponed:
    """The mails of one folder that could not be taken in, each with its own growing wait.

    Kept in memory only: after a restart the ledger does not name them, so they are simply fetched again.
    """

    _waits: dict[int, Backoff] = field(default_factory=dict)
    _due_at: dict[int, float] = field(default_factory=dict)

    def __contains__(self, uid: int) -> bool:
        return uid in self._due_at

    def put_off(self, uid: int) -> float:
        """This mail failed; return the seconds until it is due again."""
        wait = self._waits.setdefault(uid, Backoff()).fail()
        self._due_at[uid] = time.monotonic() + wait
        return wait

    def failures(self, uid: int) -> int:
        """How often in a row this mail could not be taken in."""
        return self._waits[uid].failures if uid in self._waits else 0

    def forget(self, uid: int) -> None:
        """This mail is in, or gone."""
        self._waits.pop(uid, None)
        self._due_at.pop(uid, None)

    def due(self) -> list[int]:
        """The mails whose wait is over, in the order of their UIDs."""
        now = time.monotonic()
        return sorted(uid for uid, due_at in self._due_at.items() if due_at <= now)

    def all_due_now(self) -> None:
        """What held them up is over: try all of them at the next round."""
        for uid in self._due_at:
            self._due_at[uid] = 0.0

    def seconds_until_due(self) -> float:
        """How long nothing is due; infinity when nothing was put off."""
        return max(min(self._due_at.values(), default=float("inf")) - time.monotonic(), 0.0)
