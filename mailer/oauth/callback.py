"""Where the browser comes back to after signing in: one small page on loopback, open for minutes (RFC 8252, 7.3)."""

import hmac
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

LOOPBACK = "127.0.0.1"
REQUEST_SECONDS = 10.0
"""Browsers open connections ahead of need and say nothing on them."""

_DONE = "You can close this page; the rest is said in the terminal."
_NOT_OURS = "This is not the address that the sign-in comes back to."


@dataclass(frozen=True, slots=True)
class Callback:
    """The open page. `address` is what the provider is told as redirect_uri."""

    port: int
    _came_back: "queue.SimpleQueue[dict[str, str]]" = field(default_factory=queue.SimpleQueue)

    @property
    def address(self) -> str:
        """Microsoft lets an app register localhost without a port, and the numbers only by hand; Google takes both."""
        return f"http://localhost:{self.port}/"

    def wait(self, seconds: float) -> dict[str, str]:
        """What the browser brought back: `code`, or `error` (RFC 6749, 4.1.2); nothing when it never came."""
        try:
            return self._came_back.get(timeout=seconds)
        except queue.Empty:
            return {}


@contextmanager
def listening(state: str, port: int = 0) -> Iterator[Callback]:
    """Listen on loopback until the block ends. A request without our `state` is told off, and waited past."""

    class Page(BaseHTTPRequestHandler):
        timeout = REQUEST_SECONDS

        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            brought = dict(parse_qsl(asked.query))
            if asked.path != "/" or not hmac.compare_digest(brought.get("state", "").encode(), state.encode()):
                self._say(HTTPStatus.NOT_FOUND, _NOT_OURS)
                return
            self._say(HTTPStatus.OK, _DONE)
            callback._came_back.put(brought)  # noqa: SLF001 - ours

        def _say(self, status: HTTPStatus, sentence: str) -> None:
            body = sentence.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("Referrer-Policy", "no-referrer")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in http.server
            """Say nothing: the address holds the code."""

    with ThreadingHTTPServer((LOOPBACK, port), Page) as server:
        server.daemon_threads = True
        callback = Callback(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
        thread.start()
        try:
            yield callback
        finally:
            server.shutdown()
            thread.join()
