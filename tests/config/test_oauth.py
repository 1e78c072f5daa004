"""Sign-ins by OAuth in the settings: one form for every server, and a sentence for each that cannot work."""

from pathlib import Path

import pytest

from config import settings
from tests.config.conftest import Toml
from tests.config.test_settings import wrong

SIGN_IN = '[[oauth]]\nname = "cases"\nclient_id = "app"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[smtp]\nhost = "h"\nusername = "u"\noauth = "cases"\n', "names no [[oauth]]; there are: none"),
        ('[smtp]\nhost = "h"\nusername = "u"\npassword = "p"\noauth = "x"\n', "keep one of them"),
        ('[smtp]\nhost = "h"\noauth = "x"\n', "oauth needs username"),
        (SIGN_IN + 'provider = "google"\ngrant = "device_code"\n', "Google opens mailboxes by"),
        (SIGN_IN + 'provider = "google"\ntoken_url = "https://x/"\n', "remove the …_url"),
        (SIGN_IN + 'provider = "other"\n', "needs token_url"),
        (SIGN_IN + 'provider = "other"\ntoken_url = "https://x/"\n', "needs authorize_url"),
        (SIGN_IN + 'provider = "other"\ntoken_url = "http://x/"\n', "must begin with https://"),
        (SIGN_IN + 'provider = "microsoft"\ngrant = "client_credentials"\n', "needs client_secret"),
        (
            SIGN_IN + 'provider = "microsoft"\ngrant = "client_credentials"\nclient_secret = "s"\n',
            "needs tenant, the id of your own directory",
        ),
        (2 * (SIGN_IN + 'provider = "google"\n'), "two [[oauth]] have the same name"),
    ],
)
def test_a_sign_in_that_cannot_work_is_told(toml: Toml, text: str, said: str) -> None:
    toml(text)
    assert said in wrong()


def test_every_server_may_name_the_same_sign_in(toml: Toml, tmp_path: Path) -> None:
    secret = tmp_path / "oauth.secret"
    secret.write_text("geheim\n", encoding="utf-8")
    login = 'host = "h"\nusername = "cases@example.org"\noauth = "cases"\n'
    toml(
        f'{SIGN_IN}provider = "microsoft"\nclient_secret_file = "{secret}"\n[[mailboxes]]\nname = "m"\n{login}'
        f'[smtp]\n{login}[journal]\naddress = "j@example.org"\n[journal.imap]\n{login}[sent.imap]\n{login}'
    )
    found = settings.load()
    assert [server.oauth for server in found.servers] == ["cases"] * 4
    assert found.oauth[0].client_secret.get_secret_value() == "geheim"
    assert "geheim" not in repr(found)
