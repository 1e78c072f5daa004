"""How many mails a door takes in at the same time, and how many of them one peer may hand in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import IPv6Address, ip_address, ip_network
from weakref import WeakValueDictionary

MAILS_AT_ONCE = 8
"""Each takes up to four times its size in memory; the others wait for their 354. aiosmtpd ends a command after five
minutes, so nobody keeps a place by sending slowly.
"""

OF_ONE_PEER = 2
"""Where we ask the DNS about senders: a stranger's name servers may hold a place for as long as [dns] says, 20 s."""

_OF_ONE_HOST_BITS = 64
"""An IPv6 host has a whole /64 of addresses (RFC 6177)."""


class Places:
    """Places for mails under way. A peer waits for its own before it waits with the others for one of all."""

    def __init__(self, of_one_peer: int) -> None:
        self._all = asyncio.Semaphore(MAILS_AT_ONCE)
        self._of_one_peer = of_one_peer
        self._peers: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def taken_by(self, peer: str) -> AsyncIterator[None]:
        """Hold a place while a mail of this peer (an IP address) is taken in."""
        own = self._peers.setdefault(_host(peer), asyncio.Semaphore(self._of_one_peer))
        async with own, self._all:
            yield


def _host(peer: str) -> str:
    try:
        address = ip_address(peer)
    except ValueError:
        return peer
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, _OF_ONE_HOST_BITS), strict=False))
    return str(address)
