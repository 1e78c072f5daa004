"""The only file that knows a client of language models: pydantic-ai, which speaks to OpenAI's API, to what speaks it
too (Ollama, llama.cpp, vLLM), and to Anthropic's.

A question is instructions, material, and the shape of the answer; no tool is ever offered. Everything is bounded: time
with all retries, the bytes and the tokens of an answer. Redirects are not followed, for they would carry the material
elsewhere.

    ModelError
    ├── NotInstalledError   the optional packages are missing
    ├── NoAnswerError       unreachable, refused, or out of time
    └── BrokenAnswerError   cut short, not JSON, or of another shape than asked for
"""

import asyncio
import json
import queue
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from config.errors import CaseConsultantError
from config.sections import LanguageModel

LONGEST_ANSWER = 1_000_000
"""Bytes of one HTTP answer; a thousand tokens with all that surrounds them are some ten thousand."""

T = TypeVar("T", bound=BaseModel)


class ModelError(CaseConsultantError):
    """The model gave no answer that can be used. The message never holds words of the question or the answer."""


class NotInstalledError(ModelError):
    """The optional packages are missing."""


class NoAnswerError(ModelError):
    """The model is unreachable, refused, or took too long."""


class BrokenAnswerError(ModelError):
    """The answer was cut short, is not JSON, or has another shape than was asked for."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens, as the provider counted them; where it counts none, as we estimate them."""

    sent: int = 0
    answered: int = 0


@dataclass(frozen=True, slots=True)
class Asked(Generic[T]):
    """An answer of the shape that was asked for, and what it took."""

    answer: T
    usage: Usage


def estimate(text: str) -> int:
    """Tokens of a text, rather too many than too few: four letters make one, figures and codes fewer."""
    return len(text) // 3 + 1


class Model:
    """One configured model. Threads may share it; every question opens and closes its own connection."""

    def __init__(self, settings: LanguageModel) -> None:
        """Keep the settings; raises NotInstalledError where the packages of `caseconsultant[model]` are missing."""
        try:
            import pydantic_ai.direct  # noqa: F401 - only to see whether it is there
        except ImportError:
            raise NotInstalledError(
                'The settings name a [model], but its packages are missing: pip install "caseconsultant[model]".'
            ) from None
        self.settings = settings

    def ask(self, instructions: str, material: str, shape: type[T]) -> Asked[T]:
        """One question; raises ModelError. Returns within `timeout_seconds`, whatever the other side does."""
        return asyncio.run(self._ask(instructions, material, shape))

    def stream(self, instructions: str, material: str) -> Iterator[str]:
        """The answer as it is written; raises ModelError, also after the first words where the stream is cut."""
        pieces: queue.SimpleQueue[str | ModelError | None] = queue.SimpleQueue()
        stopped = threading.Event()

        async def pump() -> None:
            try:
                async with aclosing(self._stream(instructions, material)) as answer:
                    async for piece in answer:
                        pieces.put(piece)
                        if stopped.is_set():
                            break
                pieces.put(None)
            except ModelError as error:
                pieces.put(error)

        thread = threading.Thread(target=lambda: asyncio.run(pump()), name="model-stream", daemon=True)
        thread.start()
        try:
            while (piece := pieces.get()) is not None:
                if isinstance(piece, ModelError):
                    raise piece
                yield piece
        finally:
            stopped.set()
            thread.join(self.settings.timeout_seconds)

    async def _ask(self, instructions: str, material: str, shape: type[T]) -> Asked[T]:
        from pydantic_ai.direct import model_request

        also: Any = _also_for(self.settings, shape)
        async with self._model() as (model, messages, wanted), self._errors():
            response = await model_request(
                model,
                messages(instructions, material),
                model_settings=wanted | also,
                model_request_parameters=_parameters(model, shape, self.settings),
            )
        if response.finish_reason == "length":
            raise BrokenAnswerError("The model's answer was cut short.")
        try:
            # small models write line breaks into strings as they are, which only a strict reader refuses
            answer = shape.model_validate(json.loads(_bare_json(response.text or ""), strict=False))
        except (ValidationError, ValueError, RecursionError):
            raise BrokenAnswerError("The model's answer is not of the shape that was asked for.") from None
        used = response.usage
        guessed = Usage(estimate(instructions + material), estimate(response.text or ""))
        return Asked(answer, Usage(used.input_tokens or guessed.sent, used.output_tokens or guessed.answered))

    async def _stream(self, instructions: str, material: str) -> AsyncGenerator[str, None]:
        from pydantic_ai import PartDeltaEvent, PartStartEvent, TextPart, TextPartDelta
        from pydantic_ai.direct import model_request_stream

        async with (
            self._model() as (model, messages, wanted),
            self._errors(),
            model_request_stream(model, messages(instructions, material), model_settings=wanted) as stream,
        ):
            async for event in stream:
                if isinstance(event, PartStartEvent) and isinstance(event.part, TextPart):
                    yield event.part.content
                elif isinstance(event, PartDeltaEvent) and isinstance(event.delta, TextPartDelta):
                    yield event.delta.content_delta
            ended = stream.get()
            # a stream that just ends is taken for a finished one; only the provider's own word says that it is
            if ended.finish_reason == "length" or "finish_reason" not in (ended.provider_details or {}):
                raise BrokenAnswerError("The model's answer was cut short.")

    @asynccontextmanager
    async def _model(self) -> AsyncIterator[tuple[Any, Any, Any]]:
        """The model over a connection of its own, how messages are made, and what is asked for with each."""
        from pydantic_ai import ModelRequest, ModelSettings, UserPromptPart

        def messages(instructions: str, material: str) -> list[ModelRequest]:
            return [ModelRequest(parts=[UserPromptPart(material)], instructions=instructions)]

        async with _connection(self.settings) as client:
            wanted = ModelSettings(max_tokens=self.settings.answer_tokens, temperature=0.0)
            yield _over(client, self.settings), messages, wanted

    @asynccontextmanager
    async def _errors(self) -> AsyncIterator[None]:
        """Every way in which a question can fail, as a sentence; and the end of its time."""
        from pydantic_ai.exceptions import (
            AgentRunError,
            ModelAuthenticationError,
            ModelHTTPError,
            ModelRateLimitError,
            ModelTimeoutError,
            UserError,
        )

        try:
            async with asyncio.timeout(self.settings.timeout_seconds):
                yield
        except (TimeoutError, ModelTimeoutError):
            raise NoAnswerError(f"The model did not answer within {self.settings.timeout_seconds:g} s.") from None
        except ModelRateLimitError:
            raise NoAnswerError("The model is asked too often just now (429).") from None
        except ModelAuthenticationError:
            raise NoAnswerError("The model's provider refused the key.") from None
        except ModelHTTPError as error:
            raise NoAnswerError(f"The model's provider answered with {error.status_code}.") from None
        except ModelError:
            raise
        except (AgentRunError, UserError, OSError) as error:
            raise NoAnswerError(f"The model could not be asked ({type(error).__name__}).") from None
        except Exception as error:  # noqa: BLE001 - whatever a client library raises on a server that lies
            raise BrokenAnswerError(f"The model's answer could not be read ({type(error).__name__}).") from None


