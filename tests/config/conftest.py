"""The settings file of a test."""

from collections.abc import Callable
from pathlib import Path

import pytest

Toml = Callable[[str], None]


@pytest.fixture
def toml(tmp_path: Path) -> Toml:
    """Write the settings file that this test reads."""

    def write(text: str) -> None:
        (tmp_path / "caseconsultant.toml").write_text(text, encoding="utf-8")

    return write
