"""Serving the console inside a process of ours: uvicorn in this thread, ended by an event instead of a signal."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

import uvicorn
from fastapi import FastAPI

from config.settings import SettingsError

_GRACE_SECONDS = 5


class _Server(uvicorn.Server):
    """uvicorn without signals: it would raise SIGTERM again after serving, and what comes after would never run."""

    def __init__(self, config: uvicorn.Config, stop: threading.Event, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._stop = stop
        self._ready = ready

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the process that embeds us."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Say so once connections are accepted."""
        await super().startup(sockets)
        self._ready()

    async def on_tick(self, counter: int) -> bool:
        """Called ten times a second."""
        return self._stop.is_set() or await super().on_tick(counter)


def serve(
    app: FastAPI,
    host: str,
    port: int,
    stop: threading.Event,
    ready: Callable[[int], None] = lambda _port: None,
) -> None:
    """Serve until `stop` is set, then finish what is under way (at most 5 seconds).

    Port 0 takes a free one; `ready` gets the real port once connections are accepted. Raises SettingsError when the
    address cannot be taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise SettingsError(
                f"Setting web.port (CASECONSULTANT_WEB__PORT): {host}:{port} cannot be used ({error.strerror}). "
                "Stop what uses it, or choose another port."
            ) from None
        taken: int = listener.getsockname()[1]
        app.state.pulse.stopping = stop  # open streams end with it, or each stop would wait for its whole grace
        config = uvicorn.Config(
            app,
            log_config=None,  # config.logging has set it up
            access_log=False,  # addresses of cases stay out of the log
            proxy_headers=False,  # nobody may say where a request comes from
            server_header=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        _Server(config, stop, lambda: ready(taken)).run(sockets=[listener])
