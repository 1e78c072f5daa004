"""Whether the From address may be believed (docs/ARCHITECTURE.md, "Trust before everything").

By the settings of the mailbox or door, by an authenticated session, by the Authentication-Results of the receiving
server (`trace.py` finds them, `auth_results.py` reads them), or by what our own door found (`sender_checks.py`). At a
door, set `authserv_id` only if no one but that server can connect to it.
"""

from consultations.messages import Address, AuthenticatedBy, Verdict
from mailer.auth_results import Results
from mailer.mime import Headers, OverLimitsError, read_headers
from mailer.signatures import covers_the_mail, signatures_of
from mailer.trace import Receiver, own_results

_NO_POLICY = frozenset({"none", "bestguesspass"})
"""The domain publishes no DMARC record; Exchange Online then guesses."""


def judge(
    raw: bytes,
    sender: Address,
    *,
    trusted: bool = False,
    session_user: str | None = None,
    server: Receiver | None = None,
    checked: Verdict | None = None,
) -> Verdict:
    """What vouches for the sender of a mail; never raises.

    `trusted` is the setting of the mailbox or door; `session_user` the name that the peer authenticated with; `server`
    whose Authentication-Results are believed; `checked` what our own door found when the mail came. A signed reply
    token is another way to vouch (`consultations.tokens`) and is judged where the case's participants are known.
    """
    if trusted:
        return Verdict(AuthenticatedBy.TRUSTED_SOURCE, "The mail came by a mailbox or door that is marked trusted.")
    if session_user:
        return Verdict(AuthenticatedBy.SESSION, "The sending program signed in at our door.")
    if server is None:
        return checked or Verdict(
            AuthenticatedBy.NOTHING, "No server is set (authserv_id) whose Authentication-Results would be believed."
        )
    try:
        headers, _ = read_headers(raw)
    except OverLimitsError as error:
        return Verdict(AuthenticatedBy.NOTHING, str(error))
    results, why = own_results(headers, server)
    return _verdict(results, headers, sender, server.authserv_id) if results else Verdict(AuthenticatedBy.NOTHING, why)


def _verdict(results: Results, headers: Headers, sender: Address, server: str) -> Verdict:
    """A DMARC pass for exactly the sender's domain; where that has no DMARC, a DKIM signature of that very domain."""
    domain = sender.addr.rpartition("@")[2].lower()
    dmarc = results.of("dmarc")
    if "dmarc" in results.unclear or len(dmarc) > 1:
        return Verdict(AuthenticatedBy.NOTHING, f"The DMARC result of {server} cannot be read.")
    if not dmarc or dmarc[0].result in _NO_POLICY:
        if _signed_by(results, domain) and covers_the_mail(headers, signatures_of(headers, domain)):
            return Verdict(
                AuthenticatedBy.AUTHENTICATION_RESULTS, f"{server} reports a DKIM signature of the sender's domain."
            )
        return Verdict(AuthenticatedBy.NOTHING, f"{server} reports neither a DMARC pass nor a DKIM signature for it.")
    if dmarc[0].result != "pass":
        return Verdict(AuthenticatedBy.NOTHING, f"{server} reports dmarc={dmarc[0].result}.")
    if not domain or dmarc[0].only("header.from") != domain:
        return Verdict(AuthenticatedBy.NOTHING, f"The DMARC pass of {server} is for another domain than the sender's.")
    return Verdict(AuthenticatedBy.AUTHENTICATION_RESULTS, f"{server} reports a DMARC pass for the sender's domain.")


def _signed_by(results: Results, domain: str) -> bool:
    passed = (item for item in results.of("dkim") if item.result == "pass")
    return bool(domain) and any(
        domain in (item.only("header.d"), item.only("header.i").removeprefix("@")) for item in passed
    )
