"""Whom a door takes mail for: any other recipient is refused before a byte of the mail is read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

_POSTMASTER = "postmaster"


@dataclass(frozen=True, slots=True)
class Recipients:
    """Addresses that are ours, and domains of which every address is; all without regard to case."""

    addresses: frozenset[str]
    domains: frozenset[str]

    @classmethod
    def of(cls, listed: Iterable[str]) -> Self:
        """From a list as the setting `addresses` of a door has it: `cases@example.org`, or `@example.org` for all."""
        names = [entry.casefold() for entry in listed]
        return cls(
            frozenset(name for name in names if not name.startswith("@")),
            frozenset(name[1:] for name in names if name.startswith("@")),
        )

    def __contains__(self, address: str) -> bool:
        """Whether mail to this address is ours: `cases+anything@` as well as `cases@`.

        Every server takes mail for its postmaster, with and without the domain (RFC 5321, 4.5.1).
        """
        name, at, domain = address.casefold().rpartition("@")
        if not name:
            return not at and domain == _POSTMASTER
        if domain in self.domains or f"{name}@{domain}" in self.addresses:
            return True
        plain = name.partition("+")[0]
        if plain == _POSTMASTER:
            return any(ours.endswith(f"@{domain}") for ours in self.addresses)
        return f"{plain}@{domain}" in self.addresses
