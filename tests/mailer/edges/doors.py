"""An open door, and peers that speak to it: as the standard library does, or byte by byte."""

import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from config.sections import Door
from mailer.inbound.ports import Check
from mailer.inbound.recipients import Recipients
from mailer.inbound.smtp import Keeping, OpenDoor, open_door
from tests.mailer.edges.keeping import Keeper, identify, now

LIMIT = 200_000
OURS = Recipients.of(["b@test.invalid", "c@test.invalid"])


@contextmanager
def opened(keeper: Keeper, check: Check | None = None, **settings: Any) -> Iterator[OpenDoor]:
    """A door of our own on any free port; `check` finds out who vouches for a sender."""
    keeping = Keeping("door", keeper.store, identify, now, check)
    door = open_door(Door(name="door", port=0, **settings), OURS, keeping, LIMIT)
    try:
        yield door
    finally:
        door.close()


@contextmanager
def peer(door: OpenDoor) -> Iterator[smtplib.SMTP]:
    """A mail server that hands mail in."""
    with smtplib.SMTP("127.0.0.1", door.port, local_hostname="client.invalid", timeout=10) as client:
        yield client


def raw_dialogue(door: OpenDoor, *pieces: bytes) -> list[bytes]:
    """Send each piece as it is, wait for the reply to it, and return the last lines of the replies."""
    with (
        socket.create_connection(("127.0.0.1", door.port), timeout=10) as connection,
        connection.makefile("rb") as lines,
    ):

        def reply() -> bytes:
            return next(line for line in lines if line[3:4] == b" ")

        replies = [reply()]
        for piece in pieces:
            connection.sendall(piece)
            replies.append(reply())
    return replies


ENVELOPE = (
    b"EHLO client.invalid\r\n",
    b"MAIL FROM:<a@client.invalid>\r\n",
    b"RCPT TO:<b@test.invalid>\r\n",
    b"DATA\r\n",
)
