"""Typed settings: environment (`CASECONSULTANT_…`, `__` for nesting), then `caseconsultant.toml`, then these defaults.

Every secret `name` can also be given as `name_file`, the path of a file that holds it (`…_FILE` in the environment).
"""

from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from config.errors import CaseConsultantError
from config.oauth import OAuth
from config.sections import (
    ADDRESS,
    ClamAV,
    DkimSigning,
    Door,
    JournalSettings,
    LanguageModel,
    Mailbox,
    NameServing,
    SentSettings,
    Server,
    Signatures,
    Submission,
    Web,
)
from config.signing_in import SignIn
from config.sources import PREFIX, Environment, SourceError, read_secret_files, settings_file

MAX_MAIL_BYTES = 25 * 1024 * 1024
"""What most mail services accept (Google and Microsoft 365: 25 MB); measured limits in mailer/limits.py."""


_DATABASES = ("postgresql://", "postgresql+psycopg://", "sqlite://")
_BROKERS = ("memory://", "redis://", "rediss://", "redis+socket://", "amqp://", "amqps://")


class SettingsError(CaseConsultantError):
    """A setting is wrong; the message names it and says what to do."""


class Settings(BaseSettings):
    """Everything that an operator can decide."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
    )

    data_dir: Path = Path("var")
    database_url: SecretStr = Field(SecretStr(""), description="empty: SQLite in the data folder")
    broker_url: SecretStr = Field(
        SecretStr("memory://localhost"), description="redis://… or amqp://… for several processes"
    )
    key_file: Path | None = Field(None, description="empty: key.json in the data folder, made at first start")
    plans_file: Path | None = Field(None, description="empty: the plans that ship with CaseConsultant")
    service_name: str = "CaseConsultant"
    address: str = Field(
        "cases@caseconsultant.localhost", description="our own address: From of every mail, To of replies"
    )
    time_zone: str = Field("America/New_York", description="for dates in mails and on screens")
    mailboxes: tuple[Mailbox, ...] = ()
    doors: tuple[Door, ...] = (Door(name="door"),)
    smtp: Submission | None = None
    dkim: DkimSigning | None = Field(None, description="empty: our mail leaves unsigned")
    journal: JournalSettings | None = None
    sent: SentSettings | None = None
    clamav: ClamAV | None = Field(None, description="empty: no mail is looked at for malware")
    dns: NameServing = NameServing()
    signatures: Signatures = Signatures()
    oauth: tuple[OAuth, ...] = Field((), description="sign-ins that mailboxes and servers name instead of a password")
    # Longer than a provider's usual hiccup, shorter than the time after which a practice calls to ask.
    alarm_minutes: float = Field(15.0, gt=0, description="a mailbox unread, or a sign-in failing, for so long: alarm")
    web: Web = Web()
    sign_in: SignIn = SignIn()
    model: LanguageModel | None = Field(None, description="empty: the assistant drafts by its rules alone")
    max_mail_bytes: int = Field(MAX_MAIL_BYTES, gt=0, le=MAX_MAIL_BYTES)
    # What fails five times in half a minute and more fails for a reason that waiting does not mend.
    max_attempts: int = Field(5, ge=1, description="after this many, a job waits for a person")
    # How long a crash delays a job, where several processes work. A job may take longer: a second worker that then
    # takes it finds an answer in sending, and does not send it again.
    lease_seconds: float = Field(120.0, gt=0, description="how long a worker may keep a job before another takes it")
    give_up_hours: float = Field(
        72.0, gt=0, description="RFC 5321 4.5.4.1 asks for 4-5 days; a claim cannot wait so long"
    )
    # Longer than most cases take, shorter than a lunch: each save begins it anew.
    claim_minutes: float = Field(15.0, gt=0, description="how long a case is kept for whoever works on it")
    undo_seconds: float = Field(0.0, ge=0, description="how long an approved answer waits before it is sent")
    # More than a busy desk mails in an hour, far fewer than two machines that answer each other would send.
    automatic_per_hour: int = Field(120, ge=0, description="acknowledgements and notices to one address, at most")
    acknowledge: bool = Field(default=True, description="answer each new case at once with its number and due time")
    draft: bool = Field(default=True, description="let the assistant draft; off only to measure intake alone")
    cpt_licence: str = Field("", description="who holds the licence for CPT; empty: the AMA's files are not read")
    log_json: bool = False

    _secrets = model_validator(mode="before")(read_secret_files)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over the environment, the environment over the file."""
        del env_settings, dotenv_settings, file_secret_settings
        return init_settings, Environment(settings_cls), settings_file(settings_cls)

    @field_validator("database_url")
    @classmethod
    def _a_database_we_know(cls, url: SecretStr) -> SecretStr:
        if url.get_secret_value() and not url.get_secret_value().startswith(_DATABASES):
            raise ValueError("must begin with postgresql:// or sqlite:///, or be empty for SQLite in the data folder")
        return url

    @field_validator("broker_url")
    @classmethod
    def _a_broker_we_know(cls, url: SecretStr) -> SecretStr:
        if not url.get_secret_value().startswith(_BROKERS):
            raise ValueError("must begin with redis://, rediss://, amqp://, amqps:// or memory://")
        return url

    @field_validator("address")
    @classmethod
    def _a_plain_address(cls, address: str) -> str:
        if not ADDRESS.fullmatch(address):
            raise ValueError("must be a plain address, such as cases@example.org, without a name around it")
        return address

    @field_validator("time_zone")
    @classmethod
    def _a_zone_that_exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ValueError("is no time zone; use a name such as America/New_York or Europe/Berlin") from None
        return name

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        names = [source.name for source in self._sources]
        if len(names) != len(set(names)):
            raise ValueError("two mailboxes or doors have the same name; give each its own")
        return self

    @model_validator(mode="after")
    def _every_sign_in_is_there(self) -> Self:
        names = [sign_in.name for sign_in in self.oauth]
        if len(names) != len(set(names)):
            raise ValueError("two [[oauth]] have the same name; give each its own")
        for server in self.servers:
            if server.oauth and server.oauth not in names:
                raise ValueError(
                    f"oauth = {server.oauth!r} names no [[oauth]]; there are: {', '.join(names) or 'none'}"
                )
        return self

    @model_validator(mode="after")
    def _the_model_answers_within_the_lease(self) -> Self:
        if self.model and 3 * self.model.timeout_seconds >= self.lease_seconds:
            raise ValueError(
                "a draft asks the model three times at most, which must fit into lease_seconds; lower timeout_seconds "
                "of the model, or raise lease_seconds"
            )
        return self

    @model_validator(mode="after")
    def _a_mail_is_scanned_within_the_lease(self) -> Self:
        if self.clamav and 3 * self.clamav.timeout_seconds > self.lease_seconds:
            raise ValueError(
                "three times timeout_seconds of clamav must fit into lease_seconds; lower it, or raise that"
            )
        return self

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the case database."""
        return self.database_url.get_secret_value() or f"sqlite:///{self.data_dir / 'caseconsultant.sqlite'}"

    @property
    def domain(self) -> str:
        """The domain of our address."""
        return self.address.rpartition("@")[2].lower()

    @property
    def keys(self) -> Path:
        """Where the key file lies."""
        return self.key_file or self.data_dir / "key.json"

    @property
    def codesets(self) -> Path:
        """The folder of the stores of the code sets."""
        return self.data_dir / "codesets"

    def source(self, name: str) -> Mailbox | Door | None:
        """The mailbox or door of that name, or None when the settings no longer have it."""
        return next((source for source in self._sources if source.name == name), None)

    def addresses_of(self, door: Door) -> tuple[str, ...]:
        """Whom a door takes mail for: its own list, or else our address and those that mailboxes log in with."""
        logins = (mailbox.username for mailbox in self.mailboxes if ADDRESS.fullmatch(mailbox.username))
        return door.addresses or (self.address, *logins)

    @property
    def servers(self) -> tuple[Server, ...]:
        """Every server of somebody else's that we log in to."""
        ways_out = (self.smtp, self.journal and self.journal.imap, self.sent and self.sent.imap)
        return (*self.mailboxes, *(server for server in ways_out if server))

    @property
    def _sources(self) -> tuple[Mailbox | Door, ...]:
        return (*self.mailboxes, *self.doors)


def load(**overrides: Any) -> Settings:
    """Read the settings; raises SettingsError with one sentence a mistake."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise SettingsError("\n".join(_sentence(dict(problem)) for problem in error.errors())) from None
    except SourceError as error:
        raise SettingsError(str(error)) from None


def _sentence(problem: dict[str, Any]) -> str:
    """Name the setting both ways it can be written, then say what is wrong with it."""
    message = {
        "extra_forbidden": "there is no such setting; correct its name or remove it",
        "missing": "is required; set it",
        "tuple_type": "must be a list: write [[tables]] of that name in caseconsultant.toml, or a JSON list",
    }.get(problem["type"], problem["msg"].removeprefix("Value error, "))
    if not problem["loc"]:
        return f"Settings: {message}."
    name = ".".join(str(step + 1) if isinstance(step, int) else step for step in problem["loc"])
    # Only a whole list can stand in the environment, so what is inside one is named as in the file.
    listed = any(isinstance(step, int) for step in problem["loc"])
    variable = f"[[{problem['loc'][0]}]]" if listed else PREFIX + "__".join(problem["loc"]).upper()
    return f"Setting {name} ({variable}): {message}."
