"""The worst mails there are, in the queue of a running service: normal mail is drafted all the same, and soon.

`make bench-worst` queues 200 of them; a plain run some of each kind. Mail comes by the door of a service that runs with
all its threads in one process, which is where the worst of it would hurt most.
"""

import base64
import re
import smtplib
import sys
import time
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

from sqlmodel import select

from consultations.lifecycle import MailState
from consultations.models import Draft, InboundMail
from tests.e2e.service import RunningService, running_service
from tests.mailer.attachments import made
from tests.servers.processes import free_ports

CLIENT = "dana@lakeside.example"
US = "cases@desk.example"
NORMAL = 20
PAUSE_SECONDS = 0.5
WAIT_SECONDS = 60.0
SHARE = 0.95
MEMORY_MB = 512
ENDS = {MailState.FILED, MailState.HELD, MailState.REFUSED, MailState.QUARANTINED}


def head(name: str) -> bytes:
    return (
        f"From: Dana <{CLIENT}>\r\nTo: {US}\r\nSubject: question {name}\r\nMessage-ID: <{name}@lakeside.example>\r\n"
        f"Date: Thu, 20 Aug 2026 10:00:00 -0400\r\n"
    ).encode()


def nested(name: str) -> bytes:
    opening = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(1_000)
    )
    return head(name) + opening + b"\r\nwords\r\n"


def of_many_parts(name: str) -> bytes:
    return head(name) + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 50_000


def of_many_references(name: str) -> bytes:
    ids = b"\r\n ".join(b"<%d@x.example>" % number for number in range(100_000))
    return head(name) + b"References: " + ids + b"\r\n\r\nwords\r\n"


def large(name: str) -> bytes:
    """24 MB of HTML that opens and opens: within what a door takes, and the slowest for every reader."""
    return head(name) + b"Content-Type: text/html\r\n\r\n" + b"<div><table><tr><td>x <b>\r\n" * (24_000_000 // 27)


def large_attachment(name: str) -> bytes:
    body = base64.encodebytes(bytes(range(256)) * 68_000).replace(b"\n", b"\r\n")
    kind = b"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head(name) + kind + body


def with_file(name: str, content: bytes, file_name: str) -> bytes:
    mail = EmailMessage()
    for line in head(name).decode().splitlines():
        field, _, value = line.partition(": ")
        mail[field] = value
    mail.set_content("Is E11.22 right for 08/20/2026?")
    mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=file_name)
    return mail.as_bytes().replace(b"\n", b"\r\n")


BOMB = made.pdf_bomb(300)
BRACKETS = b"%PDF-1.4\n1 0 obj\n" + b"[" * 200_000 + b"\nendobj\ntrailer << /Root 1 0 R >>"
DEEP = made.docx("<d>" * 100_000 + "</d>" * 100_000)
WORST: tuple[Callable[[str], bytes], ...] = (
    nested,
    of_many_parts,
    of_many_references,
    large,
    large_attachment,
    lambda name: with_file(name, BOMB, "bomb.pdf"),
    lambda name: with_file(name, BRACKETS, "brackets.pdf"),
    lambda name: with_file(name, DEEP, "deep.docx"),
)


def hand_in(service: RunningService, raw: bytes) -> bool:
    """Whether the door took it."""
    with smtplib.SMTP("127.0.0.1", service.settings.doors[0].port, timeout=60) as server:
        try:
            server.sendmail(CLIENT, [US], raw)
        except smtplib.SMTPResponseException:
            return False
    return True


def peak_mb(pid: int) -> int:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    return int(found[1]) // 1024 if found else 0


def test_normal_mail_is_drafted_soon_while_the_worst_is_queued(tmp_path: Path, worst: int) -> None:
    web, door = free_ports(2)
    values = {
        "address": US,
        "acknowledge": False,
        "doors": [{"name": "door", "port": door, "trusted": True}],
        "web": {"port": web},
    }
    with running_service(values, tmp_path / "var", client=CLIENT) as service:
        taken = sum(hand_in(service, WORST[number % len(WORST)](f"worst{number}")) for number in range(worst))
        sent: dict[str, float] = {}
        for number in range(NORMAL):
            name = f"normal{number}"
            sent[name] = time.time()
            hand_in(service, head(name) + b"\r\nIs E11.22 right for 08/20/2026?\r\n")
            time.sleep(PAUSE_SECONDS)
        waits = _waits(service, taken, len(sent), list(sent.values()))
        memory = peak_mb(service.processes[0].pid)
        with service.desk.database.reading() as session:
            states = Counter(session.exec(select(InboundMail.state)).all())
    soon = sum(wait <= WAIT_SECONDS for wait in waits)
    last = f"{max(waits):.1f}" if waits else "-"
    sys.stdout.write(
        f"\n{taken} of {worst} worst mails taken in; {soon} of {NORMAL} normal ones drafted within"
        f" {WAIT_SECONDS:.0f} s, the last after {last} s;"
        f" the service's peak is {memory} MB; mails now: {dict(states)}\n"
    )
    assert soon >= NORMAL * SHARE
    assert memory <= MEMORY_MB
    assert set(states) <= ENDS | {MailState.STORED}
    assert sum(states.values()) == taken + NORMAL


def _waits(service: RunningService, before: int, count: int, sent: list[float]) -> list[float]:
    """Seconds from handing in to the first draft, of those normal mails that have one in time."""
    until = sent[-1] + WAIT_SECONDS
    while True:
        with service.desk.database.reading() as session:
            rows = session.exec(
                select(InboundMail.consultation_id).order_by(InboundMail.id).offset(before)  # type: ignore[arg-type]
            ).all()
            drafts = session.exec(select(Draft).where(Draft.version == 1)).all()
        at = {draft.consultation_id: draft.created_at.timestamp() for draft in drafts}
        drafted = [at[case] - begun for case, begun in zip(rows, sent, strict=False) if case in at]
        if len(drafted) == count or time.time() > until:
            return drafted
        time.sleep(0.5)
