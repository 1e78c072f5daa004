"""`mail sign-in` and `mail status`, and the alarms that `health` tells."""

from pathlib import Path

import pytest
import requests
import typer

from commands import composing
from config.settings import load
from consultations import audit
from consultations.oauth_tokens import SealedTokens
from consultations.watching import WatchBook
from tests.commands.conftest import Call
from tests.servers.identity import IdentityProvider

pytestmark = pytest.mark.enable_socket  # the provider listens on loopback


@pytest.fixture
def toml(tmp_path: Path, provider: IdentityProvider) -> Path:
    """One mailbox that signs in at the provider."""
    path = tmp_path / "caseconsultant.toml"
    path.write_text(
        f"""
        [[oauth]]
        name = "office"
        provider = "other"
        client_id = "public"
        authorize_url = "{provider.url}/authorize"
        token_url = "{provider.url}/token"
        scopes = ["mail"]
        ca_file = "{provider.certificates.authority}"

        [[mailboxes]]
        name = "cases"
        host = "imap.example.org"
        username = "cases@test.invalid"
        oauth = "office"
        """,
        encoding="utf-8",
    )
    return path


@pytest.mark.usefixtures("toml")
def test_signing_in_ends_the_alarm_and_is_in_the_audit_trail(
    call: Call, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("migrate")
    before = call("mail", "status")
    assert before.code == 1
    assert "alarm    sign-in office" in before.out
    said: list[str] = []

    def echo(sentence: str, **_: object) -> None:
        said.append(sentence)
        for address in (word for word in sentence.split() if word.startswith("https://")):
            requests.get(address, verify=str(provider.certificates.authority), timeout=5)

    with monkeypatch.context() as patched:
        patched.setattr(typer, "echo", echo)
        assert call("mail", "sign-in", "office").code == 0
    assert said[-1].startswith("Signed in: office.")
    desk = composing.open_desk(load())
    kept = SealedTokens(desk).load("office").tokens
    assert kept is not None
    assert provider.access[kept.access].good
    with desk.database.reading() as session:
        (event,) = audit.history(session, "mail")
    assert (event.action, event.details) == ("signed_in", '{"sign_in": "office"}')
    WatchBook(desk, "cases").polled(60)
    after = call("mail", "status")
    assert after.code == 0
    assert "fine" in after.out
    assert kept.access not in after.out + "".join(said)


@pytest.mark.usefixtures("toml")
def test_health_tells_alarms_and_stays_healthy(call: Call) -> None:
    call("migrate")
    ended = call("health")
    assert ended.code == 0
    assert ended.out.splitlines()[1:] == [
        "Alarm: sign-in office. Nobody has signed in yet; run `caseconsultant mail sign-in office`.",
        "Warning: mailbox cases. It has not been read yet; `caseconsultant up` reads it.",
    ]


@pytest.mark.usefixtures("toml")
def test_a_name_that_the_settings_lack_is_told_with_those_that_they_have(call: Call) -> None:
    call("migrate")
    ended = call("mail", "sign-in", "cases")
    assert (ended.code, ended.err) == (1, "The settings have no [[oauth]] called cases. There are: office.\n")


def test_without_mailboxes_the_status_is_a_sentence(call: Call) -> None:
    call("migrate")
    ended = call("mail", "status")
    assert (ended.code, ended.out) == (0, "The settings name no mailbox and no [[oauth]].\n")


@pytest.mark.usefixtures("toml")
def test_a_key_file_that_is_missing_is_not_replaced_while_a_sign_in_is_sealed(call: Call, tmp_path: Path) -> None:
    call("migrate")
    SealedTokens(composing.open_desk(load())).failed("office", "it was refused", over=False)
    (tmp_path / "var" / "key.json").unlink()
    ended = call("mail", "status")
    assert ended.code == 1
    assert "holds sealed content" in ended.err


@pytest.mark.usefixtures("toml")
def test_the_doctor_names_a_sign_in_that_nobody_has_made(call: Call) -> None:
    call("migrate")
    ended = call("doctor")
    assert ended.code == 1
    assert "FAILS sign-in office: Nobody has signed in yet; run `caseconsultant mail sign-in office`." in ended.said
    assert "FAILS mailbox cases: We cannot log in: " in ended.said
