"""A little name server on loopback, over UDP: answers what a test gives it, and fails or keeps silent where told to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from config.sections import NameServing


@dataclass(slots=True)
class NameServer:
    """A running name server. `records` are (name, type) -> texts as in a zone file; all may be changed at any time."""

    port: int = 0
    records: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    failing: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        """Listen on a free port of loopback."""
        made = cls()
        with socketserver.ThreadingUDPServer(("127.0.0.1", 0), made._handler()) as server:
            made.port = server.server_address[1]
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
            thread.start()
            try:
                yield made
            finally:
                server.shutdown()
                thread.join()

    def serving(self, **more: Any) -> NameServing:
        """Settings that ask this server."""
        return NameServing(servers=(f"127.0.0.1:{self.port}",), **({"timeout_seconds": 0.5} | more))

    def text(self, name: str, *texts: str) -> None:
        """Publish TXT records, each cut into strings of 255 characters."""
        pieces = [[text[at : at + 255] for at in range(0, len(text), 255)] for text in texts]
        self.records[name, "TXT"] = [" ".join(f'"{piece}"' for piece in text) for text in pieces]

    def reply(self, wire: bytes) -> bytes | None:
        """The answer to one question."""
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        kind = dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        if name in self.silent:
            return None
        response = dns.message.make_response(query)
        response.flags |= dns.flags.AA
        if name in self.failing:
            response.set_rcode(dns.rcode.SERVFAIL)
        elif found := self.records.get((name, kind)):
            response.answer.append(dns.rrset.from_text_list(question.name, 60, "IN", kind, found))
        elif not any(known == name or known.endswith(f".{name}") for known, _ in self.records):
            response.set_rcode(dns.rcode.NXDOMAIN)
        return response.to_wire(max_size=65_000)

    def _handler(self) -> type[socketserver.BaseRequestHandler]:
        names = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                wire, sock = self.request
                if answer := names.reply(wire):
                    sock.sendto(answer, self.client_address)

        return Handler
