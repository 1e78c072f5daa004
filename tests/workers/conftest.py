"""The log of the service itself: without it, structlog prints every failure with all locals, which takes seconds."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from config.logging import set_up


@pytest.fixture(autouse=True)
def _log_as_the_service_does() -> Iterator[None]:
    set_up()
    yield
    structlog.reset_defaults()
    logging.getLogger().handlers.clear()
    logging.getLogger().setLevel(logging.WARNING)
