"""`caseconsultant mail parse|classify|trim|threads` in a process of its own: standard input in, an answer out."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

MAILS = Path(__file__).parents[1] / "mailer" / "messages"


def run(command: str, given: bytes) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "commands", "mail", command], input=given, capture_output=True, check=False
    )


def told(command: str, given: bytes) -> Any:
    ended = run(command, given)
    assert (ended.returncode, ended.stderr) == (0, b"")
    return json.loads(ended.stdout)


def test_parse_tells_what_a_mail_says() -> None:
    said = told("parse", (MAILS / "alternative_with_attachment.eml").read_bytes())
    assert said["from"] == [["Dana Whitfield", "dana@clinic.example"]]
    assert said["text"] in said["readable"]
    attachment = said["attachments"][0]
    assert attachment["size"] > 0
    assert len(attachment["sha256"]) == 64
    assert "quarantine" not in said


def test_parse_tells_also_what_would_be_set_aside_and_why() -> None:
    said = told("parse", (MAILS / "from_confuses_readers.eml").read_bytes())
    assert said["quarantine"] == "unreadable_sender"
    assert said["from"]
    assert told("parse", b"X: y\n" * 500_000)["quarantine"] == "over_limits"
    assert told("parse", b"")["quarantine"] == "no_sender"


def test_classify_tells_a_bounce_with_its_recipients() -> None:
    said = told("classify", (MAILS / "bounce_qmail.eml").read_bytes())
    assert said["kind"] == "bounce"
    assert said["recipients"][0]["status"] == "5.1.1"
    assert told("classify", (MAILS / "plain_question.eml").read_bytes())["kind"] is None


def test_trim_takes_text_and_gives_text() -> None:
    ended = run("trim", b"Ja, rechts, danke.\n\nAm 23.11.2026 schrieb C:\n> Links?\n")
    assert (ended.returncode, ended.stdout.decode()) == (0, "Ja, rechts, danke.\n")
    assert run("trim", b"caf\xe9\n").stdout.decode() == "café\n"


def test_threads_connects_the_files_that_are_named(tmp_path: Path) -> None:
    heads = {
        "c": "Message-ID: <c@x>\nIn-Reply-To: <b@x>\n\n",
        "a": "Message-ID: <a@x>\n\n",
        "b": "Message-ID: <b@x>\nReferences: <a@x>\n\n",
        "d": "Message-ID: <d@x>\n\n",
        "none": "Subject: without an id\nReferences: <d@x> <a@x>\n\n",
    }
    for name, head in heads.items():
        (tmp_path / name).write_text(head)
    named = "\n".join(str(tmp_path / name) for name in heads).encode()
    assert told("threads", named) == [["c@x", "a@x", "b@x"], ["d@x"]]
    ended = run("threads", b"/no/such/mail\n")
    assert ended.returncode == 1
    assert ended.stderr.decode() == "/no/such/mail cannot be read (No such file or directory). Name files of mails.\n"
