"""Tying the rooms together for one process: desk, services, and the ways in and out that the settings ask for."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import inspect
from sqlmodel import select

from accounts.sign_in_models import TotpKey
from assistant import CurrentAssistant
from codesets import CurrentCatalogue, install
from commands.service import service_settings
from config import plans
from config.database import Database, connect
from config.sections import LanguageModel
from config.settings import Settings
from consultations.access_models import OAuthGrant
from consultations.desk import Desk, Wake
from consultations.messages import RawMail
from consultations.model_use import DeskLedger
from consultations.models import InboundMail
from consultations.oauth_tokens import SealedTokens
from consultations.ports import ModelLedger, Transport
from consultations.receiving import store
from consultations.sealing import SealError, Vault
from mailer.attachments.confined import ConfinedReader
from mailer.clamav import ClamScanner
from mailer.journal import ImapJournal
from mailer.oauth import NO_SIGN_INS, AccessTokens
from mailer.outbound import SmtpTransport
from mailer.outbox_folder import FolderTransport
from mailer.sent_folder import ImapSentFolder
from mailer.signed.checks import SignatureChecks
from workers.lane import Lane
from workers.services import Services

if TYPE_CHECKING:
    from assistant.advice import ModelAdvisor

log = structlog.get_logger()


def nobody_to_wake(_job_ids: Sequence[int]) -> None:
    """For commands that run beside the service: its sweeper finds what they made ready within six seconds."""


def service_desk() -> Desk:
    """The desk of the service that was set up here; raises SettingsError where there is none."""
    return open_desk(service_settings())


def open_desk(settings: Settings, wake: Wake = nobody_to_wake) -> Desk:
    """The desk of this process. The database is opened, not migrated."""
    database = connect(settings.database)
    if not settings.keys.exists() and _holds_what_is_sealed(database):
        raise SealError(
            f"The key file {settings.keys} is missing, but the database holds sealed content. Restore it from its "
            "backup, or point the setting key_file at it."
        )
    return Desk(
        settings=settings,
        database=database,
        vault=Vault.open(settings.keys),
        plans=plans.load(settings.plans_file),
        wake=wake,
    )


def _holds_what_is_sealed(database: Database) -> bool:
    """Whether there is sealed mail, a sealed sign-in or a sealed authenticator's key, which no new key would open."""
    with database.reading() as session:
        there = inspect(session.connection()).get_table_names()
        return any(
            session.exec(select(table.id).limit(1)).first() is not None
            for table in (InboundMail, OAuthGrant, TotpKey)
            if table.__tablename__ in there
        )


def open_services(desk: Desk, progress: Callable[[str], None]) -> Services:
    """The assistant over the loaded code sets, and the ways out that the settings name."""
    settings = desk.settings
    assistant = open_assistant(settings, progress, DeskLedger(desk))
    tokens = access_tokens(desk)
    signatures = SignatureChecks(settings.signatures)
    signatures.look_through_folders()
    return Services(
        desk=desk,
        assistant=assistant,
        transport=transport_of(settings, tokens),
        attachments=ConfinedReader(),
        gate=assistant.redacted,
        journal=ImapJournal(settings.journal, tokens) if settings.journal else None,
        sent_folder=ImapSentFolder(settings.sent, tokens) if settings.sent else None,
        lane=Lane(),
        signatures=signatures,
        scanner=ClamScanner(settings.clamav) if settings.clamav else None,
    )


def open_assistant(
    settings: Settings, progress: Callable[[str], None], ledger: ModelLedger | None = None
) -> CurrentAssistant:
    """The assistant; builds the store of the bundled ICD-10-CM release when it is not there yet (some seconds).

    It sees what `codes import` and `codes update` load while it runs. Where the settings name a model and there is a
    ledger for what leaves, the model reads along; raises NotInstalledError where its packages are missing.
    """
    install(settings.codesets, progress)
    advisor = reading_along(settings.model, ledger) if settings.model and ledger else None
    return CurrentAssistant(CurrentCatalogue(settings.codesets, _log_code_sets), advisor)


def reading_along(model: LanguageModel, ledger: ModelLedger) -> "ModelAdvisor":
    """The model as a second reader; raises NotInstalledError where its packages are missing."""
    from assistant.advice import ModelAdvisor
    from assistant.model import Model

    return ModelAdvisor(Model(model), ledger)


def _log_code_sets(sentence: str) -> None:
    log.info("code sets", said=sentence)


def access_tokens(desk: Desk) -> AccessTokens:
    """The access tokens of the sign-ins that the settings name."""
    return AccessTokens(desk.settings.oauth, SealedTokens(desk), desk.clock)


def sign_ins(settings: Settings) -> AccessTokens:
    """The access tokens for trying servers out; where no sign-in is named, no database is opened for them."""
    return access_tokens(service_desk()) if settings.oauth else NO_SIGN_INS


def transport_of(settings: Settings, tokens: AccessTokens) -> Transport:
    """The way out: the server of the settings, or the folder where there is none."""
    if settings.smtp is None:
        return FolderTransport(settings.data_dir / "outbox")
    return SmtpTransport(settings.smtp, tokens)


def storing(desk: Desk) -> Callable[[Sequence[RawMail]], None]:
    """What mailboxes and doors call to hand mail over; it returns after the commit."""

    def commit(mails: Sequence[RawMail]) -> None:
        store(desk, mails)
        log.info("stored", mails=len(mails), source=mails[0].source if mails else "")

    return commit
