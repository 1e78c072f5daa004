"""Which Authentication-Results header of a mail our own receiving server wrote (RFC 8601, 5).

It is a header like any other: a client can send one too. What tells them apart is where it stands. Each server puts
its headers on top of what it was given. Going down from the top, a Received header of a delivery inside our own house
is passed by; the one `by` the receiving server is the border, beneath which the client wrote everything; at any other
the walk ends and nothing is believed. With Postfix delivering to Dovecot by LMTP (as measured, from top to bottom):

    Return-Path, Delivered-To, Received: from mx by store with LMTP       Dovecot
    Authentication-Results: mx; dmarc=pass header.from=…                  our mx: believed
    Received: from client by mx with ESMTP                                our mx: the border
    Authentication-Results: mx; dmarc=pass header.from=…                  the client: never read

Some servers write their results beneath the border: Google, Amazon, and those whose milters do it (OpenDMARC, rspamd).
There, ours cannot be told from a client's by its place; the topmost is ours as long as the server always writes one.
So that place is read only where the operator says so, or the server is known for it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Literal

from mailer.auth_results import Results, read_results
from mailer.headers import as_text
from mailer.mime import Headers

Place = Literal["above", "below"]
Fields = Sequence[tuple[str, bytes]]

_FROM = re.compile(r"from\s+(\S+)", re.IGNORECASE)
_BY = re.compile(r"(?:^|\s)by\s+(\S+)(?:\s+via\s+\S+)?(?:\s+with\s+(\S+))?", re.IGNORECASE)
_LMTP = re.compile(r"lmtps?a?", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\[(?:IPv6:)?([0-9A-Fa-f:.]{2,45})\]", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]*\)")
_MAX_RECEIVED = 4_000
_INSIDE = tuple(
    map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "::1/128", "fc00::/7"))
)
"""Loopback and private addresses (RFC 1918, RFC 4193)."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """The server whose results are believed. `received_by` is its name in Received headers, or `.example.org` for any
    of a domain, whose servers may hand mail on among themselves; `names_itself` is False where its results name none.
    Behind the border it goes by names that end with `hands_on_as`, or by bare addresses.
    """

    authserv_id: str
    received_by: str
    place: Place = "above"
    names_itself: bool = True
    hands_on_as: str = ""
    hands_on_by_address: bool = False

    def wrote(self, results: Results) -> bool:
        """Whether the results bear its name."""
        return results.server == (self.authserv_id if self.names_itself else "")

    def is_named(self, host: str) -> bool:
        """Whether it goes by that name in a Received header."""
        return host.endswith(self.received_by) if self.received_by.startswith(".") else host == self.received_by


_KNOWN = {
    "mx.google.com": Receiver("mx.google.com", "mx.google.com", "below", hands_on_by_address=True),
    "amazonses.com": Receiver("amazonses.com", ".amazonaws.com", "below"),
    "protection.outlook.com": Receiver(
        "protection.outlook.com", ".protection.outlook.com", names_itself=False, hands_on_as=".outlook.com"
    ),
}
"""Services that many mailboxes are at, by what the setting `authserv_id` calls them. As their mails show it."""


def receiver(authserv_id: str, received_by: str = "", place: Place = "above") -> Receiver:
    """The server of the settings; what is known of a service wins over defaults."""
    name = authserv_id.lower()
    return _KNOWN.get(name) or Receiver(name, (received_by or name).lower(), place)


@dataclass(frozen=True, slots=True)
class _Hop:
    """`from`, `by` and `with` of a Received header, and whether all addresses that it names are private ones."""

    sent_by: str
    received_by: str
    protocol: str
    from_inside: bool


def own_results(headers: Headers, server: Receiver) -> tuple[Results | None, str]:
    """The topmost results that this server wrote; else None, and why as a sentence."""
    border = _border(headers.fields, server)
    if border is not None:
        if found := _topmost(headers.fields[:border], server):
            return found, ""
        found = _topmost(_beneath(headers.fields[border + 1 :], server), server)
        if found and server.place == "below":
            return found, ""
        if found:
            return None, (
                f"Authentication-Results of {server.authserv_id} stand only below its Received header, where the "
                'client could have written them. Where that is its place for them, set authserv_place = "below".'
            )
    return None, f"{server.authserv_id} added no Authentication-Results that could be its own."


def _border(fields: Fields, server: Receiver) -> int | None:
    """Where the Received header stands that the server wrote when the mail came in; None where that is not sure."""
    for place, (name, value) in enumerate(fields):
        hop = _hop(as_text(value)) if name == "received" else None
        if name != "received" or (hop and _is_inside(hop, server)):
            continue
        return place if hop and server.is_named(hop.received_by) else None
    return None


def _beneath(fields: Fields, server: Receiver) -> Fields:
    """What stands below the border, down to the next server's Received header. The server itself may have passed the
    mail through a filter and taken it back.
    """
    for place, (name, value) in enumerate(fields):
        hop = _hop(as_text(value)) if name == "received" else None
        if name == "received" and not (hop and server.is_named(hop.received_by)):
            return fields[:place]
    return fields


def _topmost(fields: Fields, server: Receiver) -> Results | None:
    read = (read_results(as_text(value)) for name, value in fields if name == "authentication-results")
    return next((results for results in read if server.wrote(results)), None)


def _is_inside(hop: _Hop, server: Receiver) -> bool:
    """A delivery behind the border. Names that a client gives itself in HELO prove nothing, so addresses decide."""
    if _LMTP.fullmatch(hop.protocol):
        return hop.from_inside or server.is_named(hop.sent_by)
    if server.hands_on_by_address and not hop.sent_by:
        return _is_ip(hop.received_by)  # "by 2002:a05:6a20:… with SMTP id …"
    if server.hands_on_as:
        return hop.sent_by.endswith(server.hands_on_as) and hop.received_by.endswith(server.hands_on_as)
    return server.received_by.startswith(".") and server.is_named(hop.received_by) and hop.from_inside


def _hop(value: str) -> _Hop | None:
    """None when more than one `by` could be meant (a forged HELO)."""
    if len(value) > _MAX_RECEIVED:
        return None
    clause = value
    while (shorter := _COMMENT.sub(" ", clause)) != clause:
        clause = shorter
    clause = clause.partition(";")[0].strip()
    receivers = _BY.findall(clause)
    sent = _FROM.match(clause)
    if len(receivers) != 1:
        return None
    by, protocol = receivers[0]
    named = _IN_BRACKETS.findall(value)
    return _Hop(
        sent_by=sent[1].lower() if sent else "",
        received_by=by.lower().rstrip("."),
        protocol=protocol,
        from_inside=bool(named) and all(map(_is_private, named)),
    )


def _is_ip(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_private(text: str) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return any(address in network for network in _INSIDE)
