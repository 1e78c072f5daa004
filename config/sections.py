"""The sections of the settings: servers, doors, mailboxes, the console, the language model; each a table of its own."""

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from config.sources import read_secret_files

Tls = Literal["tls", "starttls", "none"]

DNS_PORT = 53
LEAST_DKIM_BITS = 1024
"""RFC 8301; keys that somebody made long ago. Ours have 2048."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
ADDRESS = re.compile(r"[^\s@<>,;:\"()]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


class Section(BaseModel):
    """A table of the settings file: nothing in it is unknown, and each secret may be in a file of its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    _secrets = model_validator(mode="before")(read_secret_files)


class Server(Section):
    """A server of somebody else's that we log in to."""

    host: str
    port: int = Field(ge=1, le=65535)
    username: str = ""
    password: SecretStr = SecretStr("")
    oauth: str = Field("", description="the name of the [[oauth]] that signs in, instead of a password")
    tls: Tls = "tls"
    ca_file: Path | None = None
    timeout_seconds: float = Field(30.0, gt=0, description="for every read and write on the socket")

    @model_validator(mode="after")
    def _encrypted_off_the_machine(self) -> Self:
        if self.tls == "none" and self.host not in LOOPBACK:
            raise ValueError('tls = "none" is only for this machine itself; use "tls" or "starttls"')
        return self

    @model_validator(mode="after")
    def _one_way_to_log_in(self) -> Self:
        if self.oauth and self.password.get_secret_value():
            raise ValueError("password and oauth are both set; keep one of them")
        if self.oauth and not self.username:
            raise ValueError("oauth needs username, the address of the mailbox")
        return self


class ImapServer(Server):
    """An IMAP account."""

    port: int = Field(993, ge=1, le=65535)


class Source(Section):
    """What a mailbox and a door share: why the senders of its mail are believed."""

    name: str
    trusted: bool = Field(default=False, description="every From in it is believed: only where nobody else can write")
    authserv_id: str = Field(
        "",
        description="whose Authentication-Results header is believed, such as mx.example.org; for Google "
        "mx.google.com, for Microsoft 365 protection.outlook.com",
    )
    received_by: str = Field(
        "", description="its name in Received headers; empty: the same; .example.org for every server of a domain"
    )
    authserv_place: Literal["above", "below"] = Field(
        "above",
        description="where it puts that header, seen from its Received header; below only if it takes foreign ones out",
    )


class Mailbox(ImapServer, Source):
    """A mailbox that cases arrive in (`[[mailboxes]]`)."""

    folder: str = "INBOX"
    processed_folder: str = Field("", description="MOVE here after the commit; empty: only flag as seen")
    poll_seconds: float = Field(60.0, gt=0, description="where the server has no IDLE")
    idle_seconds: float = Field(25 * 60, gt=0, le=29 * 60, description="RFC 2177: renew before 29 minutes")
    check_senders: bool = Field(
        default=False, description="look ourselves at DKIM and DMARC of its mail, as a door does"
    )

    @model_validator(mode="after")
    def _one_who_vouches(self) -> Self:
        if self.check_senders and (self.authserv_id or self.trusted):
            raise ValueError("check_senders is for mailboxes without authserv_id and trusted; keep one of them")
        return self


class Door(Source):
    """An address that we listen on (`[[doors]]`)."""

    protocol: Literal["smtp", "lmtp"] = "smtp"
    host: str = "127.0.0.1"
    port: int = Field(8425, ge=0, le=65535)
    username: str = Field("", description="AUTH that makes a session authenticated; empty: AUTH is not offered")
    password: SecretStr = SecretStr("")
    addresses: tuple[str, ...] = Field(
        (), description="whom it takes mail for, @example.org for a whole domain; empty: our own addresses"
    )
    certificate: Path | None = Field(None, description="PEM, with those that vouch for it; empty: no STARTTLS")
    key: Path | None = Field(None, description="the key of the certificate, PEM without a password")
    require_tls: bool = Field(default=False, description="refuse mail that comes in clear")

    @field_validator("addresses")
    @classmethod
    def _addresses_or_domains(cls, listed: tuple[str, ...]) -> tuple[str, ...]:
        for entry in listed:
            if not ADDRESS.fullmatch(f"any{entry}" if entry.startswith("@") else entry):
                raise ValueError(
                    "each entry must be a plain address, such as cases@example.org, or a whole domain, such as "
                    f"@example.org; mend {entry!r}"
                )
        return listed

    @model_validator(mode="after")
    def _tls_is_whole(self) -> Self:
        if (self.certificate is None) != (self.key is None):
            raise ValueError("certificate and key belong together; set both, or neither")
        if self.certificate and self.protocol == "lmtp":
            raise ValueError("an LMTP door has no STARTTLS, as it is for this machine or network; unset certificate")
        if self.require_tls and not self.certificate:
            raise ValueError("require_tls needs certificate and key")
        return self


