"""Serving inside a process of ours."""

import http.client
import signal
import socket
import threading

import pytest

from config.settings import SettingsError
from tests.desks import Bench
from web.app import make_app
from web.server import serve

pytestmark = pytest.mark.enable_socket


def test_it_serves_in_this_thread_until_told_to_stop_and_leaves_signals_alone(bench: Bench) -> None:
    stop, answers = threading.Event(), list[tuple[int, bytes]]()
    handlers = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)

    def look(port: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            answers.append((answer.status, answer.read()))
            assert answer.getheader("server") is None
        finally:
            connection.close()
            stop.set()

    ready = threading.Thread(target=lambda: None)

    def listening(port: int) -> None:
        nonlocal ready
        ready = threading.Thread(target=look, args=(port,))
        ready.start()

    serve(make_app(bench.desk, bench.services.assistant), "127.0.0.1", 0, stop, listening)
    ready.join(10)
    assert answers == [(200, b"ok")]
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == handlers


def test_a_port_that_is_taken_is_one_sentence_with_the_setting(bench: Bench) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"web\.port .*127\.0\.0\.1:{port} cannot be used"):
            serve(make_app(bench.desk, bench.services.assistant), "127.0.0.1", port, threading.Event())
