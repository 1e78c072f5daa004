"""Looking whether mail can come in and go out: our domain in the DNS, mailboxes, the next server, certificates.

Each check gives findings and raises nothing; a sentence that is not a pass says what to do.
"""

import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from config.sections import ClamAV, DkimSigning, ImapServer, Mailbox, Submission
from consultations.answers import Result
from mailer import dkim_signing
from mailer.clamav import signatures_of, why_away
from mailer.dmarc import policy_of
from mailer.imap_connection import reason, session
from mailer.name_servers import Names, UnansweredError
from mailer.oauth import NO_SIGN_INS, AccessTokens
from mailer.outbound import SmtpTransport
from mailer.spf_check import spf_result
from mailer.tls import certificate_end, network_reason, tls_context

WARNING_DAYS = 14
"""Before a certificate ends: most are renewed a month before, so that something is wrong by then."""
OLD_SIGNATURES_DAYS = 3
"""Since the daily signatures of ClamAV were made; they are made every day."""
_NO_DOMAIN = re.compile(r"(?:^|\.)(?:localhost|test|invalid|example(?:\.(?:com|net|org))?|local)$")
"""Reserved names (RFC 2606, RFC 6762), which nobody's DNS answers for."""
_KEY = re.compile(r"(?:^|;)\s*p=([A-Za-z0-9+/=\s]*)")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check of one thing found, as a sentence for the operator."""

    about: str
    result: Result
    said: str


def domain_in_dns(domain: str, signing: DkimSigning | None, smtp: Submission | None, names: Names) -> Iterator[Finding]:
    """MX, SPF, DKIM and DMARC of our own domain."""
    if _NO_DOMAIN.search(domain):
        yield Finding("DNS", Result.NOT_RUN, f"{domain} is a name for examples; set address to one of your own domain.")
        return
    checks = {"MX": _mx, "SPF": _spf, "DKIM": _dkim, "DMARC": _dmarc}
    for about, check in checks.items():
        try:
            result, said = check(domain, signing, smtp, names)
        except UnansweredError as error:
            result, said = Result.NOT_RUN, f"Not known: {error}. Check the name servers of this machine, or set [dns]."
        yield Finding(f"{about} of {domain}", result, said)


_Said = tuple[Result, str]


def _mx(domain: str, _signing: DkimSigning | None, _smtp: Submission | None, names: Names) -> _Said:
    hosts = sorted(record for record in names.look_up(domain, "MX") if isinstance(record, tuple))
    if not hosts:
        return Result.FAILS, "There is none, so replies find no way to us. Publish one that names your mail server."
    lost = [host for _, host in hosts if not (names.look_up(host, "A") or names.look_up(host, "AAAA"))]
    if lost:
        return Result.FAILS, f"{', '.join(lost)} has no address. Mend the MX record, or publish the address."
    return Result.PASS, f"Mail for it goes to {', '.join(host for _, host in hosts)}."


def _spf(domain: str, _signing: DkimSigning | None, smtp: Submission | None, names: Names) -> _Said:
    texts = [text for text in names.look_up(domain, "TXT") if isinstance(text, bytes)]
    found = [text for text in texts if text.lower().split(b" ")[0] == b"v=spf1"]
    if len(found) != 1:
        many = "There are several records, which counts as an error" if found else "There is none"
        return Result.FAILS, f"{many}. Publish one that names who sends for you, such as v=spf1 mx -all."
    addresses = [str(address) for address in names.look_up(smtp.host, "A")] if smtp else []
    if not addresses:
        return Result.PASS, "There is a record. Which address your mail leaves from is not known here; try send-test."
    if any(
        spf_result(address, f"postmaster@{domain}", smtp.host if smtp else "", names) == "pass" for address in addresses
    ):
        return Result.PASS, "The record lets the next server send."
    return Result.WARNING, (
        f"The record does not name {', '.join(addresses)}. That is right only if [smtp] sends from other addresses; "
        "`caseconsultant mail send-test` shows what receivers see."
    )


def _dkim(domain: str, signing: DkimSigning | None, _smtp: Submission | None, names: Names) -> _Said:
    if signing is None:
        return Result.WARNING, (
            "We do not sign. Either your next server does, which `caseconsultant mail send-test` shows, or make a key "
            "with `caseconsultant mail dkim-key`."
        )
    key = signing.private_key.get_secret_value()
    published = names.look_up(dkim_signing.record_name(signing.selector, domain), "TXT")
    keys = [found[1] for text in published if (found := _KEY.search(_text(text)))]
    if [re.sub(r"\s", "", found) for found in keys] == [dkim_signing.public_part(key)]:
        return Result.PASS, "The published key is that of our signature."
    what = "Another key is published than we sign with" if keys else "Our key is not published"
    return (
        Result.FAILS,
        f"{what}, so our signature breaks. Publish: {dkim_signing.zone_line(signing.selector, domain, key)}",
    )


def _dmarc(domain: str, _signing: DkimSigning | None, _smtp: Submission | None, names: Names) -> _Said:
    policy = policy_of(domain, names)
    if policy is None:
        return Result.WARNING, (
            "There is none, so anybody can write as you. Make it p=reject once all your mail passes. "
            f'Publish: _dmarc.{domain}. IN TXT "v=DMARC1; p=none"'
        )
    return Result.PASS, f"The policy of {policy.domain} is {policy.wish}."


def _text(record: object) -> str:
    return record.decode("ascii", "replace") if isinstance(record, bytes) else str(record)


def imap_account(
    about: str, server: ImapServer, folders: tuple[str, ...], tokens: AccessTokens = NO_SIGN_INS
) -> Iterator[Finding]:
    """Whether we can log in and see these folders, and how long the server's certificate lasts."""
    try:
        with session(server, tokens) as client:
            missing = [folder for folder in folders if not client.folder_exists(folder)]
            ends = certificate_end(client.socket())
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a server becomes a finding
        yield Finding(about, Result.FAILS, f"We cannot log in: {reason(error)}.")
        return
    if missing:
        yield Finding(about, Result.FAILS, f"There is no folder {', '.join(missing)}. Make it, or mend its name.")
    else:
        yield Finding(about, Result.PASS, "We can log in, and the folders are there.")
    yield from certificate(about, ends)


