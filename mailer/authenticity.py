"""Whether the From address may be believed (docs/ARCHITECTURE.md, "Trust before everything").

Authentication-Results (RFC 8601) is a header like any other: a client can send one too. What tells them apart is where
it stands. Each server puts its headers on top of what it was given, so only what stands above the Received header of
our receiving server was written by it or by a server behind it. With Postfix delivering to Dovecot by LMTP (as
measured, from top to bottom):

    Return-Path, Delivered-To, Received: from mx by store with LMTP       Dovecot
    Authentication-Results: mx; dmarc=pass header.from=…                  our mx: believed
    Received: from client by mx with ESMTP                                our mx: the border
    Authentication-Results: mx; dmarc=pass header.from=…                  the client: never read

Going down from the top, a Received header `by` the receiving server is the border, and one `from` it `with LMTP` is a
delivery behind it; at any other Received header the walk ends and nothing is believed, because what stands below may
be the client's. So a server that is not named in the settings cannot be imitated. At a door, set `authserv_id` only if
no one but that server can connect to it.
"""

import re
from collections.abc import Iterator

from consultations.messages import Address, AuthenticatedBy, Verdict
from mailer.headers import as_text
from mailer.mime import Headers, OverLimitsError, read_headers

_RECEIVED_FROM = re.compile(r"from\s+(\S+)", re.IGNORECASE)
_RECEIVED_BY = re.compile(r"(?:^|\s)by\s+(\S+)(?:\s+via\s+\S+)?(?:\s+with\s+(\S+))?", re.IGNORECASE)
_LMTP = re.compile(r"lmtps?a?", re.IGNORECASE)
_SERVER = re.compile(r"([A-Za-z0-9._-]{1,255})(?:\s+1)?")
_VALUE = r"(?:\"[^\"\\]*\"|[^\s\";=]+)"
_DMARC = re.compile(
    rf"dmarc(?:\s*/\s*1)?\s*=\s*([a-z]+)(?:\s+reason\s*=\s*{_VALUE})?"
    rf"((?:\s+[a-z]+(?:\s*\.\s*[a-z0-9_-]+)?\s*=\s*{_VALUE})*)",
    re.IGNORECASE,
)
_HEADER_FROM = re.compile(r"(?:^|\s)header\s*\.\s*from\s*=\s*([A-Za-z0-9._-]+)(?=\s|$)", re.IGNORECASE)
_MAX_VALUE = 16_000


def judge(
    raw: bytes,
    sender: Address,
    *,
    trusted: bool = False,
    session_user: str | None = None,
    authserv_id: str = "",
    receiving_host: str = "",
) -> Verdict:
    """What vouches for the sender of a mail; never raises.

    `trusted` is the setting of the mailbox or door; `session_user` the name that the peer authenticated with;
    `receiving_host` the name in that server's Received headers where it differs from `authserv_id`. A signed reply
    token is another way to vouch (`consultations.tokens`) and is judged where the case's participants are known.
    """
    if trusted:
        return Verdict(AuthenticatedBy.TRUSTED_SOURCE, "The mail came by a mailbox or door that is marked trusted.")
    if session_user:
        return Verdict(AuthenticatedBy.SESSION, "The sending program signed in at our door.")
    if not authserv_id:
        return Verdict(AuthenticatedBy.NOTHING, "No server is set whose Authentication-Results would be believed.")
    try:
        headers, _ = read_headers(raw)
    except OverLimitsError as error:
        return Verdict(AuthenticatedBy.NOTHING, str(error))
    server = authserv_id.lower()
    result = _topmost_result(headers, server, (receiving_host or authserv_id).lower())
    if result is None:
        return Verdict(AuthenticatedBy.NOTHING, f"{server} added no Authentication-Results that could be its own.")
    return _verdict(result, sender, server)


def _verdict(result: str, sender: Address, server: str) -> Verdict:
    domain = sender.addr.rpartition("@")[2].lower()
    passed = _dmarc_domain(result)
    if passed is None:
        return Verdict(AuthenticatedBy.NOTHING, f"{server} did not report a DMARC pass.")
    if not domain or passed != domain:
        return Verdict(AuthenticatedBy.NOTHING, f"The DMARC pass of {server} is for another domain than the sender's.")
    return Verdict(AuthenticatedBy.AUTHENTICATION_RESULTS, f"{server} reports a DMARC pass for the sender's domain.")


def _topmost_result(headers: Headers, server: str, host: str) -> str | None:
    """The results in the topmost header of that server, if it stands above the border; None otherwise."""
    found: str | None = None
    for name, value in headers.fields:
        if name == "authentication-results" and found is None:
            identity, _, results = _without_comments(as_text(value)).partition(";")
            match = _SERVER.fullmatch(identity.strip())
            found = results if match and match[1].lower() == server else None
        elif name == "received":
            hop = _hop(as_text(value))
            if hop is None:
                return None
            sent_by, received_by, protocol = hop
            if received_by == host:
                return found
            if sent_by != host or not _LMTP.fullmatch(protocol):
                return None
    return None


def _hop(value: str) -> tuple[str, str, str] | None:
    """`from`, `by` and `with` of a Received header; None when more than one `by` could be meant (a forged HELO)."""
    clause = _without_comments(value).partition(";")[0].strip()
    receivers = _RECEIVED_BY.findall(clause)
    sent = _RECEIVED_FROM.match(clause)
    if len(receivers) != 1:
        return None
    by, protocol = receivers[0]
    return (sent[1].lower() if sent else ""), by.lower().rstrip("."), protocol


def _dmarc_domain(results: str) -> str | None:
    """The domain of the one `dmarc=pass` among the results; None for none, several, or a form that is not exact."""
    found = [match for part in _parts(results) if (match := re.match(r"\s*dmarc\b", part, re.IGNORECASE))]
    exact = [match for part in _parts(results) if (match := _DMARC.fullmatch(part.strip()))]
    if len(found) != 1 or len(exact) != 1 or exact[0][1].lower() != "pass":
        return None
    domains = _HEADER_FROM.findall(exact[0][2])
    return domains[0].lower() if len(domains) == 1 else None


def _parts(results: str) -> Iterator[str]:
    """The results between semicolons that stand outside quoted strings; an open quote yields nothing more."""
    part: list[str] = []
    quoted = escaped = False
    for character in results:
        if character == ";" and not quoted:
            yield "".join(part)
            part = []
            continue
        part.append(character)
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = quoted
        elif character == '"':
            quoted = not quoted
    if not quoted:
        yield "".join(part)


def _without_comments(value: str) -> str:
    """The value with its nested comments replaced by a blank; a comment that never closes swallows the rest.

    A value longer than any real one is not read at all: half of it could say something else than the whole.
    """
    if len(value) > _MAX_VALUE:
        return ""
    kept: list[str] = []
    depth = 0
    quoted = escaped = False
    for character in value:
        if escaped:
            escaped = False
        elif character == "\\" and (quoted or depth):
            escaped = True
        elif character == '"' and not depth:
            quoted = not quoted
        elif character == "(" and not quoted:
            depth += 1
            kept.append(" ")
            continue
        elif character == ")" and depth:
            depth -= 1
            continue
        if not depth:
            kept.append(character)
    return "".join(kept)
