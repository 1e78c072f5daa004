"""docs/settings.md names every setting, with the default that the code has, and no other."""

import json
import re
from pathlib import Path

import pytest
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from config.oauth import OAuth
from config.sections import (
    ClamAV,
    DkimSigning,
    Door,
    ImapServer,
    JournalSettings,
    LanguageModel,
    Mailbox,
    NameServing,
    SentSettings,
    Signatures,
    Submission,
    Web,
)
from config.settings import Settings
from config.signing_in import SignIn

PAGE = (Path(__file__).parent.parent / "docs" / "settings.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([a-z_]+)` \| (.+?) \| .+ \|$", re.MULTILINE)
SECTIONS: dict[str, type[BaseModel]] = {
    "At the top": Settings,
    "`[[mailboxes]]`": Mailbox,
    "`[[doors]]`": Door,
    "`[smtp]`": Submission,
    "`[dkim]`": DkimSigning,
    "`[journal]`": JournalSettings,
    "`[sent]`": SentSettings,
    "`[journal.imap]` and `[sent.imap]`": ImapServer,
    "`[clamav]`": ClamAV,
    "`[dns]`": NameServing,
    "`[signatures]`": Signatures,
    "`[[oauth]]`": OAuth,
    "`[web]`": Web,
    "`[sign_in]`": SignIn,
    "`[model]`": LanguageModel,
}


_TABLES: dict[type[BaseModel], str] = {Web: "web", NameServing: "dns", Signatures: "signatures"}


def default_of(field: FieldInfo) -> str:
    """A default as the page writes it: TOML in code, "none" for nothing, words where it is a section of its own."""
    value = field.default
    if field.is_required():
        return "required"
    if value in (None, (), "") or value == SecretStr(""):
        return "none"
    if isinstance(value, BaseModel):
        return f"see {next(name for name, kind in SECTIONS.items() if isinstance(value, kind))}"
    if isinstance(value, tuple):
        return f"one named `{value[0].name}`"
    plain = value.get_secret_value() if isinstance(value, SecretStr) else value
    return f"`{json.dumps(str(plain) if isinstance(plain, Path) else plain)}`"


def test_the_page_has_these_sections() -> None:
    assert re.findall(r"^## (.+)$", PAGE, re.MULTILINE) == list(SECTIONS)


@pytest.mark.parametrize("title", SECTIONS)
def test_a_section_names_each_setting_with_its_default(title: str) -> None:
    section = PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]
    expected = {name: default_of(field) for name, field in SECTIONS[title].model_fields.items()}
    assert dict(ROW.findall(section)) == expected
