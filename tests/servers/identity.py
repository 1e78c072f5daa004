"""An identity provider on loopback: OAuth 2.0 by oauthlib over HTTPS, with tokens that a test can end at any moment.

`with IdentityProvider.running(folder) as provider: ...`. It has one person, who says yes to everything until
`provider.consents` is False, and clients `desk` (with a secret) and `public` (without). Refresh tokens rotate; one that
is used a second time ends the whole sign-in, as strict providers do.
"""

import json
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from oauthlib.oauth2 import DeviceApplicationServer, OAuth2Error, Server
from oauthlib.oauth2.rfc8628.request_validator import RequestValidator

from tests.servers.certificates import Certificates, make_certificates

SECRET = "the client's secret"
SECRETS = {"desk": SECRET, "public": ""}


@dataclass(frozen=True, slots=True)
class Client:
    """What oauthlib wants to see of a client."""

    client_id: str


@dataclass(slots=True)
class Issued:
    """A token, and whether it is still good. Those of one sign-in share their `family`."""

    user: str
    family: int
    scopes: list[str]
    good: bool = True


@dataclass(slots=True)
class IdentityProvider:
    """A running provider. Its manners may be changed at any time."""

    certificates: Certificates
    user: str
    port: int = 0
    lifetime: int = 3600
    refresh_lifetime: int | None = None
    consents: bool = True
    away: bool = False
    access: dict[str, Issued] = field(default_factory=dict)
    refresh: dict[str, Issued] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)  # the grant types that tokens were asked for by
    refused: int = 0  # how often a mail server was told that a token is not good
    stolen: int = 0  # refresh tokens that were used twice
    typed: bool = False  # whether the person has typed the device's code
    codes: dict[str, Any] = field(default_factory=dict)
    devices: list[str] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    @classmethod
    @contextmanager
    def running(cls, folder: Path, user: str = "cases@test.invalid") -> Iterator[Self]:
        """Listen on a free port of loopback until the block ends."""
        provider = cls(make_certificates(folder), user)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(provider.certificates.certificate, provider.certificates.key)
        with _Https(("127.0.0.1", 0), _page_of(provider)) as server:
            # The handshake belongs into the thread of its connection, not into the one that accepts.
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
            provider.port = server.server_address[1]
            thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
            thread.start()
            try:
                yield provider
            finally:
                server.shutdown()
                thread.join()

    @property
    def url(self) -> str:
        """Where everything is: `{url}/authorize`, `/token`, `/device`, `/introspect`."""
        return f"https://localhost:{self.port}"

    def end_access(self) -> None:
        """Every access token that is out ends now, whatever was said about its time."""
        with self.lock:
            for issued in self.access.values():
                issued.good = False

    def revoke(self) -> None:
        """The person takes the permission back: access and refresh tokens are all dead."""
        self.end_access()
        with self.lock:
            for issued in self.refresh.values():
                issued.good = False

    def answer(self, method: str, uri: str, headers: dict[str, str], body: str) -> tuple[int, dict[str, str], str]:
        """One request; oauthlib decides."""
        with self.lock:
            path = urlsplit(uri).path
            if self.away:
                return 503, {}, "<html>come back later</html>"
            if path == "/introspect":
                return self._introspect(body)
            if path == "/authorize":
                return self._authorize(uri)
            if path == "/device":
                return self._device(uri, body, headers)
            if path == "/token":
                self.asked.append("".join(parse_qs(body).get("grant_type", ())))
                server = Server(_Rules(self), token_expires_in=self.lifetime)
                said_headers, said, status = server.create_token_response(uri, method, body, headers)
                return status, dict(said_headers), said
            return 404, {}, ""

    def _introspect(self, body: str) -> tuple[int, dict[str, str], str]:
        """RFC 7662, for the mail server."""
        issued = self.access.get("".join(parse_qs(body).get("token", ())))
        if issued is None or not issued.good:
            self.refused += 1
            return 200, {}, '{"active": false}'
        return 200, {}, json.dumps({"active": True, "username": issued.user, "scope": " ".join(issued.scopes)})

    def _authorize(self, uri: str) -> tuple[int, dict[str, str], str]:
        """The person is signed in already, and says yes or no at once."""
        server = Server(_Rules(self))
        try:
            scopes, credentials = server.validate_authorization_request(uri)
            if not self.consents:
                back = f"{credentials['redirect_uri']}?error=access_denied&state={credentials['state']}"
                return 302, {"Location": back}, ""
            headers, said, status = server.create_authorization_response(uri, scopes=scopes, credentials=credentials)
        except OAuth2Error as error:
            return error.status_code, {}, error.json
        return status, dict(headers), said or ""

    def _device(self, uri: str, body: str, headers: dict[str, str]) -> tuple[int, dict[str, str], str]:
        server = DeviceApplicationServer(
            _Rules(self), f"{self.url}/type-it-here", interval=1, user_code_generator=lambda: "WDJB-MJHT"
        )
        said_headers, said, status = server.create_device_authorization_response(uri, "POST", body, headers)
        if status == 200:
            self.devices.append(said["device_code"])
        return status, dict(said_headers), json.dumps(said)


