"""A model server on loopback that does what a test tells it. It speaks OpenAI's API, and lies as models do."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from config.sections import LanguageModel

Handler = BaseHTTPRequestHandler


@dataclass
class Question:
    """One request as it came over the wire."""

    path: str
    body: dict[str, Any]
    headers: dict[str, str]

    @property
    def shape(self) -> str:
        """The name of the shape that was asked for; empty where none was."""
        asked = self.body.get("response_format", {}).get("json_schema", {}).get("name", "")
        return str(asked)

    @property
    def words(self) -> str:
        """All that left."""
        return json.dumps(self.body, ensure_ascii=False)


Reaction = Callable[[Handler, Question], None]


def says(content: Any) -> Reaction:
    """A proper answer: a text, or what JSON makes of anything else."""
    text = content if isinstance(content, str) else json.dumps(content)

    def react(handler: Handler, question: Question) -> None:
        if question.body.get("stream"):
            chunks(*[text[i : i + 7] for i in range(0, len(text), 7)])(handler, question)
        else:
            _send(handler, 200, json.dumps(completion(text)).encode())

    return react


def completion(text: str, finish: str = "stop") -> dict[str, Any]:
    """A chat completion as OpenAI's API has it."""
    return {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "liar",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }


def chunks(*texts: str, finish: str | None = "stop", pause: float = 0.0) -> Reaction:
    """A streamed answer; without a finish it is cut."""

    def react(handler: Handler, _question: Question) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.end_headers()
        for text in texts:
            _event(handler, {"content": text}, None)
            time.sleep(pause)
        if finish:
            _event(handler, {}, finish)
            handler.wfile.write(b"data: [DONE]\n\n")

    return react


def _event(handler: Handler, delta: dict[str, str], finish: str | None) -> None:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    event = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "liar", "choices": [choice]}
    handler.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
    handler.wfile.flush()


def status(code: int, **headers: str) -> Reaction:
    """An error of the server's, such as 429 or 503."""
    return lambda handler, _question: _send(handler, code, b'{"error": {"message": "no"}}', headers=headers)


def raw(body: bytes, *, length: int | None = None) -> Reaction:
    """Any bytes; with a greater length than they have, the connection ends before the answer does."""
    return lambda handler, _question: _send(handler, 200, body, length=length)


def slow(seconds: float) -> Reaction:
    """Nothing for a while."""

    def react(handler: Handler, question: Question) -> None:
        time.sleep(seconds)
        says({})(handler, question)

    return react


def endless(handler: Handler, _question: Question) -> None:
    """An answer that never ends, as fast as it goes."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    handler.wfile.write(b'{"id": "')
    while True:
        handler.wfile.write(b"A" * 65_536)


def _send(
    handler: Handler, code: int, body: bytes, *, length: int | None = None, headers: dict[str, str] | None = None
) -> None:
    handler.send_response(code)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(length or len(body)))
    for name, value in (headers or {}).items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)
    handler.close_connection = True


@dataclass
class ModelServer:
    """Reacts to the questions in turn, the last reaction again and again; `questions` is all that reached it."""

    url: str
    reactions: list[Reaction] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    by_shape: dict[str, Reaction] = field(default_factory=dict)

    def settings(self, **changed: Any) -> LanguageModel:
        """Settings of a model on this server."""
        values: dict[str, Any] = {
            "name": "liar",
            "base_url": self.url,
            "external": False,
            "timeout_seconds": 5.0,
            "retries": 0,
        }
        return LanguageModel(**(values | changed))

    def react(self, handler: Handler, question: Question) -> None:
        """Do what the test told for this question."""
        self.questions.append(question)
        reaction = self.by_shape.get(question.shape)
        if reaction is None:
            reaction = self.reactions.pop(0) if len(self.reactions) > 1 else self.reactions[0]
        reaction(handler, question)


@contextmanager
def model_server() -> Iterator[ModelServer]:
    """A server that runs as long as the block."""

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            try:
                running.react(
                    self, Question(self.path, body, {name.lower(): value for name, value in self.headers.items()})
                )
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        server.daemon_threads = True
        running = ModelServer(f"http://127.0.0.1:{server.server_port}/v1")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield running
        server.shutdown()
        thread.join()
