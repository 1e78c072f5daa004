"""Our own notes, from free prose to long ones with headings: `prose_cases/*.toml`, each with its codes."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent / "prose_cases"


@dataclass(frozen=True, slots=True)
class ProseCase:
    """A text as it comes by mail, and its codes in no order."""

    name: str
    text: str
    codes: tuple[str, ...]


def free_prose() -> Iterator[ProseCase]:
    """All cases, in the order of the files."""
    for path in sorted(_FOLDER.glob("*.toml")):
        for name, case in tomllib.loads(path.read_text(encoding="utf-8")).items():
            yield ProseCase(name, case["text"], tuple(case["codes"]))
