"""docker-compose.yml: it follows the specification, keeps to this machine, and calls commands that we have.

No container engine is at hand where these tests run; what stands in the file is checked, not whether it starts.
"""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft201909Validator
from typer.main import get_command

from commands.cli import app
from config.sections import ClamAV
from config.settings import Settings
from config.sources import PREFIX, SECRETS

ROOT = Path(__file__).parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
LASTING = {name: service for name, service in OURS.items() if service["restart"] != "no"}
SETTINGS_FILE = ROOT / "docker" / "caseconsultant.toml"


def test_it_follows_the_specification() -> None:
    schema = json.loads((ROOT / "tests" / "compose-spec.json").read_text(encoding="utf-8"))
    found = [f"{'.'.join(map(str, error.absolute_path))}: {error.message}" for error in breaches(schema)]
    assert found == []


def breaches(schema: dict[str, Any]) -> Any:
    """Every way in which the file breaks the schema. `name` came into the specification after this edition of it."""
    return Draft201909Validator(schema).iter_errors({key: COMPOSE[key] for key in COMPOSE if key != "name"})


def test_every_process_of_ours_is_there_and_the_servers_they_need() -> None:
    assert set(SERVICES) == {"migrate", "ingress", "worker", "sweeper", "web", "database", "broker", "mail", "scanner"}
    assert set(OURS) == {"migrate", "ingress", "worker", "sweeper", "web"}


@pytest.mark.parametrize("name", SERVICES)
def test_ports_are_published_on_this_machine_only(name: str) -> None:
    for port in SERVICES[name].get("ports", []):
        assert port.startswith("127.0.0.1:"), f"{name} would listen for everybody on {port}"


@pytest.mark.parametrize("name", [*LASTING, "database", "broker", "mail", "scanner"])
def test_every_lasting_service_has_a_health_check(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] in {"CMD", "CMD-SHELL"}
    assert check["interval"]
    assert check["timeout"]


def test_what_runs_once_ends_before_the_others_start() -> None:
    waiting = {
        name
        for name, service in OURS.items()
        if service["depends_on"].get("migrate", {}).get("condition") == "service_completed_successfully"
    }
    assert waiting == set(LASTING)


@pytest.mark.parametrize("name", OURS)
def test_our_commands_exist(name: str) -> None:
    command: Any = get_command(app)
    for word in OURS[name]["command"]:
        if word.startswith("-"):
            assert any(word in param.opts for param in command.params)
            break
        command = command.commands[word]
    assert not hasattr(command, "commands"), f"{name} stops at a group of commands"


def test_the_health_check_of_ours_is_a_command_of_ours() -> None:
    checks = {name: service["healthcheck"]["test"] for name, service in LASTING.items()}
    assert all(check == ["CMD", "caseconsultant", "health"] for name, check in checks.items() if name != "web")
    assert "/healthz" in checks["web"][-1]
    assert get_command(app).commands["health"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_pinned_by_tag(name: str) -> None:
    tag = SERVICES[name]["image"].partition(":")[2]
    assert tag
    assert tag != "latest"


@pytest.mark.parametrize("name", OURS)
def test_ours_may_write_nothing_but_the_data(name: str) -> None:
    service = OURS[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    writable = [volume for volume in service["volumes"] if not volume.endswith(":ro")]
    assert writable == ["data:/data"], "the key file must be one and the same for all our processes"


@pytest.mark.parametrize("name", OURS)
def test_our_environment_names_settings_that_exist_and_holds_no_secret(name: str) -> None:
    known = {*Settings.model_fields, *(f"{secret}_file" for secret in SECRETS), "config"}
    for variable, value in OURS[name]["environment"].items():
        assert variable.removeprefix(PREFIX).lower().partition("__")[0] in known
        assert "://" not in value


@pytest.mark.parametrize("name", SERVICES)
def test_secrets_are_files_that_the_script_writes(name: str) -> None:
    script = (ROOT / "scripts" / "make-secrets").read_text(encoding="utf-8")
    for secret in SERVICES[name].get("secrets", []):
        assert COMPOSE["secrets"][secret] == {"file": f"./secrets/{secret}"}
        assert secret in script


def test_the_settings_of_the_containers_are_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the containers read them, but for the place of the secrets."""
    for secret in ("mail_password", "mail_certificate", "database_url", "broker_url"):
        (tmp_path / secret).write_text({"database_url": "postgresql://database/x"}.get(secret, "redis://broker/0"))
    text = SETTINGS_FILE.read_text(encoding="utf-8").replace("/run/secrets", str(tmp_path))
    (tmp_path / "caseconsultant.toml").write_text(text, encoding="utf-8")
    for variable, value in OURS["web"]["environment"].items():
        monkeypatch.setenv(variable, value.replace("/run/secrets", str(tmp_path)))
    monkeypatch.setenv("CASECONSULTANT_CONFIG", str(tmp_path / "caseconsultant.toml"))
    found = Settings()
    assert found.database == "postgresql://database/x"
    assert found.web.host == "0.0.0.0"  # noqa: S104 - inside its container
    assert {found.mailboxes[0].host, found.smtp.host if found.smtp else ""} <= set(SERVICES)
    assert tomllib.loads(text)["mailboxes"][0]["ca_file"].endswith("/mail_certificate")


def test_the_image_runs_as_nobody_in_particular_and_checks_hashes() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    last = lines.rpartition("\nFROM ")[2]
    assert "--require-hashes" in lines
    assert "\nUSER caseconsultant\n" in last
    assert "apt-get" not in last
    assert all(":" in line.split()[1] for line in lines.splitlines() if line.startswith("FROM "))


def test_the_scanner_is_an_extra_and_shares_its_socket_with_ours() -> None:
    assert {name for name, service in SERVICES.items() if "profiles" in service} == {"scanner"}
    assert "scanner:/tmp" in SERVICES["scanner"]["volumes"]
    assert all("scanner:/run/clamav:ro" in service["volumes"] for service in OURS.values())
    clamd = dict(line.split() for line in (ROOT / "docker" / "clamd.conf").read_text().splitlines() if line[0] != "#")
    assert clamd["LocalSocket"] == "/tmp/clamd.sock"  # noqa: S108 - inside its container
    assert (clamd["StreamMaxLength"], clamd["AlertExceedsMax"]) == ("26M", "yes")
    text = SETTINGS_FILE.read_text(encoding="utf-8")
    assert "clamav" not in tomllib.loads(text)
    ours = tomllib.loads(text.replace("# [clamav]", "[clamav]").replace("# socket", "socket"))
    assert ClamAV.model_validate(ours["clamav"]).socket == Path("/run/clamav/clamd.sock")
