"""What the settings are without a word from the operator, where they come from, and how a wrong one is told."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from config import settings
from config.sections import Submission
from config.settings import MAX_MAIL_BYTES, Settings, SettingsError
from tests.config.conftest import Toml


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_text("postgresql://cc:geheim@db/cc\n", encoding="utf-8")
    return path


def wrong() -> str:
    """What is said about the settings; one sentence a mistake, and never a secret."""
    with pytest.raises(SettingsError) as caught:
        settings.load()
    return str(caught.value)


def test_without_any_setting_everything_stays_on_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CASECONSULTANT_CONFIG")
    monkeypatch.delenv("CASECONSULTANT_DATA_DIR")
    monkeypatch.chdir(tmp_path)
    found = settings.load()
    assert found.database == "sqlite:///var/caseconsultant.sqlite"
    assert found.keys == Path("var/key.json")
    assert found.broker_url.get_secret_value() == "memory://localhost"
    assert found.smtp is None
    assert found.mailboxes == ()
    assert [(door.host, door.port, door.trusted) for door in found.doors] == [("127.0.0.1", 8425, False)]
    assert (found.web.host, found.web.port) == ("127.0.0.1", 8460)


def test_double_underscores_nest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASECONSULTANT_SMTP__HOST", "smtp.example.org")
    monkeypatch.setenv("CASECONSULTANT_SMTP__PORT", "465")
    monkeypatch.setenv("CASECONSULTANT_SMTP__TLS", "tls")
    assert settings.load().smtp == Submission(host="smtp.example.org", port=465, tls="tls")


def test_a_list_stands_in_the_environment_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASECONSULTANT_MAILBOXES", json.dumps([{"name": "cases", "host": "imap.example.org"}]))
    assert [box.host for box in settings.load().mailboxes] == ["imap.example.org"]


def test_the_file_says_what_the_environment_leaves_open(monkeypatch: pytest.MonkeyPatch, toml: Toml) -> None:
    toml(
        'address = "file@example.org"\nservice_name = "File"\n\n'
        '[[mailboxes]]\nname = "cases"\nhost = "imap.example.org"\n'
    )
    monkeypatch.setenv("CASECONSULTANT_SERVICE_NAME", "Environment")
    found = settings.load()
    assert (found.address, found.service_name) == ("file@example.org", "Environment")
    assert found.source("cases") == found.mailboxes[0]
    assert found.source("gone") is None


def test_arguments_win(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASECONSULTANT_MAX_ATTEMPTS", "7")
    assert settings.load().max_attempts == 7
    assert settings.load(max_attempts=2).max_attempts == 2


@pytest.mark.parametrize("name", ["database_url", "broker_url"])
def test_a_secret_comes_from_a_file_that_the_environment_names(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = {"database_url": "postgresql://cc:geheim@db/cc", "broker_url": "redis://:geheim@broker/0"}[name]
    (tmp_path / name).write_text(f"{url}\n", encoding="utf-8")
    monkeypatch.setenv(f"CASECONSULTANT_{name.upper()}_FILE", str(tmp_path / name))
    assert getattr(settings.load(), name).get_secret_value() == url


def test_a_secret_comes_from_a_file_that_the_file_names(toml: Toml, secret: Path) -> None:
    toml(f'database_url_file = "{secret}"\n')
    assert settings.load().database == "postgresql://cc:geheim@db/cc"


def test_nested_secrets_come_from_files_too(monkeypatch: pytest.MonkeyPatch, toml: Toml, secret: Path) -> None:
    toml(f'[[mailboxes]]\nname = "cases"\nhost = "imap.example.org"\npassword_file = "{secret}"\n')
    monkeypatch.setenv("CASECONSULTANT_SMTP__HOST", "smtp.example.org")
    monkeypatch.setenv("CASECONSULTANT_SMTP__PASSWORD_FILE", str(secret))
    found = settings.load()
    assert found.smtp is not None
    assert found.smtp.password.get_secret_value() == secret.read_text(encoding="utf-8").strip()
    assert found.mailboxes[0].password == found.smtp.password


def test_an_empty_file_setting_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASECONSULTANT_DATABASE_URL_FILE", "")
    assert settings.load().database.startswith("sqlite:///")


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASECONSULTANT_DATABASE_URL", "postgresql://cc:geheim@db/cc")
    monkeypatch.setenv("CASECONSULTANT_SMTP__HOST", "smtp.example.org")
    monkeypatch.setenv("CASECONSULTANT_SMTP__PASSWORD", "geheim")
    assert "geheim" not in repr(settings.load())


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABSE_URL", "x", "CASECONSULTANT_DATABSE_URL: there is no such setting; correct its name or remove it."),
        (
            "SMTP__HSOT",
            "x",
            "Setting smtp.hsot (CASECONSULTANT_SMTP__HSOT): there is no such setting; correct its name or remove it.",
        ),
        (
            "WEB__PORT",
            "99999",
            "Setting web.port (CASECONSULTANT_WEB__PORT): Input should be less than or equal to 65535.",
        ),
        (
            "DATABASE_URL",
            "mysql://cc:geheim@db/cc",
            (
                "Setting database_url (CASECONSULTANT_DATABASE_URL): must begin with postgresql:// or sqlite:///, "
                "or be empty for SQLite in the data folder."
            ),
        ),
        (
            "BROKER_URL",
            "http://cc:geheim@broker",
            (
                "Setting broker_url (CASECONSULTANT_BROKER_URL): must begin with redis://, rediss://, amqp://, "
                "amqps:// or memory://."
            ),
        ),
        (
            "ADDRESS",
            "Cases <cases@example.org>",
            (
                "Setting address (CASECONSULTANT_ADDRESS): must be a plain address, such as cases@example.org, "
                "without a name around it."
            ),
        ),
        (
            "TIME_ZONE",
            "Mars/Olympus",
            (
                "Setting time_zone (CASECONSULTANT_TIME_ZONE): is no time zone; use a name such as America/New_York "
                "or Europe/Berlin."
            ),
        ),
        (
            "MAILBOXES",
            "cases",
            (
                "Setting mailboxes (CASECONSULTANT_MAILBOXES): this is not JSON; mend it, or write mailboxes in "
                "caseconsultant.toml."
            ),
        ),
        (
            "MAILBOXES__0__HOST",
            "imap.example.org",
            (
                "Setting mailboxes (CASECONSULTANT_MAILBOXES): must be a list: write [[tables]] of that name in "
                "caseconsultant.toml, or a JSON list."
            ),
        ),
        (
            "DATABASE_URL_FILE",
            "/nowhere/secret",
            (
                "Settings: database_url_file names a file that cannot be read (No such file or directory); "
                "mend the path or its rights."
            ),
        ),
        (
            "CONFIG",
            "/nowhere/caseconsultant.toml",
            "CASECONSULTANT_CONFIG names /nowhere/caseconsultant.toml, which is not there; mend the path or unset it.",
        ),
    ],
)
def test_a_wrong_variable_is_one_sentence(
    name: str, value: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"CASECONSULTANT_{name}", value)
    if name == "SMTP__HSOT":
        monkeypatch.setenv("CASECONSULTANT_SMTP__HOST", "smtp.example.org")
    assert wrong() == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            '[[mailboxes]]\nname = "cases"\n',
            "Setting mailboxes.1.host ([[mailboxes]]): is required; set it.",
        ),
        (
            '[smtp]\nhost = "smtp.example.org"\ntls = "none"\n',
            (
                'Setting smtp (CASECONSULTANT_SMTP): tls = "none" is only for this machine itself; '
                'use "tls" or "starttls".'
            ),
        ),
        (
            '[[doors]]\nname = "door"\naddresses = ["cases@example.org", "example.org"]\n',
            (
                "Setting doors.1.addresses ([[doors]]): each entry must be a plain address, such as "
                "cases@example.org, or a whole domain, such as @example.org; mend 'example.org'."
            ),
        ),
        (
            '[[mailboxes]]\nname = "cases"\nhost = "imap.example.org"\n\n[[doors]]\nname = "cases"\n',
            "Settings: two mailboxes or doors have the same name; give each its own.",
        ),
        (
            "colour = 3\n",
            "Setting colour (CASECONSULTANT_COLOUR): there is no such setting; correct its name or remove it.",
        ),
    ],
)
def test_a_wrong_line_of_the_file_is_one_sentence(text: str, sentence: str, toml: Toml) -> None:
    toml(text)
    assert wrong() == sentence


def test_a_file_that_is_no_toml_is_one_sentence(toml: Toml, tmp_path: Path) -> None:
    toml("data_dir =\n")
    assert wrong().startswith(f"The settings file {tmp_path / 'caseconsultant.toml'} is not TOML: ")


def test_a_settings_file_that_is_a_folder_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CASECONSULTANT_CONFIG", str(tmp_path))
    assert wrong() == f"The settings file {tmp_path} cannot be read (Is a directory); mend its rights."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00", "names a file that is not text; write the secret into it as plain text"),
        (b" \n", "names a file that is empty; write the secret into it"),
    ],
)
def test_a_secret_file_must_hold_a_secret(
    content: bytes, said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_bytes(content)
    monkeypatch.setenv("CASECONSULTANT_SMTP__HOST", "smtp.example.org")
    monkeypatch.setenv("CASECONSULTANT_SMTP__PASSWORD_FILE", str(tmp_path / "secret"))
    assert wrong() == f"Setting smtp (CASECONSULTANT_SMTP): password_file {said}."


def test_a_secret_is_given_once(monkeypatch: pytest.MonkeyPatch, secret: Path) -> None:
    monkeypatch.setenv("CASECONSULTANT_DATABASE_URL", "postgresql://db/cc")
    monkeypatch.setenv("CASECONSULTANT_DATABASE_URL_FILE", str(secret))
    assert wrong() == "Settings: database_url and database_url_file are both set; keep one of them."


def test_each_of_several_mistakes_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASECONSULTANT_WEB__PORT", "web")
    monkeypatch.setenv("CASECONSULTANT_UNDO_SECONDS", "-1")
    said = wrong().splitlines()
    assert len(said) == 2
    assert {"web.port" in said[0], "web.port" in said[1]} == {True, False}
    assert all(line.startswith("Setting ") for line in said)


def test_no_mail_may_be_larger_than_what_is_read() -> None:
    assert Settings(max_mail_bytes=MAX_MAIL_BYTES).max_mail_bytes == MAX_MAIL_BYTES
    with pytest.raises(ValidationError, match="less than or equal to"):
        Settings(max_mail_bytes=MAX_MAIL_BYTES + 1)


def test_idle_is_renewed_before_29_minutes_whatever_is_set(toml: Toml) -> None:
    """A server may log us out after 30 minutes of silence (RFC 2177)."""
    toml('[[mailboxes]]\nname = "cases"\nhost = "h"\nidle_seconds = 1741\n')
    assert "mailboxes.1.idle_seconds" in wrong()
