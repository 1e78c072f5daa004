"""An IMAP server that says what a test wants, and writes down every byte that it was told."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Answer = Callable[[str, str], bytes]
"""(tag, command in upper case) -> the bytes to send; empty bytes: hang up."""


@contextmanager
def scripted_imap(greeting: bytes, answer: Answer) -> Iterator[tuple[int, list[bytes]]]:
    """The port, and the lines that were heard, over all connections."""
    heard: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.1)
    over = threading.Event()
    threads: list[threading.Thread] = []

    def converse(connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            connection.sendall(greeting)
            try:
                for line in lines:
                    heard.append(line)
                    tag, _, command = line.decode("latin-1").strip().partition(" ")
                    reply = answer(tag, command.upper())
                    if not reply:
                        return
                    connection.sendall(reply)
            except OSError:
                return

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
