"""The browser of the web tests, for whole ways that go through the console."""

from tests.web.chromium import chromium as chromium  # noqa: PLC0414 - a fixture of this folder
