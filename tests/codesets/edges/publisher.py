"""A web server that publishes files as CMS does, and breaks off, is busy or changes its mind when told to."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Publisher:
    """What stands at each path, and what goes wrong. `asked` are the paths and ranges that were asked for."""

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    etag: str = '"1"'
    ranges: bool = True
    break_after: list[int] = field(default_factory=list)
    """For each of the next answers, after how many bytes the connection ends."""
    statuses: list[int] = field(default_factory=list)
    """Statuses of the next answers, before any file is sent."""
    asked: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def publishing() -> Iterator[Publisher]:
    published = Publisher()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            published.asked.append((self.path, self.headers.get("Range", "")))
            if published.statuses:
                self.send_error(published.statuses.pop(0))
                return
            content = published.files.get(self.path)
            if content is None:
                self.send_error(404)
            elif self.headers.get("If-None-Match") == published.etag:
                self.send_response(304)
                self.end_headers()
            else:
                self._send(content)

        def _send(self, content: bytes) -> None:
            begin = 0
            if published.ranges and self.headers.get("If-Range") == published.etag:
                begin = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
                if begin >= len(content):
                    self.send_error(416)
                    return
            self.send_response(206 if begin else 200)
            if begin:
                self.send_header("Content-Range", f"bytes {begin}-{len(content) - 1}/{len(content)}")
            self.send_header("Content-Length", str(len(content) - begin))
            self.send_header("ETag", published.etag)
            self.end_headers()
            length = published.break_after.pop(0) if published.break_after else len(content)
            self.wfile.write(content[begin : begin + length])

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the standard library
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    published.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield published
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
