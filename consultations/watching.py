"""How the watch of each mailbox goes, written down for the processes that tell people about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Table, func
from sqlalchemy.exc import SQLAlchemyError

from config.columns import new_row_id
from config.database import upsert
from consultations.access_models import MailboxWatch
from consultations.desk import Desk

log = structlog.get_logger()

NEWS = timedelta(seconds=30)
"""A busy mailbox is read many times a second; that it was is written down at most this often."""


@dataclass(slots=True)
class WatchBook:
    """Implements `mailer.inbound.ports.PollBook` for the one thread that watches this mailbox."""

    desk: Desk
    source: str
    _told_at: datetime | None = field(default=None)

    def polled(self, due_in: float) -> None:
        """The mailbox was read, and will be again within so many seconds."""
        now = self.desk.clock()
        if self._told_at and now < self._told_at + NEWS:
            return
        told = {"polled_at": now, "due_at": now + timedelta(seconds=due_in), "failing_since": None, "reason": ""}
        self._write(told, lambda _old: told)
        self._told_at = now

    def failed(self, reason: str) -> None:
        """The mailbox could not be read; `reason` is a sentence without names."""
        now = self.desk.clock()
        self._told_at = None
        self._write(
            {"due_at": now, "failing_since": now, "reason": reason},
            lambda old: {"failing_since": func.coalesce(old.failing_since, now), "reason": reason},
        )

    def _write(self, fresh: Mapping[str, Any], changed: Callable[[Any], Mapping[str, Any]]) -> None:
        table = MailboxWatch.__table__  # type: ignore[attr-defined]
        assert isinstance(table, Table)  # noqa: S101 - narrows SQLModel's untyped attribute
        try:
            with self.desk.transaction() as session:
                insert = upsert(session, table).values(id=new_row_id(), name=self.source, **fresh)
                session.execute(insert.on_conflict_do_update(index_elements=["name"], set_=dict(changed(table.c))))
        except SQLAlchemyError as error:  # an outage must not stop the watch: it is noted at the next turn
            log.warning("mailbox.not_noted", source=self.source, error=type(error).__name__)
