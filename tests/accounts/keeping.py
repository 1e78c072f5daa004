"""A database with one consultant, and her authenticator app."""

from datetime import UTC, datetime
from pathlib import Path

import pyotp
from sqlmodel import Session

from accounts import totp
from accounts.models import Person
from accounts.people import add_person
from accounts.roles import Role
from config.database import Database, connect
from config.migrating import migrate
from consultations.sealed_keys import SealedKeys
from consultations.sealing import Vault

NOW = datetime(2026, 8, 20, 15, 0, tzinfo=UTC)
EMAIL = "mara@desk.example"
PASSWORD = "a long enough password"


def opened(url: str) -> Database:
    """A migrated database with Mara in it."""
    database = connect(url)
    migrate(database)
    with database.transaction() as session:
        add_person(session, "Mara Okafor", EMAIL, PASSWORD, credential="CPC", role=Role.CONSULTANT)
    return database


def sealing(folder: Path) -> SealedKeys:
    """Keys of a vault in that folder."""
    return SealedKeys(Vault.open(folder / "key.json"))


def app_of(session: Session, keys: SealedKeys, person: Person, at: datetime = NOW) -> pyotp.TOTP:
    """An app that was set up with the code of that moment, which is therefore used."""
    app = pyotp.TOTP(totp.begin(session, keys, person))
    assert totp.confirm(session, keys, person.id, app.at(at), at)
    return app
