"""The client of language models against a server that lies: one sentence for each failure, and never too late."""

import time

import pytest
from pydantic import BaseModel

from assistant.model import BrokenAnswerError, Model, NoAnswerError
from tests.assistant.edges.model_server import (
    ModelServer,
    Reaction,
    chunks,
    completion,
    endless,
    raw,
    says,
    slow,
    status,
)


class Colour(BaseModel):
    name: str
    red: int


def ask(server: ModelServer, *reactions: Reaction, **settings: object) -> Colour:
    server.reactions = list(reactions)
    return Model(server.settings(**settings)).ask("Name a colour.", "MATERIAL", Colour).answer


def test_an_answer_has_the_shape_and_counts_its_tokens(server: ModelServer) -> None:
    server.reactions = [says({"name": "teal", "red": 0})]
    asked = Model(server.settings(api_key="k-1")).ask("Name a colour.", "MATERIAL", Colour)
    assert asked.answer == Colour(name="teal", red=0)
    assert (asked.usage.sent, asked.usage.answered) == (100, 20)
    question = server.questions[0]
    assert question.shape == "Colour"
    assert "tools" not in question.body
    assert question.headers["authorization"] == "Bearer k-1"
    assert [message["role"] for message in question.body["messages"]] == ["system", "user"]


def test_json_in_a_fence_is_json(server: ModelServer) -> None:
    assert ask(server, says('```json\n{"name": "teal", "red": 0}\n```')).name == "teal"


@pytest.mark.parametrize(
    "lie",
    [
        says("I would rather talk about birds."),
        says('{"name": "teal", "red": '),
        says({"name": "teal"}),
        says({"colour": "teal", "red": "very"}),
        says([1, 2]),
        says(""),
        raw(b"<html>502</html>"),
        raw(b'{"choices": []}'),
        raw(b"{}"),
        raw(b"\xff\xfe\x00"),
        raw(b'{"id": "c1"', length=4_000),
        raw(str(completion("x", "length")).replace("'", '"').encode()),
        endless,
    ],
)
def test_broken_answers_are_one_kind_of_error(lie: Reaction, server: ModelServer) -> None:
    with pytest.raises((BrokenAnswerError, NoAnswerError)) as broken:
        ask(server, lie)
    assert "MATERIAL" not in str(broken.value)
    assert "birds" not in str(broken.value)


@pytest.mark.parametrize("code", [400, 401, 403, 404, 429, 500, 503, 529])
def test_refusals_are_no_answer(code: int, server: ModelServer) -> None:
    with pytest.raises(NoAnswerError):
        ask(server, status(code))


def test_429_and_5xx_are_tried_again(server: ModelServer) -> None:
    again = status(429, Retry_After="0")
    answer = ask(server, again, status(503), says({"name": "teal", "red": 0}), retries=2)
    assert answer.name == "teal"
    assert len(server.questions) == 3


def test_no_answer_takes_longer_than_it_may(server: ModelServer) -> None:
    began = time.monotonic()
    with pytest.raises(NoAnswerError, match=r"within 0\.5 s"):
        ask(server, slow(2), timeout_seconds=0.5)
    with pytest.raises(NoAnswerError):
        ask(server, status(429, Retry_After="30"), timeout_seconds=0.5, retries=5)
    assert time.monotonic() - began < 2.5


def test_a_redirect_is_not_followed(server: ModelServer) -> None:
    with pytest.raises(NoAnswerError):
        ask(server, status(307, Location=f"{server.url}/elsewhere"))
    assert len(server.questions) == 1


def test_a_server_that_is_not_there(server: ModelServer) -> None:
    with pytest.raises(NoAnswerError):
        ask(server, says({}), base_url="http://127.0.0.1:9/v1")


def test_a_stream_comes_piece_by_piece(server: ModelServer) -> None:
    server.reactions = [chunks("Re", "port ", "it.")]
    assert "".join(Model(server.settings()).stream("Say.", "MATERIAL")) == "Report it."


@pytest.mark.parametrize("lie", [chunks("Re", "port", finish=None), chunks("Re", finish="length"), status(500)])
def test_a_cut_stream_is_an_error(lie: Reaction, server: ModelServer) -> None:
    server.reactions = [lie]
    with pytest.raises((BrokenAnswerError, NoAnswerError)):
        list(Model(server.settings()).stream("Say.", "MATERIAL"))


def test_a_stream_that_nobody_reads_to_its_end_is_let_go(server: ModelServer) -> None:
    server.reactions = [chunks(*["word "] * 200, pause=0.02)]
    stream = Model(server.settings()).stream("Say.", "MATERIAL")
    assert next(stream) == "word "
    began = time.monotonic()
    stream.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 2


def test_anthropic_is_spoken_to_in_its_own_words(server: ModelServer) -> None:
    body = (
        b'{"id":"m1","type":"message","role":"assistant","model":"liar","stop_reason":"end_turn","stop_sequence":null,'
        b'"content":[{"type":"text","text":"{\\"name\\":\\"teal\\",\\"red\\":0}"}],'
        b'"usage":{"input_tokens":7,"output_tokens":3}}'
    )
    server.reactions = [raw(body)]
    settings = server.settings(provider="anthropic", base_url=server.url.removesuffix("/v1"), api_key="k-2")
    asked = Model(settings).ask("Name a colour.", "MATERIAL", Colour)
    assert asked.answer.name == "teal"
    assert (asked.usage.sent, asked.usage.answered) == (7, 3)
    assert server.questions[0].path.startswith("/v1/messages")
    assert "tools" not in server.questions[0].body
