"""A browser at the console of a bench."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.desks import Bench
from tests.web.browser import Browser
from tests.web.chromium import chromium as chromium  # noqa: PLC0414 - a fixture of this folder
from web.app import make_app


@pytest.fixture
def stranger(bench: Bench) -> Iterator[Browser]:
    """Somebody who is not signed in."""
    with TestClient(make_app(bench.desk, bench.services.assistant), base_url="http://desk.test") as client:
        yield Browser(client)


@pytest.fixture
def mara(stranger: Browser) -> Browser:
    """The consultant, signed in."""
    assert stranger.sign_in().url.path == "/review"
    return stranger