class NameServing(Section):
    """Which name servers are asked about senders, and how long (`[dns]`)."""

    servers: tuple[str, ...] = Field((), description="such as 127.0.0.1 or 127.0.0.1:5353; empty: this machine's own")
    timeout_seconds: float = Field(5.0, gt=0, le=30, description="for one question")
    # What RFC 7208, 4.6.4 asks for; a door takes in eight mails at the same time.
    seconds_a_mail: float = Field(20.0, gt=0, le=120, description="for all questions about one mail")

    @field_validator("servers")
    @classmethod
    def _addresses_of_servers(cls, listed: tuple[str, ...]) -> tuple[str, ...]:
        for entry in listed:
            _address_and_port(entry)
        return listed

    @property
    def addresses(self) -> tuple[tuple[str, int], ...]:
        """Each server's address and port."""
        return tuple(_address_and_port(entry) for entry in self.servers)


def _address_and_port(entry: str) -> tuple[str, int]:
    """`192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1` or `[2001:db8::1]:5353`."""
    bare = entry.count(":") != 1 and not entry.startswith("[")
    host, _, port = (entry, "", "") if bare else entry.rpartition(":")
    try:
        return str(ip_address(host.strip("[]"))), int(port or DNS_PORT)
    except ValueError:
        raise ValueError(f"each entry must be an IP address, with or without a port; mend {entry!r}") from None


class Signatures(Section):
    """Whose signatures on mail can be checked (`[signatures]`); the files in the folders may change at any time."""

    smime_certificates: Path | None = Field(
        None, description="a folder of authorities, and senders' own certificates (PEM or DER); empty: none is checked"
    )
    pgp_keys: Path | None = Field(None, description="a folder of senders' OpenPGP keys; empty: none is checked")

    @field_validator("smime_certificates", "pgp_keys")
    @classmethod
    def _a_folder(cls, folder: Path | None) -> Path | None:
        if folder and not folder.is_dir():
            raise ValueError(f"must be a folder; there is none at {folder}")
        return folder


class Submission(Server):
    """The server that our answers leave through (`[smtp]`)."""

    port: int = Field(587, ge=1, le=65535)
    tls: Tls = "starttls"
    mails_a_minute: int = Field(0, ge=0, description="no more than the server allows; 0: no limit")


class ClamAV(Section):
    """The virus scanner that every mail is shown to first (`[clamav]`): ClamAV's daemon, by its socket or its port."""

    socket: Path | None = Field(None, description="LocalSocket in clamd.conf, such as /run/clamav/clamd.ctl")
    host: str = Field("", description="instead of a socket: TCPAddr in clamd.conf")
    port: int = Field(3310, ge=1, le=65535)
    timeout_seconds: float = Field(30.0, gt=0, description="for a mail, and once more for what is attached to it")

    @model_validator(mode="after")
    def _one_way_that_nobody_listens_to(self) -> Self:
        if bool(self.socket) == bool(self.host):
            raise ValueError("needs either socket or host")
        if self.host and self.host not in LOOPBACK:
            raise ValueError("mail goes to clamd in the clear, so host is for this machine itself; use its socket")
        return self