def trust_of(mailbox: Mailbox) -> Iterator[Finding]:
    """Whether anything can vouch for the mail of a mailbox."""
    about = f"mailbox {mailbox.name}: senders"
    if mailbox.trusted:
        yield Finding(about, Result.WARNING, "Every From is believed. Right only if nobody else can write to it.")
    elif mailbox.check_senders:
        yield Finding(about, Result.PASS, "We look at DKIM and DMARC ourselves; what nothing vouches for is held.")
    elif not mailbox.authserv_id:
        yield Finding(
            about,
            Result.WARNING,
            "Nothing vouches for senders, so all mail is held. Set authserv_id to the server that takes your mail in, "
            "or check_senders.",
        )
    else:
        yield Finding(about, Result.PASS, f"The results of {mailbox.authserv_id} are believed.")


def next_server(submission: Submission, mail_from: str, tokens: AccessTokens = NO_SIGN_INS) -> Iterator[Finding]:
    """Whether the server that our mail leaves through lets us in, and what it can do."""
    about = "the next server [smtp]"
    greeting = SmtpTransport(submission, tokens).greeting(mail_from)
    if greeting.refused:
        yield Finding(about, Result.FAILS, greeting.refused)
        return
    if "dsn" in greeting.offers:
        yield Finding(about, Result.PASS, "It lets us in, and names the envelope in bounces (DSN).")
    else:
        yield Finding(
            about, Result.PASS, "It lets us in. It has no DSN: whether a bounced answer is refunded, a person decides."
        )
    yield from certificate(about, greeting.certificate_ends)


def virus_scanner(settings: ClamAV | None) -> Iterator[Finding]:
    """Whether it scans, and how old its signatures are."""
    about = "the virus scanner [clamav]"
    if settings is None:
        said = "There is none: mail is not looked at for malware. Install ClamAV's daemon, and set [clamav]."
        yield Finding(about, Result.WARNING, said)
        return
    if why := why_away(settings):
        yield Finding(about, Result.FAILS, f"{why} Mail waits until it does. Start clamd, or mend [clamav].")
        return
    try:
        name, made = signatures_of(settings)
    except OSError as error:
        yield Finding(about, Result.WARNING, f"It scans, but does not say its version: {network_reason(error)}.")
        return
    if made is None:
        said = f"It scans ({name}), but names no day of its signatures. Has freshclam run?"
        yield Finding(about, Result.WARNING, said)
        return
    days = (datetime.now() - made).days  # noqa: DTZ005 - clamd writes the local time of its machine, which is ours
    old = days > OLD_SIGNATURES_DAYS
    said = f"It scans ({name}); its signatures are {days} days old." + " Let freshclam run every day." * old
    yield Finding(about, Result.WARNING if old else Result.PASS, said)


def certificate(about: str, ends: datetime | None) -> Iterator[Finding]:
    """How long a certificate lasts; nothing where there is none."""
    if ends is None:
        return
    days = (ends - datetime.now(UTC)).days
    said = f"The certificate ends in {days} days, on {ends:%Y-%m-%d}."
    if days < WARNING_DAYS:
        yield Finding(about, Result.WARNING, f"{said} Renew it, or tell whoever runs that server.")
    else:
        yield Finding(about, Result.PASS, said)


def web_certificate(host: str, port: int) -> Iterator[Finding]:
    """The certificate that people's browsers see before our console."""
    about = f"https://{host}"
    try:
        with _tls_connection(host, port) as connection:
            ends = certificate_end(connection)
    except OSError as error:
        yield Finding(about, Result.FAILS, f"The console cannot be reached there: {network_reason(error)}.")
        return
    yield from certificate(about, ends)


@contextmanager
def _tls_connection(host: str, port: int) -> Iterator[ssl.SSLSocket]:
    with (
        socket.create_connection((host, port), timeout=10) as plain,
        tls_context(None).wrap_socket(plain, server_hostname=host) as connection,
    ):
        yield connection
