"""Every mail in messages/ is read as the .toml beside it says."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from consultations.messages import InboundMessage, Quarantine
from mailer.message import parse

FOLDER = Path(__file__).with_name("messages")
SAMPLES = sorted(path.stem for path in FOLDER.glob("*.eml"))


def said(message: InboundMessage) -> dict[str, Any]:
    return {
        "sender": message.sender.addr,
        "sender_name": message.sender.name,
        "to": [address.addr for address in message.to],
        "subject": message.subject,
        "text": message.text.strip(),
        "reply_text": message.reply_text.strip(),
        "message_id": message.message_id,
        "references": list(message.references),
        "date": message.date,
        "attachments": [
            [part.name, part.content_type, len(part.content.replace(b"\r\n", b"\n"))] for part in message.attachments
        ],
        "automatic": message.automatic or "",
        "bounce": {
            "original_message_id": message.bounce.original_message_id,
            "failed_recipients": list(message.bounce.failed_recipients),
            "status": message.bounce.status,
        }
        if message.bounce
        else None,
        "defects": list(message.defects),
    }


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("name", SAMPLES)
def test_a_mail_is_read_as_expected(name: str, line_end: bytes) -> None:
    raw = (FOLDER / f"{name}.eml").read_bytes().replace(b"\n", line_end)
    expected = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    assert expected
    if "quarantine" in expected:
        with pytest.raises(Quarantine) as caught:
            parse(raw)
        assert caught.value.reason == expected["quarantine"]
        return
    got = said(parse(raw))
    for words in expected.pop("text_contains", []):
        assert words in got["text"]
    for words in expected.pop("text_lacks", []):
        assert words not in got["text"]
    assert {key: got[key] for key in expected} == {
        key: value.strip() if isinstance(value, str) else value for key, value in expected.items()
    }


def test_the_null_envelope_sender_marks_a_machine_even_without_a_return_path() -> None:
    raw = (FOLDER / "plain_question.eml").read_bytes()
    assert parse(raw, "dana@clinic.example").automatic is None
    assert parse(raw, None).automatic is None
    assert parse(raw, "").automatic == "auto_reply"
