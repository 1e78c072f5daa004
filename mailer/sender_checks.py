"""What our own door finds out about a sender, where no server before it has: DKIM, SPF and DMARC (RFC 9989).

A pass needs a domain that vouches, aligned with the From domain: a signature of that very domain, or, by the policy
that the domain publishes, a signature or an SPF pass of its organisation. SPF alone without a policy is not enough.
"""

from dataclasses import dataclass
from ipaddress import ip_address

from consultations.messages import AuthenticatedBy, Quarantine, Verdict
from mailer.dkim_check import verified_domains
from mailer.dmarc import Policy, aligned, policy_of
from mailer.message import sender_of
from mailer.mime import OverLimitsError, read_headers
from mailer.name_servers import Names, NameServers, UnansweredError
from mailer.spf_check import spf_result

_MOST_HEADER_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Peer:
    """Who connected to a door: its address, the name it gave itself, and the envelope sender."""

    address: str
    helo: str
    mail_from: str


@dataclass(frozen=True, slots=True)
class SenderChecks:
    """Checks mail as it comes in at a door."""

    servers: NameServers

    def __call__(self, raw: bytes, peer: Peer) -> Verdict:
        """What vouches for the sender. Raises UnansweredError where a later try may know more."""
        with self.servers.about_one_mail() as names:
            return check(raw, peer, names)


def check(raw: bytes, peer: Peer, names: Names) -> Verdict:
    """The verdict on one mail; raises UnansweredError."""
    try:
        headers, body_at = read_headers(raw, limit=_MOST_HEADER_BYTES)
        domain = sender_of(headers).addr.rpartition("@")[2]
    except (OverLimitsError, Quarantine) as error:
        return Verdict(AuthenticatedBy.NOTHING, str(error))
    unanswered: UnansweredError | None = None
    signed: tuple[str, ...] = ()
    try:
        signed = verified_domains(raw, headers, body_at, domain, names)
    except UnansweredError as error:
        unanswered = error
    if domain in signed:
        return _pass(f"a DKIM signature of {domain} over the whole mail")
    spf_domain, spf = _spf(peer, names)
    vouching = [("d", other) for other in signed] + ([("s", spf_domain)] if spf == "pass" else [])
    policy = policy_of(domain, names) if vouching else None
    for method, other in vouching:
        if policy and aligned(domain, other, policy, method, names):  # type: ignore[arg-type]
            return _pass(f"{_METHODS[method]} of {other}, aligned by the DMARC policy of {policy.domain}")
    if unanswered or spf == "temperror":
        raise unanswered or UnansweredError("the DNS did not answer for SPF")
    return Verdict(AuthenticatedBy.NOTHING, _why_not(domain, signed, spf, policy, vouching=bool(vouching)))


_METHODS = {"d": "a DKIM signature", "s": "an SPF pass"}


def _pass(by: str) -> Verdict:
    return Verdict(AuthenticatedBy.OUR_CHECKS, f"We found {by}.")


def _spf(peer: Peer, names: Names) -> tuple[str, str]:
    """The domain of the envelope sender, and what SPF says of the peer. A peer in our own network says nothing."""
    domain = peer.mail_from.rpartition("@")[2].lower()
    try:
        address = ip_address(peer.address)
    except ValueError:
        return domain, "none"
    if not domain or address.is_loopback or address.is_private:
        return domain, "none"
    return domain, spf_result(peer.address, peer.mail_from, peer.helo, names)


def _why_not(domain: str, signed: tuple[str, ...], spf: str, policy: Policy | None, *, vouching: bool) -> str:
    found = f"DKIM: {', '.join(signed) or 'no signature that holds'}; SPF: {spf}"
    if vouching and policy is None:
        return f"{domain} publishes no DMARC policy, and did not sign ({found})."
    return f"Nothing that is aligned with {domain} vouches for it ({found})."
