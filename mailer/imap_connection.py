"""IMAP connections, made in one place: encrypted, verified, with a time limit on every read and write.

Errors:

    OSError
    └── ImapUnavailable   the server could not be reached, or refused us; the message is a sentence for the operator
"""

import logging
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from config.sections import ImapServer
from mailer.oauth import NO_SIGN_INS, AccessTokens, NoAccessToken
from mailer.tls import network_reason, tls_context

XOAUTH2 = "XOAUTH2"

KEEPALIVE_IDLE_SECONDS = 60
KEEPALIVE_INTERVAL_SECONDS = 15
KEEPALIVE_PROBES = 4
"""A peer that vanished without a word (a router that forgot us) is noticed within two minutes, in mid-IDLE too."""

# The library logs user names, commands and header lines at DEBUG; none of that belongs in a log.
logging.getLogger("imapclient").setLevel(logging.WARNING)


class ImapUnavailable(OSError):  # noqa: N818 - it names a state of the server
    """The server cannot be used just now; the message says why, without names or content."""


class Client(IMAPClient):  # type: ignore[misc]  # imapclient ships no types
    """imapclient, with the two things that its IDLE lacks.

    `idle_check` polls the socket and so overlooks lines that arrived together with the server's "+ idling" and already
    lie in a read buffer: a mail could wait unnoticed until the next renewal. The first check after `idle` therefore
    reads without polling.
    """

    _look_without_polling = False

    def idle(self) -> None:
        """Enter IDLE."""
        super().idle()
        self._look_without_polling = True

    def _poll_socket(self, sock: Any, timeout: float | None = None) -> Any:
        if self._look_without_polling:
            self._look_without_polling = False
            return [sock]
        return super()._poll_socket(sock, timeout)

    def new_mail_was_announced(self) -> bool:
        """Whether the server said EXISTS since the last time this was asked, in reply to any command but IDLE.

        What was announced then is not announced again in IDLE (RFC 9051, 7.4.1): ask before idling.
        """
        _, announced = self._imap.response("EXISTS")
        return bool(announced != [None])


@contextmanager
def session(server: ImapServer, tokens: AccessTokens = NO_SIGN_INS) -> Iterator[Client]:
    """A connection that is logged in, and closed at the end. IMAP errors come out as ImapUnavailable."""
    try:
        client = _connect(server, tokens)
        try:
            yield client
        except BaseException:
            _close(client, politely=False)  # a server that hangs would let LOGOUT wait for the time limit once more
            raise
        _close(client)
    except IMAPClientError as error:
        raise ImapUnavailable(reason(error)) from error


def reason(error: BaseException) -> str:
    """Why a connection or a command failed, in words without addresses, names or content."""
    match error:
        case ImapUnavailable() | NoAccessToken():
            return str(error)
        case LoginError():
            return "the server refused the user name or the password"
        case IMAPClientAbortError():
            return "the connection was lost"
        case IMAPClientError():
            return "the server refused a command"
    return network_reason(error)


def _connect(server: ImapServer, tokens: AccessTokens) -> Client:
    context = tls_context(server.ca_file)
    client = Client(
        server.host,
        port=server.port,
        ssl=server.tls == "tls",
        ssl_context=context if server.tls == "tls" else None,
        timeout=server.timeout_seconds,
    )
    try:
        # imaplib formats every line that it reads for a log that nobody keeps.
        client._imap.debug = 0  # noqa: SLF001 - it has no public switch
        _keep_alive(client.socket())
        _encrypt(client, server, context)
        _log_in(client, server, tokens)
    except BaseException:
        _close(client, politely=False)
        raise
    return client


def _log_in(client: Client, server: ImapServer, tokens: AccessTokens) -> None:
    """By password, or by an access token; one that is refused was revoked, or ended early, and is renewed once."""
    if not server.oauth:
        client.login(server.username, server.password.get_secret_value())
        return
    if not client.has_capability(f"AUTH={XOAUTH2}"):
        raise ImapUnavailable(f"the server offers no {XOAUTH2}; use a password, or allow it there")
    token = tokens.get(server.oauth)
    with suppress(LoginError):
        _xoauth2(client, server.username, token)
        return
    try:
        _xoauth2(client, server.username, tokens.get(server.oauth, refused=token))
    except LoginError as error:
        raise ImapUnavailable(
            "the server refused a fresh access token; sign in as the owner of the mailbox, and allow IMAP for it"
        ) from error


def _xoauth2(client: Client, username: str, token: str) -> None:
    """Google's mechanism, which Microsoft shares: after an error the server waits for an empty line."""
    said = f"user={username}\1auth=Bearer {token}\1\1"
    client.sasl_login(XOAUTH2, lambda challenge: b"" if challenge else said.encode())


def _encrypt(client: Client, server: ImapServer, context: ssl.SSLContext) -> None:
    """See to it that nothing secret has been said before TLS, or refuse."""
    if client.welcome.upper().startswith(b"* PREAUTH"):
        # RFC 9051, 11.1: a PREAUTH that an attacker put in front makes STARTTLS impossible.
        raise ImapUnavailable("the server greets with PREAUTH, which would skip encryption and login; refused")
    if server.tls != "starttls":
        return
    if not client.has_capability("STARTTLS"):
        raise ImapUnavailable('the server does not offer STARTTLS; set tls = "tls" and its port, or mend the server')
    client.starttls(context)


def _keep_alive(sock: socket.socket) -> None:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if hasattr(socket, "TCP_KEEPIDLE"):  # Linux
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, KEEPALIVE_INTERVAL_SECONDS)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, KEEPALIVE_PROBES)


def _close(client: Client, *, politely: bool = True) -> None:
    """Log out if the server still listens; whatever happens, leave no socket open."""
    if politely:
        with suppress(Exception):
            client.logout()
            return
    with suppress(Exception):
        client.shutdown()
