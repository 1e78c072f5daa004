"""DMARC (RFC 9989): a domain's policy, and whether two domains are of one organisation, by the DNS tree walk (4.10)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mailer.name_servers import Names
from mailer.tag_list import tags_of

_MOST_LABELS = 8


@dataclass(frozen=True, slots=True)
class Policy:
    """What a domain publishes at `_dmarc`. `strict` are the methods (`d` is DKIM, `s` is SPF) that must match exactly.

    `public` says of a name whether domains below it belong to different owners; None where the record says nothing.
    """

    domain: str
    wish: str
    strict: frozenset[str]
    public: bool | None = None


def policy_of(domain: str, names: Names) -> Policy | None:
    """The policy of the author's domain, or of its organisation; None where nothing is published."""
    found = tuple(_walk(domain, names))
    organisation = _organisation(domain, found)
    wanted = {domain, organisation}
    return next((policy for policy in found if policy.domain in wanted), None)


def aligned(domain: str, other: str, policy: Policy, method: Literal["d", "s"], names: Names) -> bool:
    """Whether a domain that DKIM or SPF vouches for is the author's, or belongs to the same organisation (4.10.2)."""
    if domain == other:
        return True
    related = domain.endswith(f".{other}") or other.endswith(f".{domain}")
    if method in policy.strict or not related:  # sisters may share no more than a suffix that forgot to say psd=y
        return False
    return _organisation(domain, tuple(_walk(domain, names))) == _organisation(other, tuple(_walk(other, names)))


def _walk(domain: str, names: Names) -> Iterator[Policy]:
    """Policies from the domain upwards; a record that says psd=y or psd=n ends the walk."""
    labels = domain.split(".")
    above = labels[-(_MOST_LABELS - 1) :] if len(labels) >= _MOST_LABELS else labels[1:]
    for asked in (labels, *(above[place:] for place in range(len(above)))):
        policy = _published(".".join(asked), names)
        if policy:
            yield policy
            if policy.public is not None:
                return


def _organisation(domain: str, found: tuple[Policy, ...]) -> str:
    """The name with the fewest labels that publishes a policy; below a public suffix, the name one label longer."""
    if not found:
        return domain
    top = found[-1].domain
    if found[-1].public and top != domain:
        return domain.removesuffix(f".{top}").rpartition(".")[2] + f".{top}"
    return top


def _published(domain: str, names: Names) -> Policy | None:
    """The one DMARC record of a name; several are as none (4.7)."""
    records = [text for text in names.look_up(f"_dmarc.{domain}", "TXT") if isinstance(text, bytes) and _is_dmarc(text)]
    if len(records) != 1:
        return None
    tags = tags_of(records[0].decode("ascii", "replace").lower())
    strict = frozenset(method for method in "ds" if tags.get(f"a{'dkim' if method == 'd' else 'spf'}") == "s")
    return Policy(domain, tags.get("p", "none"), strict, {"y": True, "n": False}.get(tags.get("psd", "")))


def _is_dmarc(text: bytes) -> bool:
    return re.match(rb"v\s*=\s*DMARC1\s*(?:;|$)", text) is not None
