"""Taking mail in: raw bytes, ledger line and the job that will read it, in one commit. Nothing is understood here."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Insert, Table
from sqlmodel import Session, col, select

from config.columns import new_row_id
from config.database import Database, upsert
from consultations.desk import Desk
from consultations.jobs import enqueue_new
from consultations.lifecycle import MailState
from consultations.messages import RawMail
from consultations.models import ImapEntry, InboundMail, JobKind, ThreadChoice
from consultations.sealing import Vault

_MAIL = "inbound_mail"


def store(desk: Desk, mails: Sequence[RawMail]) -> None:
    """Commit the mails, or raise and keep nothing. A mail that this source has already is not stored again."""
    now = desk.clock()
    rows = {(mail.source, mail.identity): _row(desk.vault, mail) for mail in mails}
    with desk.transaction() as session:
        fresh = _insert_new(session, InboundMail, list(rows.values()), ("source", "identity"))
        enqueue_new(session, JobKind.INTAKE, sorted(fresh), now)
        _enter_positions(session, mails, rows, fresh)


@dataclass(frozen=True, slots=True)
class ImapLedger:
    """Which mails of an IMAP folder are committed already; implements `mailer.inbound.ports.Ledger`."""

    database: Database

    def stored(self, source: str, folder: str, uidvalidity: int, uids: Sequence[int]) -> set[int]:
        """Those of the UIDs that a committed line names."""
        with self.database.reading() as session:
            return set(
                session.exec(
                    select(ImapEntry.uid).where(
                        ImapEntry.source == source,
                        ImapEntry.folder == folder,
                        ImapEntry.uidvalidity == uidvalidity,
                        col(ImapEntry.uid).in_(list(uids)),
                    )
                )
            )


def _row(vault: Vault, mail: RawMail) -> dict[str, Any]:
    row = new_row_id()
    data_key = vault.new_data_key(_MAIL, row)
    safe = vault.safe(_MAIL, row, data_key)
    checked = {"by": mail.checked.by, "detail": mail.checked.detail} if mail.checked else None
    envelope = json.dumps({"mail_from": mail.mail_from, "rcpt_tos": mail.rcpt_tos, "checked": checked})
    return {
        "id": row,
        "source": mail.source,
        "identity": mail.identity,
        "state": MailState.STORED,
        "reason": "",
        "detail": "",
        "received_at": mail.received_at,
        "size": len(mail.content),
        "session_user": mail.session_user or "",
        "verdict": "",
        "released_by": "",
        "thread": ThreadChoice.UNDECIDED,
        "data_key": data_key,
        "raw": safe.seal(_MAIL, row, "raw", mail.content),
        "envelope": safe.seal(_MAIL, row, "envelope", envelope),
    }


def _enter_positions(
    session: Session,
    mails: Sequence[RawMail],
    rows: dict[tuple[str, str], dict[str, Any]],
    fresh: set[int],
) -> None:
    """Note where each mail lay, also for a mail that was here before: it need not be fetched from there again."""
    known = {key: row["id"] for key, row in rows.items() if row["id"] in fresh}
    entries = [
        {
            "id": new_row_id(),
            "source": mail.source,
            "folder": mail.position.folder,
            "uidvalidity": mail.position.uidvalidity,
            "uid": mail.position.uid,
            "inbound_mail_id": known.get((mail.source, mail.identity)) or _stored_id(session, mail),
        }
        for mail in mails
        if mail.position
    ]
    _insert_new(session, ImapEntry, entries, ("source", "folder", "uidvalidity", "uid"))


def _stored_id(session: Session, mail: RawMail) -> int:
    return session.exec(
        select(InboundMail.id).where(InboundMail.source == mail.source, InboundMail.identity == mail.identity)
    ).one()


def _insert_new(
    session: Session,
    model: type[InboundMail | ImapEntry],
    rows: list[dict[str, Any]],
    unique: tuple[str, ...],
) -> set[int]:
    """Insert those rows whose unique columns are not there yet; give the ids of the inserted ones."""
    if not rows:
        return set()
    table = model.__table__  # type: ignore[union-attr]
    assert isinstance(table, Table)  # noqa: S101 - narrows SQLModel's untyped attribute
    statement: Insert = (
        upsert(session, table).values(rows).on_conflict_do_nothing(index_elements=list(unique)).returning(col(model.id))
    )
    return set(session.execute(statement).scalars())
