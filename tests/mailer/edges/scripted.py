"""A mail server, IMAP or SMTP, that says what a test wants, and writes down every byte that it was told."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Answer = Callable[[str, str], bytes]
"""(first word, the rest in upper case) of a line -> the bytes to send; empty bytes: hang up.

In IMAP these are the tag and the command, in SMTP the command and its argument.
"""


@dataclass(frozen=True, slots=True)
class Heard:
    """The lines that were heard over all connections, by whether they could be read on the way."""

    clear: list[bytes] = field(default_factory=list)
    encrypted: list[bytes] = field(default_factory=list)

    def said_a_secret(self) -> bool:
        """Whether anything like a credential was said, encrypted or not."""
        words = (b"LOGIN", b"AUTHENTICATE", b"AUTH ", b"SECRET")
        return any(word in line.upper() for line in (*self.clear, *self.encrypted) for word in words)


@contextmanager
def scripted(
    greeting: bytes,
    answer: Answer,
    *,
    tls: ssl.SSLContext | None = None,
    starttls: ssl.SSLContext | None = None,
) -> Iterator[tuple[int, Heard]]:
    """The port, and what is heard. With `tls` from the first byte on; with `starttls` after the answer to STARTTLS."""
    heard = Heard()
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.1)
    over = threading.Event()
    threads: list[threading.Thread] = []

    def converse(connection: socket.socket) -> None:
        said = heard.encrypted if tls else heard.clear
        try:
            talk = tls.wrap_socket(connection, server_side=True) if tls else connection
            talk.sendall(greeting)
            while line := _line(talk):
                said.append(line)
                first, _, rest = line.decode("latin-1").strip().partition(" ")
                reply = answer(first, rest.upper())
                if not reply:
                    break
                talk.sendall(reply)
                if starttls and said is heard.clear and "STARTTLS" in line.decode("latin-1").upper():
                    talk, said = starttls.wrap_socket(talk, server_side=True), heard.encrypted
            talk.close()
        except OSError:
            return
        finally:
            connection.close()

    def accept() -> None:
        while not over.is_set():
            try:
                connection, _ = listening.accept()
            except TimeoutError:
                continue
            connection.settimeout(10)
            threads.append(threading.Thread(target=converse, args=(connection,)))
            threads[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield listening.getsockname()[1], heard
    finally:
        over.set()
        accepting.join()
        for thread in threads:
            thread.join()
        listening.close()


def _line(talk: socket.socket) -> bytes:
    """Byte by byte: nothing that belongs to the TLS handshake may lie in a buffer."""
    line = b""
    while not line.endswith(b"\n"):
        byte = talk.recv(1)
        if not byte:
            return b""
        line += byte
    return line
