"""Damaged and hostile mails for fuzzing: pieces of real structure, put together and then hurt, up to 1 MB."""

import base64
import random

from hypothesis import strategies as st

ADDRESSES = (
    "dana@clinic.example",
    "<a@b.example>",
    '"x" <a@b>',
    "a@b)c@d",
    "=?utf-8?q?a?= <a@b.example>",
    "<@",
    ",",
    "",
)
_VALUES = (
    *ADDRESSES,
    "=?utf-8?b?4pyT?=",
    "=?iso-2022-jp?q?=1B$B?=",
    "<1@x> <2@x>",
    "Mon, 23 Nov 2026 10:00:00 +0000",
    "32 Foo 99999 99:99 +9999",
    "text/html; charset=utf-7",
    "text/plain; charset=hz; name*0*=''%ff; name*1=x",
    "message/rfc822",
    "message/delivery-status",
    "application/ms-tnef",
    "application/pkcs7-mime; smime-type=signed-data",
    "multipart/report; report-type=delivery-status; boundary=b",
    "base64",
    "quoted-printable",
    "x-uuencode",
    "attachment; filename=../../etc/passwd",
    "<>",
    "auto-replied",
)
_NAMES = (
    *("From", "To", "Cc", "Subject", "Date", "Message-ID", "References", "In-Reply-To", "Return-Path", "Content-Type"),
    *("Content-Transfer-Encoding", "Content-Disposition", "Auto-Submitted", "X-Failed-Recipients", "Precedence", ""),
)
_TEXTS = (
    "Is E11.22 right for a visit on 16 Sep 2026?\r\n",
    "On Mon, 23 Nov 2026, A <a@b.example> wrote:\r\n> quoted\r\n",
    "-----Original Message-----\r\nFrom: A\r\nTo: B\r\nDate: x\r\n\r\n",
    "Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n",
    "<a@b.example>: 550 5.1.1 unknown\r\n",
    "<table><tr><td>x<ul><li>y</table>",
    "<style>x</style><p>&amp;&#0;&#xd800;",
    "-----BEGIN PGP SIGNED MESSAGE-----\n\nx\n-----BEGIN PGP SIGNATURE-----\n",
    "begin 644 x\nM\n`\nend\n",
    "\x1b$B$3\x1b(B",
    ">" * 200 + "\r\n",
    "\r\n",
    "--b\r\n",
    "--b--\r\n",
    "```\n",
)
_TNEF = base64.encodebytes(b"\x78\x9f\x3e\x22\x01\x00" + bytes(range(256)) * 3)
_DER = base64.encodebytes(b"\x30\x80\x06\x09" + bytes.fromhex("2a864886f70d010702") + b"\xa0\x80\x30\x80" * 20)
_HEADERS = b"From: Dana <dana@clinic.example>\r\nTo: cases@desk.example\r\nSubject: x\r\n"
MOST_BYTES = 1024 * 1024


def made(seed: int, longest: int = MOST_BYTES) -> bytes:
    """A mail from a seed. Most are small; one in twenty repeats a piece until it is large."""
    chance = random.Random(seed)
    raw = _HEADERS if chance.random() < 0.7 else b""
    raw += _headers(chance) + b"\r\n" + _body(chance, 0)
    if chance.random() < 0.05:
        piece = chance.choice(_TEXTS).encode() * chance.randint(1, 3)
        raw += piece * (chance.randint(1, longest) // len(piece))
    return _hurt(chance, raw)[:longest]


def _headers(chance: random.Random) -> bytes:
    lines = (f"{chance.choice(_NAMES)}: {chance.choice(_VALUES)}\r\n" for _ in range(chance.randint(0, 8)))
    repeated = f"{chance.choice(_NAMES)}: {chance.choice(_VALUES) * chance.randint(1, 2000)}\r\n"
    return "".join([*lines, repeated if chance.random() < 0.1 else ""]).encode()


def _body(chance: random.Random, depth: int) -> bytes:
    if depth < 60 and chance.random() < (0.5 if depth < 3 else 0.2):
        return _multipart(chance, depth)
    text = "".join(chance.choices(_TEXTS, k=chance.randint(0, 12))).encode(chance.choice(("utf-8", "utf-16", "utf-7")))
    return chance.choice((text, text, base64.encodebytes(text), _TNEF, _DER, chance.randbytes(chance.randint(0, 300))))


def _multipart(chance: random.Random, depth: int) -> bytes:
    kind = chance.choice(("mixed", "alternative", "related", "signed", "report", "digest", "encrypted"))
    boundary = chance.choice(("b", "b", f"b{depth}", "-", ""))
    parts = (
        f"\r\n--{boundary}\r\n".encode() + _headers(chance) + b"\r\n" + _body(chance, depth + 1)
        for _ in range(chance.randint(0, 4))
    )
    head = f"Content-Type: multipart/{kind}; boundary={boundary}\r\n\r\n".encode()
    return head + b"".join(parts) + chance.choice((f"\r\n--{boundary}--\r\n".encode(), b""))


def _hurt(chance: random.Random, raw: bytes) -> bytes:
    """Some bytes changed, a piece doubled, a piece lost, the end cut off, or other line ends; often nothing."""
    hurt = bytearray(raw)
    for _ in range(chance.choice((0, 0, 1, 3, 20))):
        if hurt:
            hurt[chance.randrange(len(hurt))] = chance.randrange(256)
    at, size = chance.randint(0, len(hurt)), chance.randint(0, 400)
    damage = {
        0: lambda: hurt[:at] + hurt[at : at + size] * 2 + hurt[at:],
        1: lambda: hurt[:at] + hurt[at + size :],
        2: lambda: hurt[:at],
        3: lambda: hurt.replace(b"\r\n", b"\n"),
        4: lambda: hurt.replace(b"\r\n", b"\r"),
    }
    return bytes(damage.get(chance.randrange(10), lambda: hurt)())


MAILS = st.integers(0, 2**63).map(made)
