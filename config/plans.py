"""The plans (tiers) that a client can be on, read from `plans.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib import resources
from pathlib import Path
from typing import Any

from config.settings import SettingsError

UNLIMITED = -1


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan. Counts of UNLIMITED (-1) have no end."""

    name: str
    label: str
    consultations: int
    follow_up_days: int
    code_page_views: int
    assistant_questions_a_day: int
    review_minutes: int
    attachment_bytes: int
    seats: int


Plans = Mapping[str, Plan]


def load(path: Path | None = None) -> Plans:
    """Read the plans file, or the one that ships; raises SettingsError with the plan and the key that are wrong."""
    try:
        text = (
            path.read_text(encoding="utf-8") if path else resources.files("config").joinpath("plans.toml").read_text()
        )
        tables = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"Setting plans_file: {path} cannot be read: {error}. Mend the file or its name.") from None
    return {name: _plan(name, table) for name, table in tables.items()}


def _plan(name: str, table: Any) -> Plan:
    expected = {field.name for field in fields(Plan)} - {"name"}
    given = set(table) if isinstance(table, dict) else set()
    if wrong := given ^ expected:
        raise SettingsError(
            f"Plan {name} in the plans file: {', '.join(sorted(wrong))} is missing or unknown; "
            f"a plan has {', '.join(sorted(expected))}."
        )
    if not isinstance(table["label"], str):
        raise SettingsError(f"Plan {name} in the plans file: label must be text, not {table['label']!r}.")
    for key in expected - {"label"}:
        _require_count(name, key, table[key])
    return Plan(name=name, **table)


def _require_count(name: str, key: str, value: Any) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise SettingsError(f"Plan {name} in the plans file: {key} must be a whole number, not {value!r}.")
    if value < UNLIMITED:
        raise SettingsError(
            f"Plan {name} in the plans file: {key} is {value}; a count is 0 or more, or -1 for unlimited."
        )
