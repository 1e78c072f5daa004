"""Realistic mails, made from a seed: 30 % with a 50 KB attachment, 20 % replies."""

import base64
import random
from collections.abc import Iterator

_WORDS = [
    "patient",
    "seen",
    "for",
    "follow",
    "up",
    "of",
    "type",
    "2",
    "diabetes",
    "mellitus",
    "with",
    "diabetic",
    "chronic",
    "kidney",
    "disease",
    "hypertension",
    "well",
    "controlled",
    "on",
    "losartan",
    "no",
    "chest",
    "pain",
    "continue",
    "metformin",
    "return",
    "in",
    "three",
    "months",
    "labs",
    "reviewed",
    "with",
    "the",
    "patient",
    "anemia",
    "stable",
    "hemoglobin",
    "9.4",
    "plan",
    "increase",
    "dose",
    "discussed",
    "risks",
    "and",
    "benefits",
    "knee",
    "pain",
    "left",
    "worse",
    "with",
    "stairs",
]


def mails(count: int, sender: str, seed: int = 7) -> Iterator[bytes]:
    """`count` mails from one sender; attachments and replies fall evenly, bodies and boundaries differ."""
    chance = random.Random(seed)
    for number in range(count):
        headers = (
            f"From: Dana Whitfield <{sender}>\r\nTo: cases@test.invalid\r\nSubject: Case question {number}\r\n"
            f"Message-ID: <bench.{seed}.{number}@client.example>\r\nDate: Thu, 20 Aug 2026 10:00:00 -0400\r\n"
            "MIME-Version: 1.0\r\n"
        )
        if number % 5 == 4:  # noqa: PLR2004 - one in five
            parent = f"<bench.{seed}.{number - 1}@client.example>"
            headers += f"In-Reply-To: {parent}\r\nReferences: {parent}\r\n"
        text = "\r\n".join(" ".join(chance.choices(_WORDS, k=12)) for _ in range(40))
        body = f"Is E11.22 right for a visit on 08/12/2026?\r\n\r\n{text}\r\n"
        if number % 10 in {1, 4, 7}:
            yield _with_attachment(headers, body, chance, number)
        else:
            yield f"{headers}Content-Type: text/plain; charset=utf-8\r\n\r\n{body}".encode()


def _with_attachment(headers: str, body: str, chance: random.Random, number: int) -> bytes:
    content = base64.encodebytes(chance.randbytes(50_000)).decode().replace("\n", "\r\n")
    return (
        f'{headers}Content-Type: multipart/mixed; boundary="part{number}"\r\n\r\n'
        f"--part{number}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n"
        f"--part{number}\r\nContent-Type: application/pdf; name=note.pdf\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment; filename=note.pdf\r\n\r\n{content}\r\n--part{number}--\r\n"
    ).encode()
