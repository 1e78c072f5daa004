"""How often one address on the network may guess addresses that nobody here has. Known accounts lock themselves."""

import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from fastapi import Request

from consultations.desk import Desk

MOST_UNKNOWN = 20
"""More than a person who forgot which address they use, far fewer than a list of addresses has."""

WITHIN = timedelta(minutes=10)
_MOST_PEERS = 10_000
"""What is kept of them at most: some megabytes. The one that was not seen for longest is forgotten first."""


class Peers:
    """Tries for unknown accounts, by peer; in memory, one a process, because it only slows guessing down."""

    def __init__(self) -> None:
        self._tries: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, peer: str | None, now: datetime) -> None:
        """A try for an account that there is none of."""
        if peer is None:
            return
        with self._lock:
            self._tries.setdefault(peer, deque(maxlen=MOST_UNKNOWN)).append(now)
            self._tries.move_to_end(peer)
            while len(self._tries) > _MOST_PEERS:
                self._tries.popitem(last=False)

    def too_many(self, peer: str | None, now: datetime) -> bool:
        """Whether this peer has to wait, whatever account it asks for: the answer must not say which ones there are."""
        with self._lock:
            tries = self._tries.get(peer or "")
            return tries is not None and len(tries) == MOST_UNKNOWN and now - tries[0] < WITHIN


def peer_of(request: Request, desk: Desk) -> str | None:
    """Whom to count: the peer, or whom a trusted proxy names; of IPv6 the network of a house (/64).

    None for this machine itself: behind a proxy that nobody declared, all the world comes from here.
    """
    said = request.client.host if request.client else ""
    if said in desk.settings.web.trusted_proxies:
        said = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    try:
        address = ip_address(said)
    except ValueError:
        return None
    if address.is_loopback:
        return None
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address)