class DkimSigning(Section):
    """How our mail is signed (`[dkim]`); for the domain of our address."""

    selector: str = Field(pattern=r"^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$")
    private_key: SecretStr

    @field_validator("private_key")
    @classmethod
    def _a_key_that_verifiers_take(cls, key: SecretStr) -> SecretStr:
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        try:
            loaded = load_pem_private_key(key.get_secret_value().encode("ascii"), password=None)
        except (ValueError, TypeError):
            loaded = None
        if not isinstance(loaded, RSAPrivateKey) or loaded.key_size < LEAST_DKIM_BITS:
            raise ValueError(
                f"must be an RSA key of {LEAST_DKIM_BITS} bits or more as PEM; `caseconsultant mail dkim-key` makes one"
            )
        return key


class JournalSettings(Section):
    """One more recipient of every answer; finding a mail there proves that it was sent (`[journal]`)."""

    address: str
    imap: ImapServer
    folder: str = "INBOX"
    wait_seconds: float = Field(300.0, gt=0, description="how long an uncertain mail may take to reach the journal")


class SentSettings(Section):
    """Where a copy of what we sent is kept, for people (`[sent]`)."""

    imap: ImapServer
    folder: str = "Sent"


class Web(Section):
    """The review console."""

    host: str = "127.0.0.1"
    port: int = Field(8460, ge=0, le=65535)
    public_url: str = Field("", description="how people reach it, for links; empty: http://host:port")
    trusted_proxies: tuple[str, ...] = Field(
        (), description="addresses of proxies whose X-Forwarded-For says who asks; nobody else's is read"
    )

    @field_validator("public_url")
    @classmethod
    def _the_address_of_a_site(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/")):
            raise ValueError("must be an address without a path, such as https://desk.example.org")
        return url.rstrip("/")

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses_of_machines(cls, listed: tuple[str, ...]) -> tuple[str, ...]:
        for entry in listed:
            try:
                ip_address(entry)
            except ValueError:
                raise ValueError(f"each entry must be an IP address, such as 127.0.0.1; mend {entry!r}") from None
        return listed


class LanguageModel(Section):
    """A language model that helps the assistant (`[model]`); without it, none takes part."""

    provider: Literal["openai", "anthropic"] = Field(
        "openai", description="how it is spoken to: OpenAI's API, which Ollama and llama.cpp speak too, or Anthropic's"
    )
    name: str
    base_url: str = Field("", description="empty: the provider's own service")
    api_key: SecretStr = SecretStr("")
    external: bool = Field(default=True, description="only redacted text leaves; false only on this machine itself")
    structured: Literal["json_schema", "json_object"] = Field(
        "json_schema",
        description='how its answers get their shape; llama-cpp-python and older servers need "json_object"',
    )
    word_summary: bool = Field(default=False, description="let it word the summary around our codes")
    # A draft asks three times at most, and its job is leased for 120 s.
    timeout_seconds: float = Field(20.0, gt=0, le=600, description="for one question with all its retries")
    retries: int = Field(2, ge=0, le=10, description="after 429, 5xx and broken connections, waiting longer each time")
    answer_tokens: int = Field(1_500, ge=100, le=32_000, description="the longest answer that is asked for")
    budget_tokens: int = Field(60_000, ge=0, description="what the questions of one case may take together")
    budget_cents: int = Field(0, ge=0, description="what they may cost by the prices below; 0: no limit")
    input_price: int = Field(0, ge=0, description="US cents for a million tokens that we send")
    output_price: int = Field(0, ge=0, description="US cents for a million tokens that it answers")

    @field_validator("base_url")
    @classmethod
    def _a_web_address(cls, url: str) -> str:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("must begin with https:// (or http:// on this machine itself)")
        if url.startswith("http://") and urlsplit(url).hostname not in LOOPBACK:
            raise ValueError("http:// is only for this machine itself; use https://")
        return url

    @model_validator(mode="after")
    def _internal_is_here(self) -> Self:
        if not self.external and urlsplit(self.base_url).hostname not in LOOPBACK:
            raise ValueError("external = false is only for a model on this machine itself; give its base_url")
        if self.budget_cents and not (self.input_price and self.output_price):
            raise ValueError("budget_cents needs input_price and output_price")
        return self