def _also_for(settings: LanguageModel, shape: type[BaseModel]) -> dict[str, Any]:
    """For servers that know no "json_schema": llama.cpp takes the schema beside "json_object", others overlook it."""
    if settings.provider != "openai" or settings.structured == "json_schema":
        return {}
    asked = {"type": "json_object", "schema": shape.model_json_schema()}
    return {"extra_body": {"response_format": asked, "max_tokens": settings.answer_tokens}}


def _parameters(model: Any, shape: type[BaseModel], settings: LanguageModel) -> Any:
    """The shape as a JSON schema, for the provider where it keeps to one, else in words."""
    from pydantic_ai.models import ModelRequestParameters
    from pydantic_ai.output import OutputObjectDefinition

    able = bool(model.profile.get("supports_json_schema_output", False))
    native = able and settings.structured == "json_schema"
    return ModelRequestParameters(
        output_mode="native" if native else "prompted",
        output_object=OutputObjectDefinition(json_schema=shape.model_json_schema(), name=shape.__name__, strict=True),
        allow_text_output=True,
    )


def _bare_json(text: str) -> str:
    """The JSON without the fence that many models put around it."""
    text = text.strip()
    if text.startswith("```"):
        text = text.removeprefix("```json").removeprefix("```").removesuffix("```").strip()
    return text


@asynccontextmanager
async def _connection(settings: LanguageModel) -> AsyncIterator[Any]:
    """An HTTP client that follows no redirect and reads no endless answer; to a model here, through no proxy."""
    import httpx2

    class Bounded(httpx2.AsyncByteStream):
        def __init__(self, stream: Any) -> None:
            self._stream = stream

        async def __aiter__(self) -> AsyncIterator[bytes]:
            left = LONGEST_ANSWER
            async for piece in self._stream:
                left -= len(piece)
                if left < 0:
                    raise BrokenAnswerError("The model's answer is far too long.")
                yield piece

        async def aclose(self) -> None:
            await self._stream.aclose()

    async def bound(response: httpx2.Response) -> None:
        response.stream = Bounded(response.stream)

    async with httpx2.AsyncClient(
        follow_redirects=False,
        timeout=settings.timeout_seconds,
        trust_env=settings.external,
        event_hooks={"response": [bound]},
    ) as client:
        yield client


def _over(client: Any, settings: LanguageModel) -> Any:
    """The provider's model over an HTTP client; its library retries 429, 5xx and broken connections, with backoff."""
    key, address = settings.api_key.get_secret_value(), settings.base_url or None
    if settings.provider == "anthropic":
        from anthropic import AsyncAnthropic
        from pydantic_ai.models.anthropic import AnthropicModel
        from pydantic_ai.providers.anthropic import AnthropicProvider

        spoken_to = AsyncAnthropic(
            api_key=key or "none", base_url=address, http_client=client, max_retries=settings.retries
        )
        return AnthropicModel(settings.name, provider=AnthropicProvider(anthropic_client=spoken_to))
    from openai import AsyncOpenAI
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider
    from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

    reached = AsyncOpenAI(api_key=key or "none", base_url=address, http_client=client, max_retries=settings.retries)
    if not address:
        return OpenAIChatModel(settings.name, provider=OpenAIProvider(openai_client=reached))
    return OpenAIChatModel(settings.name, provider=OpenAICompatibleProvider("configured", openai_client=reached))
