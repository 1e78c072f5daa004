"""A stranger whose name servers hang holds up nobody but himself."""

import asyncio
import smtplib
import socket
import threading
import time
from contextlib import suppress

from mailer.inbound.places import MAILS_AT_ONCE, OF_ONE_PEER, Places
from mailer.name_servers import NameServers
from mailer.sender_checks import SenderChecks
from tests.mailer.edges.doors import opened
from tests.mailer.edges.keeping import Keeper, eventually, mail
from tests.servers.names import NameServer

STRANGER, OTHERS = "127.0.0.2", ("127.0.0.3", "127.0.0.4", "127.0.0.5")
CONNECTIONS = 50
HANGING_SECONDS = 20


def test_fifty_connections_of_a_peer_with_hanging_dns_leave_the_others_served() -> None:
    keeper = Keeper()
    with NameServer.running() as names:
        names.silent.add("s1._domainkey.slow.example")
        names.text("client.test.invalid", "nothing of interest")
        serving = names.serving(timeout_seconds=HANGING_SECONDS, seconds_a_mail=HANGING_SECONDS)
        with opened(keeper, SenderChecks(NameServers(serving))) as door:
            strangers = [
                socket.create_connection(("127.0.0.1", door.port), source_address=(STRANGER, 0))
                for _ in range(CONNECTIONS)
            ]
            threads = [threading.Thread(target=hand_in, args=(stranger,), daemon=True) for stranger in strangers]
            for thread in threads:
                thread.start()
            eventually(lambda: len(names.asked) >= OF_ONE_PEER)  # they have as many places as they ever get
            begun = time.monotonic()
            for number, address in enumerate(OTHERS):
                with smtplib.SMTP("127.0.0.1", door.port, timeout=10, source_address=(address, 0)) as client:
                    client.sendmail("a@client.test.invalid", ["b@test.invalid"], mail(number))
            assert time.monotonic() - begun < HANGING_SECONDS / 2
            assert len(keeper.mails) == len(OTHERS)
            assert {name for name, _ in names.asked if "slow" in name} == {"s1._domainkey.slow.example"}
            for stranger in strangers:
                with suppress(OSError):
                    stranger.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join(10)
            names.silent.clear()


def hand_in(connection: socket.socket) -> None:
    """A mail whose signature can be looked up nowhere."""
    signed = (
        b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=slow.example; s=s1; h=from:subject;\r\n"
        b" bh=AAAA; b=AAAA\r\n"
        b"From: x@slow.example\r\nSubject: s\r\n\r\nx\r\n.\r\n"
    )
    lines = (b"EHLO x\r\n", b"MAIL FROM:<x@slow.example>\r\n", b"RCPT TO:<b@test.invalid>\r\n", b"DATA\r\n", signed)
    try:
        with connection, connection.makefile("rb") as replies:
            replies.readline()
            for line in lines:
                connection.sendall(line)
                while (reply := replies.readline())[3:4] == b"-" and reply:
                    pass
    except OSError:
        return  # the test is over


def test_every_peer_together_has_no_more_than_all_places() -> None:
    async def most_at_once(peers: list[str]) -> int:
        places, under_way, most = Places(OF_ONE_PEER), 0, 0

        async def take(peer: str) -> None:
            nonlocal under_way, most
            async with places.taken_by(peer):
                under_way += 1
                most = max(most, under_way)
                await asyncio.sleep(0)
                under_way -= 1

        await asyncio.gather(*(take(peer) for peer in peers))
        return most

    assert asyncio.run(most_at_once([f"192.0.2.{number}" for number in range(60)])) == MAILS_AT_ONCE
    assert asyncio.run(most_at_once(["192.0.2.1"] * 60)) == OF_ONE_PEER
    assert asyncio.run(most_at_once([f"2001:db8::{number:x}" for number in range(60)])) == OF_ONE_PEER
