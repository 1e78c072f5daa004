"""Live updates: a stream of server-sent events that says "something changed", and nothing else.

What changed is asked for by the page, with its session, like everything. One reader of the database serves all streams
of a process, and only while there are any.
"""

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy.exc import SQLAlchemyError

from consultations import audit
from consultations.desk import Desk
from web.console import TheConsole
from web.signing_in import Signed

router = APIRouter()

_LOOK_SECONDS = 1.0
_STREAM_SECONDS = 300
"""A stream ends by itself, and the browser opens the next: so it does not outlive its session for long."""
_MOST_STREAMS = 200
"""Each costs a connection; a desk has fewer people than that."""
_BEAT_SECONDS = 20
"""Proxies close a connection that is silent for a minute."""


@dataclass(slots=True)
class Pulse:
    """The newest event of the audit trail as this process last saw it, and how many streams wait for the next."""

    newest: int = 0
    streams: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)
    _looked_at: float = 0.0
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self, desk: Desk) -> int:
        """The newest event; the database is asked at most once in _LOOK_SECONDS, whoever asks."""
        async with self._looking:
            now = asyncio.get_running_loop().time()
            if now - self._looked_at >= _LOOK_SECONDS:
                self.newest = await asyncio.to_thread(_newest, desk, self.newest)
                self._looked_at = now
        return self.newest


def _newest(desk: Desk, known: int) -> int:
    """The key of the newest event; while the database is away, the one that was known."""
    try:
        with desk.database.reading() as session:
            return audit.newest(session)
    except SQLAlchemyError:
        return known


@router.get("/review/events")
async def events(request: Request, console: TheConsole, visitor: Signed) -> Response:
    """The stream. Raises 503 where there are too many."""
    del visitor
    pulse: Pulse = request.app.state.pulse
    if pulse.streams >= _MOST_STREAMS:
        raise HTTPException(503, "Too many pages wait for news here. They still refresh by themselves.")
    return StreamingResponse(_stream(pulse, console.desk), media_type="text/event-stream")


async def _stream(pulse: Pulse, desk: Desk) -> AsyncIterator[str]:
    pulse.streams += 1
    try:
        seen = await pulse.look(desk)
        yield "retry: 2000\n\n"
        silent = 0.0
        for _ in range(int(_STREAM_SECONDS / _LOOK_SECONDS)):
            if pulse.stopping.is_set():
                return
            await asyncio.sleep(_LOOK_SECONDS)
            silent += _LOOK_SECONDS
            newest = await pulse.look(desk)
            if newest != seen:
                seen, silent = newest, 0.0
                yield "event: changed\ndata: queue\n\n"
            elif silent >= _BEAT_SECONDS:
                silent = 0.0
                yield ": still here\n\n"
    finally:
        pulse.streams -= 1