class _Https(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that do not trust the certificate hang up in the handshake; anything else is a mistake of ours."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Rules(RequestValidator):  # type: ignore[misc]  # oauthlib ships no types
    """What oauthlib asks of whoever keeps the clients, codes and tokens."""

    def __init__(self, provider: IdentityProvider) -> None:
        self.provider = provider

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        request.client = Client(request.client_id)
        secret = SECRETS.get(request.client_id)
        return bool(secret) and request.client_secret == secret

    def authenticate_client_id(self, client_id: str, request: Any, *args: Any, **kwargs: Any) -> bool:
        request.client = Client(client_id)
        return SECRETS.get(client_id) == ""

    def client_authentication_required(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        return bool(SECRETS.get(request.client_id, "unknown"))

    def validate_client_id(self, client_id: str, request: Any, *args: Any, **kwargs: Any) -> bool:
        return client_id in SECRETS

    def validate_grant_type(
        self, client_id: str, grant_type: str, client: Any, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        request.user = self.provider.user
        return True

    def validate_response_type(
        self, client_id: str, response_type: str, client: Any, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        return bool(response_type == "code")

    def validate_redirect_uri(self, client_id: str, redirect_uri: str, request: Any, *args: Any, **kwargs: Any) -> bool:
        return urlsplit(redirect_uri).hostname == "localhost"  # any port, as providers do for loopback

    def validate_scopes(
        self, client_id: str, scopes: Any, client: Any, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        return set(scopes) <= {"mail", "offline_access"}

    def get_default_scopes(self, client_id: str, request: Any, *args: Any, **kwargs: Any) -> list[str]:
        return ["mail"]

    def is_pkce_required(self, client_id: str, request: Any) -> bool:
        return True

    def save_authorization_code(self, client_id: str, code: Any, request: Any, *args: Any, **kwargs: Any) -> None:
        self.provider.codes[code["code"]] = request

    def _asked_with(self, code: str) -> Any:
        return self.provider.codes.get(code)

    def validate_code(self, client_id: str, code: str, client: Any, request: Any, *args: Any, **kwargs: Any) -> bool:
        asked = self._asked_with(code)
        if asked is None or asked.client_id != client_id:
            return False
        request.user, request.scopes = self.provider.user, asked.scopes
        return True

    def get_code_challenge(self, code: str, request: Any) -> Any:
        return self._asked_with(code).code_challenge

    def get_code_challenge_method(self, code: str, request: Any) -> Any:
        return self._asked_with(code).code_challenge_method

    def confirm_redirect_uri(
        self, client_id: str, code: str, redirect_uri: str, client: Any, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        return bool(self._asked_with(code).redirect_uri == redirect_uri)

    def invalidate_authorization_code(self, client_id: str, code: str, request: Any, *args: Any, **kwargs: Any) -> None:
        del self.provider.codes[code]

    def validate_refresh_token(self, refresh_token: str, client: Any, request: Any, *args: Any, **kwargs: Any) -> bool:
        issued = self.provider.refresh.get(refresh_token)
        if issued is None:
            return False
        if not issued.good:
            self.provider.stolen += 1
            for other in self.provider.refresh.values():
                other.good = other.good and other.family != issued.family
        return issued.good

    def get_original_scopes(self, refresh_token: str, request: Any, *args: Any, **kwargs: Any) -> list[str]:
        return self.provider.refresh[refresh_token].scopes

    def rotate_refresh_token(self, request: Any) -> bool:
        return True

    def validate_device_code(self, client_id: str, code: str, request: Any, *args: Any, **kwargs: Any) -> str | None:
        if code not in self.provider.devices:
            return None
        if not self.provider.consents:
            return "access_denied"
        if not self.provider.typed:
            return "authorization_pending"
        request.user, request.scopes = self.provider.user, ["mail"]
        return "authorized"

    def save_bearer_token(self, token: dict[str, Any], request: Any, *args: Any, **kwargs: Any) -> None:
        provider = self.provider
        used = provider.refresh.get(request.refresh_token or "")
        family = used.family if used else len(provider.refresh)
        if used:
            used.good = False
        scopes = list(request.scopes or ["mail"])
        provider.access[token["access_token"]] = Issued(provider.user, family, scopes)
        if "refresh_token" in token:
            provider.refresh[token["refresh_token"]] = Issued(provider.user, family, scopes)
            if provider.refresh_lifetime is not None:
                token["refresh_token_expires_in"] = provider.refresh_lifetime


def _page_of(provider: IdentityProvider) -> type[BaseHTTPRequestHandler]:
    class Page(BaseHTTPRequestHandler):
        timeout = 10.0

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            uri = provider.url + self.path
            status, headers, said = provider.answer(self.command, uri, dict(self.headers.items()), body)
            content = said.encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _answer  # noqa: N815 - http.server names its hooks so

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            """Say nothing."""

    return Page
