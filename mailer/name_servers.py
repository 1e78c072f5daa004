"""Asking the DNS, within time limits. `Names` is the port; tests run a real little name server on loopback."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal, Protocol

import dns.exception
import dns.nameserver
import dns.rdatatype
import dns.resolver

from config.sections import NameServing

Kind = Literal["A", "AAAA", "MX", "PTR", "TXT"]
Answer = bytes | str | tuple[int, str]

_LONGEST_TEXT = 4_000
"""Bytes of a TXT record that we read: an RSA key of 16,384 bits fits, and none that takes minutes to reckon with."""


class UnansweredError(OSError):
    """No name server answered in time, or none could: nothing is known, which is not the same as "there is none"."""


class Names(Protocol):
    """What the checks ask of the DNS."""

    def look_up(self, name: str, kind: Kind) -> tuple[Answer, ...]:
        """Every record: addresses and names as text, MX as (preference, host), TXT as bytes; aliases are followed.

        Nothing where there is none, or no such name. Raises UnansweredError.
        """
        ...


@dataclass(slots=True)
class Questions:
    """The questions about one mail, which share a deadline: a stranger's name servers must not hold up a door."""

    resolver: dns.resolver.Resolver
    timeout_seconds: float
    ends_at: float
    _known: dict[tuple[str, Kind], tuple[Answer, ...]] = field(default_factory=dict)

    def look_up(self, name: str, kind: Kind) -> tuple[Answer, ...]:
        """See `Names`; what was answered before is not asked again."""
        asked = name.rstrip(".").lower(), kind
        if asked not in self._known:
            self._known[asked] = self._ask(*asked)
        return self._known[asked]

    def _ask(self, name: str, kind: Kind) -> tuple[Answer, ...]:
        left = min(self.timeout_seconds, self.ends_at - time.monotonic())
        if left <= 0:
            raise UnansweredError("the DNS took too long over one mail")
        try:
            found = self.resolver.resolve(f"{name}.", kind, lifetime=left, raise_on_no_answer=False)
        except dns.resolver.NXDOMAIN:
            return ()
        except (
            dns.resolver.LifetimeTimeout,
            dns.resolver.NoNameservers,
            dns.resolver.NoResolverConfiguration,
        ) as error:
            raise UnansweredError(f"the DNS did not answer ({type(error).__name__})") from None
        except (dns.exception.DNSException, UnicodeError):
            return ()  # a name that is none: too long, an empty label, no ASCII
        return tuple(_answers(found, kind))


@dataclass(frozen=True, slots=True)
class NameServers:
    """The name servers of the settings, or those of this machine."""

    serving: NameServing

    @contextmanager
    def about_one_mail(self) -> Iterator[Questions]:
        """Ask what a mail needs. Raises UnansweredError where this machine knows no name server."""
        yield Questions(
            resolver_of(self.serving), self.serving.timeout_seconds, time.monotonic() + self.serving.seconds_a_mail
        )


def resolver_of(serving: NameServing) -> dns.resolver.Resolver:
    """A resolver that asks the servers of the settings, or else what this machine is set to."""
    try:
        resolver = dns.resolver.Resolver(configure=not serving.servers)
    except dns.resolver.NoResolverConfiguration:
        raise UnansweredError("this machine knows no name server; set servers under [dns]") from None
    if serving.servers:
        resolver.nameservers = [dns.nameserver.Do53Nameserver(host, port) for host, port in serving.addresses]
    return resolver


def _answers(found: dns.resolver.Answer, kind: Kind) -> Iterator[Answer]:
    for record in found.rrset or ():
        match kind:
            case "TXT":
                text = b"".join(record.strings)
                if len(text) <= _LONGEST_TEXT:
                    yield text
            case "MX":
                yield record.preference, record.exchange.to_text(omit_final_dot=True)
            case "PTR":
                yield record.target.to_text(omit_final_dot=True)
            case _:
                yield record.address
