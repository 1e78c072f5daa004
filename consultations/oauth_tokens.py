"""The tokens of our sign-ins by OAuth, sealed like case text: whoever holds them reads the mailbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from pydantic import TypeAdapter
from sqlalchemy import Table
from sqlmodel import Session, select

from config.columns import new_row_id
from config.database import upsert
from consultations.access_models import OAuthGrant
from consultations.desk import Desk
from consultations.ports import Grant, Tokens

_TABLE = "oauth_grant"
_TOKENS = TypeAdapter(Tokens)


@dataclass(frozen=True, slots=True)
class SealedTokens:
    """Implements `consultations.ports.TokenStore`: a row a sign-in, replaced in one commit."""

    desk: Desk

    def load(self, name: str) -> Grant:
        """What is kept of this sign-in; an empty Grant before the first."""
        with self.desk.database.reading() as session:
            row = session.exec(select(OAuthGrant).where(OAuthGrant.name == name)).first()
        return Grant(tokens=self._open(row), over=row.failure if row.over else "") if row else Grant()

    def claim(self, name: str, held: Tokens | None, seconds: float) -> bool:
        """Whether nobody else renews it, or has. A claim whose holder died ends by itself."""
        now = self.desk.clock()
        with self._row(name) as row:
            if (row.renewing_until and row.renewing_until > now) or self._open(row) != held:
                return False
            row.renewing_until = now + timedelta(seconds=seconds)
        return True

    def keep(self, name: str, tokens: Tokens) -> None:
        """Seal the tokens in place of the old ones; both tokens change in the same commit."""
        with self._row(name) as row:
            safe = self.desk.vault.safe(_TABLE, row.id, row.data_key)
            row.tokens = safe.seal(_TABLE, row.id, "tokens", _TOKENS.dump_json(tokens))
            row.expires_at, row.refresh_expires_at = tokens.expires_at, tokens.refresh_expires_at
            row.renewing_until, row.failing_since, row.failure, row.over = None, None, "", False

    def failed(self, name: str, reason: str, *, over: bool) -> None:
        """Note the failure, and since when it has been failing."""
        with self._row(name) as row:
            row.renewing_until, row.failure, row.over = None, reason, over
            row.failing_since = row.failing_since or self.desk.clock()

    def _open(self, row: OAuthGrant) -> Tokens | None:
        if row.tokens is None:
            return None
        safe = self.desk.vault.safe(_TABLE, row.id, row.data_key)
        return _TOKENS.validate_json(safe.open(_TABLE, row.id, "tokens", row.tokens))

    @contextmanager
    def _row(self, name: str) -> Iterator[OAuthGrant]:
        """The row of that name, made where it is missing, locked for one transaction."""
        with self.desk.transaction() as session:
            row = _locked(session, name) or self._made(session, name)
            yield row
            session.add(row)

    def _made(self, session: Session, name: str) -> OAuthGrant:
        """Two processes may make it at once: the second finds the first one's."""
        table = OAuthGrant.__table__  # type: ignore[attr-defined]
        assert isinstance(table, Table)  # noqa: S101 - narrows SQLModel's untyped attribute
        row = new_row_id()
        values = {"id": row, "name": name, "data_key": self.desk.vault.new_data_key(_TABLE, row)}
        values |= {"failure": "", "over": False}
        session.execute(upsert(session, table).values(values).on_conflict_do_nothing(index_elements=["name"]))
        made = _locked(session, name)
        assert made is not None  # noqa: S101 - it is there, by us or by another process
        return made


def _locked(session: Session, name: str) -> OAuthGrant | None:
    return session.exec(select(OAuthGrant).where(OAuthGrant.name == name).with_for_update()).first()
